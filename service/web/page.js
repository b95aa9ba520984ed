// The reading page: one page of a document, /documents/<id>#page=7&passage=<passage id>.
import { ESTIMATED, make, request, yearOf } from "/web/dom.js";

const identifier = decodeURIComponent(location.pathname.split("/")[2]);
const address = `/v1/documents/${encodeURIComponent(identifier)}`;
const statusLine = document.querySelector("#status");
const sheet = document.querySelector("#text");
const chooser = document.querySelector("#leaf");
const number = document.querySelector("#number");
let turn = 0; // of the pages asked for; what an older request brings is dropped

number.addEventListener("change", () => turnTo(number.value));
document.querySelector("#previous").addEventListener("click", () => turnTo(Number(number.value) - 1));
document.querySelector("#next").addEventListener("click", () => turnTo(Number(number.value) + 1));
addEventListener("hashchange", () => attempt(showPlace));

document.querySelector("#title").textContent = identifier; // until its title is known
attempt(async () => {
  const found = await request(address);
  describe(found);
  await showPlace();
});

async function attempt(action) {
  try {
    await action();
  } catch (error) {
    sheet.hidden = true;
    say(error.message, "problem");
  }
}

function describe({ title, authors, year, circa, record, pages }) {
  document.title = `${title} – Pincite`;
  document.querySelector("#title").textContent = title;
  const line = document.querySelector("#record");
  line.textContent = [yearOf(year, circa), authors.join(", "), record["container-title"]].filter(Boolean).join(" · ");
  if (typeof record.DOI === "string") {
    line.append(" · ", make("a", { href: `https://doi.org/${encodeURI(record.DOI)}`, rel: "noreferrer" }, `doi:${record.DOI}`));
  }
  number.append(...pages.map((page) => make("option", { value: page.number }, pageName(page))));
  chooser.hidden = pages.length === 0;
}

/** "7", or "7 (printed: 1023)" where what is printed on the page is something else. */
function pageName({ number: place, label, basis }) {
  const printed = label === null || label === String(place) ? "" : ` (printed: ${label})`;
  return `${place}${printed}${basis === "estimated" ? ", ca." : ""}`;
}

function place() {
  return new URLSearchParams(location.hash.slice(1));
}

function turnTo(page) {
  location.hash = `page=${page}`;
}

async function showPlace() {
  const mine = (turn += 1);
  const [page, passage] = [place().get("page"), place().get("passage")];
  if (chooser.hidden) {
    await showPassageAlone(passage);
    return;
  }
  const found = await request(`${address}/pages/${encodeURIComponent(page ?? "1")}`);
  if (mine === turn) showPage(found, passage);
}

function showPage(page, passage) {
  number.value = String(page.number);
  document.querySelector("#previous").disabled = page.previous === null;
  document.querySelector("#next").disabled = page.next === null;
  const shown = page.passages.some((one) => one.id === passage);
  const lost = passage !== null && !shown;
  say(lost ? "The passage is not on this page any more; its document was changed." : page.basis === "estimated" ? ESTIMATED : "", "note");
  sheet.replaceChildren(...pieces(page, passage));
  sheet.hidden = false;
  const marked = sheet.querySelector("mark");
  if (marked) marked.scrollIntoView({ block: "center" });
  else scrollTo(0, 0);
}

/** The page's text as nodes: each passage in an element of its own, the one asked for marked. */
function pieces({ text, passages }, passage) {
  const spans = passages.flatMap((one) => one.spans.map(([start, end]) => ({ start, end, one })));
  spans.sort((left, right) => left.start - right.start);
  const characters = Array.from(text); // offsets count code points, not the halves of surrogate pairs
  const nodes = [];
  let end = 0;
  for (const span of spans) {
    if (span.start > end) nodes.push(characters.slice(end, span.start).join(""));
    const content = characters.slice(span.start, span.end).join("");
    nodes.push(make(span.one.id === passage ? "mark" : "span", { class: span.one.kind }, content));
    end = span.end;
  }
  nodes.push(characters.slice(end).join(""));
  return nodes;
}

/** For a document without pages: the passage by itself, with the lines of the source it stands on. */
async function showPassageAlone(identifierOfPassage) {
  if (identifierOfPassage === null) {
    say("This document has no pages; search, and open one of its passages.", "note");
    return;
  }
  const { passage, citation } = await request(`/v1/passages/${encodeURIComponent(identifierOfPassage)}`);
  say(`This document has no pages; the passage stands in it here: ${citation.text}`, "note");
  sheet.replaceChildren(passage.text);
  sheet.hidden = false;
}

function say(text, kind) {
  statusLine.textContent = text;
  statusLine.className = text ? kind : "";
}
