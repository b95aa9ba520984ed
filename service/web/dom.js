// Elements and requests. Text from documents only ever becomes text nodes, never markup.

/** An element with properties ("class" and "aria-..." are attributes) and children: nodes, strings or null. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && name !== "class") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

/** The server did not answer at all. */
export class ServerGone extends Error {}

/** The server answered with a problem (RFC 9457), which is in `problem`. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The JSON at `path`; with a body it is posted. Throws ServerGone and Refused. */
export async function request(path, body = undefined) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  let response, content;
  try {
    response = await fetch(path, options);
    content = await response.json();
  } catch (error) {
    throw new ServerGone("The server does not answer. Is “pincite serve” still running?", { cause: error });
  }
  if (!response.ok) throw new Refused(content);
  return content;
}

/** Resolves after so many milliseconds. */
export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Where a citation's pages are, in words for a badge: "ca. p. 7". The citation's own text ends with it. */
export function locatorOf(citation) {
  const match = citation.text.match(/(?:ca\. )?(?:pp?\.|lines?) [^()]*(?=\)$)/);
  return match ? match[0] : "";
}

/** "2025", "ca. 2023" or "n.d." */
export function yearOf(year, circa) {
  return year === null ? "n.d." : `${circa ? "ca. " : ""}${year}`;
}

export const ESTIMATED =
  "ca. – where this page begins is an estimate; what is cited may stand on the page before or after.";
