// The reading page: one page of a document, /documents/<id>#page=7&passage=<passage id>[&view=text].
import { ESTIMATED, Refused, locatorOf, make, request, yearOf } from "/web/dom.js";
import { onMissing, showPicture } from "/web/picture.js";

const identifier = decodeURIComponent(location.pathname.split("/")[2]);
const address = `/v1/documents/${encodeURIComponent(identifier)}`;
const statusLine = document.querySelector("#status");
const sheet = document.querySelector("#text");
const desk = document.querySelector("#desk");
const chooser = document.querySelector("#leaf");
const number = document.querySelector("#number");
const views = { picture: document.querySelector("#aspicture"), text: document.querySelector("#astext") };
let read = []; // what became of each page when the document was read
let missing = null; // the picture that could not be had last
let turn = 0; // of the pages asked for; what an older request brings is dropped

number.addEventListener("change", () => goTo({ page: number.value }));
document.querySelector("#previous").addEventListener("click", () => goTo({ page: Number(number.value) - 1 }));
document.querySelector("#next").addEventListener("click", () => goTo({ page: Number(number.value) + 1 }));
for (const [view, button] of Object.entries(views)) button.addEventListener("click", () => goTo({ view }));
addEventListener("hashchange", () => attempt(showPlace));
onMissing((picture) => {
  missing = picture;
  attempt(showPlace);
});

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
    sheet.hidden = desk.hidden = true;
    say("problem", error.message);
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
  read = pages;
}

/** "7", or "7 (printed: 1023)" where what is printed on the page is something else. */
function pageName({ number: place, label, basis }) {
  const printed = label === null || label === String(place) ? "" : ` (printed: ${label})`;
  return `${place}${printed}${basis === "estimated" ? ", ca." : ""}`;
}

function place() {
  return new URLSearchParams(location.hash.slice(1));
}

/** Another page or view; the passage stays marked where it stands on several pages. */
function goTo(changes) {
  const fields = place();
  if (!fields.has("page")) fields.set("page", number.value);
  for (const [name, value] of Object.entries(changes)) fields.set(name, value);
  if (fields.get("view") === "picture") fields.delete("view");
  location.hash = fields;
}

async function showPlace() {
  const mine = (turn += 1);
  const [page, passage] = [place().get("page"), place().get("passage")];
  if (chooser.hidden) {
    await showPassageAlone(passage);
    return;
  }
  const found = await request(`${address}/pages/${encodeURIComponent(page ?? "1")}`);
  const elsewhere = passage && !found.passages.some((one) => one.id === passage) ? await whereabouts(passage) : [];
  if (mine === turn) showPage(found, passage, elsewhere);
}

function showPage(page, passage, elsewhere) {
  number.value = String(page.number);
  document.querySelector("#previous").disabled = page.previous === null;
  document.querySelector("#next").disabled = page.next === null;
  say("note", ...elsewhere, ...notesOn(page));
  views.picture.disabled = page.picture !== null && page.picture === missing;
  const asText = page.picture === null || place().get("view") === "text" || views.picture.disabled;
  document.querySelector("#views").hidden = page.picture === null;
  document.querySelector("#zooms").hidden = asText;
  views.picture.setAttribute("aria-pressed", String(!asText));
  views.text.setAttribute("aria-pressed", String(asText));
  sheet.hidden = !asText;
  desk.hidden = asText;
  if (asText) showText(page, passage);
  else {
    const marked = page.passages.find((one) => one.id === passage);
    const alt = `Page ${page.number} of “${document.querySelector("#title").textContent}” as it was printed`;
    showPicture(page, marked, `${alt}${marked ? ", the passage marked in yellow" : ""}. “Text” shows its words.`);
  }
}

function showText(page, passage) {
  sheet.replaceChildren(...pieces(page, passage));
  const marked = sheet.querySelector("mark");
  if (marked) marked.scrollIntoView({ block: "center" });
  else scrollTo(0, 0);
}

/** What a reader should know of how the page's text was had. */
function notesOn({ number: place, basis, picture }) {
  const { empty, reading, undecodable, doubtful_order: doubtful } = read[place - 1];
  const notes = [];
  if (picture !== null && picture === missing) notes.push("This page cannot be drawn; here is its text.");
  if (basis === "estimated") notes.push(ESTIMATED);
  if (empty) notes.push("No text was found on this page; searches do not find what stands on it.");
  if (reading === "ocr") notes.push("The text of this page was read from its picture (OCR) and may hold errors.");
  if (undecodable > 0.05) notes.push("The file does not say which letters some of the signs on this page are.");
  if (doubtful) notes.push("The parts of this page may have been read in the wrong order.");
  return notes.length ? [notes.join(" ")] : [];
}

/** Where a passage stands that is not on the page shown, with a link; or that it is gone. */
async function whereabouts(passage) {
  const gone = "The passage is not in this document any more; the document was changed. ";
  try {
    const { citation } = await request(`/v1/passages/${encodeURIComponent(passage)}`);
    if (citation.document_id !== identifier) return [gone];
    const fields = place();
    fields.set("page", citation.pages.first);
    return ["The passage is not on this page: it is on ", make("a", { href: `#${fields}` }, locatorOf(citation)), " "];
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 404) throw error;
    return [gone];
  }
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
    say("note", "This document has no pages; search, and open one of its passages.");
    return;
  }
  const { passage, citation } = await request(`/v1/passages/${encodeURIComponent(identifierOfPassage)}`);
  say("note", `This document has no pages; the passage stands in it here: ${citation.text}`);
  sheet.replaceChildren(passage.text);
  sheet.hidden = false;
}

/** Show a note or problem: strings and links. Without any, nothing. */
function say(kind, ...content) {
  statusLine.replaceChildren(...content);
  statusLine.className = content.length ? kind : "";
}
