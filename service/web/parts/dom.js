// Elements and requests. Text from documents only ever becomes text nodes, never markup.

/** An element with properties ("class", "data-..." and "aria-..." are attributes) and children: nodes, strings, null. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && name !== "class") element[name] = value;
    else if (value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** A button; `more` are further properties. */
export function button(text, onclick, more = {}) {
  return make("button", { type: "button", class: "plain", onclick, ...more }, text);
}

/** The one element that the selector names. */
export const find = (selector, within = document) => within.querySelector(selector);

/** The server did not answer at all. */
export class ServerGone extends Error {}

/** The server answered with a problem (RFC 9457), which is in `problem`. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** What `fetch` returns, unless it is a problem. Throws ServerGone and Refused. */
export async function fetchChecked(path, options = {}) {
  let response, problem;
  try {
    response = await fetch(path, options);
    if (!response.ok) problem = await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServerGone("no answer", { cause: error });
  }
  if (problem) throw new Refused(problem);
  return response;
}

/** The JSON at `path`; a body, where given, is posted. Throws ServerGone and Refused. */
export async function request(path, body = undefined) {
  const response = await fetchChecked(path, body === undefined ? {} : postOptions(body));
  try {
    return await response.json();
  } catch (error) {
    throw new ServerGone("broken off", { cause: error });
  }
}

/** The options of a request that posts JSON. */
export const postOptions = (body) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Resolves after so many milliseconds. */
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Put `text` on the clipboard; also where the page is not served securely, as on a local network. */
export async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = make("textarea", { value: text, class: "unseen" });
  const before = document.activeElement;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  before?.focus();
}

/** Offer `text` as a file. */
export function download(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
