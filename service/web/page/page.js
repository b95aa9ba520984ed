// The page pane: one page of a document, with the passage and the quote marked.
import { Refused, button, find, make, request } from "../parts/dom.js";
import { citationOf, copyButton, styleChooser } from "./copying.js";
import { beside, locatorOf, permalink } from "./place.js";
import { pagePicture } from "./picture.js";
import { pageText, passageText } from "./page_text.js";
import { announce, problemBox } from "../parts/states.js";
import { t } from "../parts/texts.js";

const pane = find("#page");
const documents = new Map(); // id -> the document as the server describes it
let turn = 0; // counts the pages requested; the reply to an older request is dropped
let picture = null; // the picture that is shown
let undrawn = null; // the page whose picture could not be had last

addEventListener("resize", () => picture?.node.isConnected && picture.layOut());

/** Show the place in the pane; `go` leads to another address, `close` (if any) takes the pane away. */
export async function showPage(place, { go, close = null }) {
  const mine = (turn += 1);
  pane.hidden = false;
  pane.setAttribute("aria-busy", "true");
  const again = () => showPage(place, { go, close });
  try {
    const info = await documentInfo(place.document);
    if (mine !== turn) return;
    const content = info.pages.length ? await pageOf(place, info, go) : await passageOf(place);
    if (mine !== turn) return;
    picture = content.picture;
    const held = pane.contains(document.activeElement) ? document.activeElement.ariaLabel : null;
    pane.replaceChildren(head(place, info, { content, go, close }), ...content.nodes);
    if (content.place) announce(t("page.shown", { page: content.name, title: info.title }));
    content.shown?.();
    if (held) (find(`[aria-label="${CSS.escape(held)}"]:enabled`, pane) ?? find("h2", pane)).focus({ preventScroll: true });
  } catch (error) {
    if (mine !== turn) return;
    documents.delete(place.document);
    pane.replaceChildren(head(place, null, { go, close }), problemBox(error, again));
  } finally {
    if (mine === turn) pane.removeAttribute("aria-busy");
  }
}

/** Take the page away; beside a thread its place is kept, so that nothing moves when the next one comes. */
export function hidePage(besideThread) {
  turn += 1;
  picture = null;
  pane.hidden = !besideThread;
  pane.replaceChildren(besideThread ? make("p", { class: "hint" }, t("page.hint")) : "");
}

/** The document as the server describes it; requested once. */
export async function documentInfo(id) {
  if (!documents.has(id)) documents.set(id, await request(`/v1/documents/${encodeURIComponent(id)}`));
  return documents.get(id);
}

/** Request documents again from now on: the library was changed. */
export function forgetDocuments() {
  documents.clear();
}

function head(place, info, { content = null, go, close }) {
  const title = info ? make("a", { href: `/documents/${encodeURIComponent(place.document)}` }, info.title) : place.document;
  return make("header", { class: "pagehead" },
    make("div", { class: "titleline" },
      make("h2", { tabIndex: -1 }, title),
      close ? button(t("page.close"), close, { class: "plain small close" }) : null),
    content?.page ? toolbar(place, info, { content, go }) : null,
    info ? make("details", { class: "copying", open: Boolean(find(".copying[open]", pane)) }, make("summary", {}, t("copy.heading")),
      make("p", { class: "actions" }, styleChooser(),
        copyButton(t("copy.citation"), () => citationOf(content?.place ?? place)),
        copyButton(t("copy.link"), () => new URL(permalink(content?.place ?? place), location.origin).href))) : null);
}

function toolbar(place, { pages }, { content: { page, picture: drawn }, go }) {
  const turnTo = (changes) => go(addressOf({ ...place, page: page.number, ...changes }));
  const step = (name, sign, to) => button(sign, () => turnTo({ page: to }), { ariaLabel: t(name), disabled: to === null });
  const chooser = make("select", { "aria-label": t("page.one"), onchange: () => turnTo({ page: chooser.value }) },
    ...pages.map((one) => make("option", { value: one.number, selected: one.number === page.number }, pageName(one))));
  const size = make("output", { "aria-label": t("page.zoom") });
  const smaller = button("−", () => zoom(-1), { ariaLabel: t("page.smaller") });
  const larger = button("+", () => zoom(1), { ariaLabel: t("page.larger") });
  const zoom = (steps) => {
    if (steps) drawn.zoomBy(steps);
    size.textContent = `${drawn.zoomed() * 100} %`;
    [smaller.disabled, larger.disabled] = drawn.ends();
  };
  if (drawn) drawn.showZoom = () => zoom(0);
  return make("div", { class: "toolbar", role: "group", "aria-label": t("page.one") },
    step("page.previous", "←", page.previous),
    chooser, make("span", { class: "quiet" }, `/ ${pages.length}`),
    step("page.next", "→", page.next),
    page.picture && page.picture !== undrawn
      ? button(drawn ? t("page.astext") : t("page.aspicture"), () => turnTo({ view: drawn ? "text" : null })) : null,
    drawn ? make("span", { class: "zooms" }, smaller, size, larger) : null);
}

async function pageOf(place, info, go) {
  const address = `/v1/documents/${encodeURIComponent(place.document)}/pages/${encodeURIComponent(place.page ?? "1")}`;
  const quote = place.end ? `?${new URLSearchParams({ start: place.start, end: place.end })}` : "";
  const page = await request(address + quote);
  const passage = page.passages.find((one) => one.id === place.passage);
  const elsewhere = place.passage && !passage ? await linkToPassage(place, page, go) : null;
  const pageInfo = info.pages[page.number - 1];
  const name = pageName(pageInfo);
  const asText = page.picture === null || place.view === "text" || page.picture === undrawn;
  const alt = t(passage ? "page.alt.marked" : "page.alt", { page: name, title: info.title });
  const missing = () => {
    undrawn = page.picture;
    showPage(place, { go, close: find(".close", pane)?.onclick });
  };
  const drawn = asText ? null : pagePicture(page, { passage, alt, missing });
  const sheet = asText ? pageText(page, place.passage) : drawn.node;
  sheet.classList.toggle("estimated", page.basis === "estimated");
  const marked = asText && (find("mark", sheet) ?? find(".chosen", sheet));
  return {
    page, name, picture: drawn, place: { ...place, page: page.number },
    nodes: [...notesOn(pageInfo, page), elsewhere, sheet].filter(Boolean),
    shown: () => {
      drawn?.layOut();
      drawn?.showZoom();
      if (drawn) drawn.bringIntoView();
      else if (marked) marked.scrollIntoView({ block: "center" });
      else if (place.page) pane.firstElementChild.scrollIntoView();
    },
  };
}

/** For a document without pages: the passage by itself, with the lines of the source it stands on. */
async function passageOf(place) {
  const note = (text) => make("p", { class: "note" }, text);
  if (!place.passage) return { nodes: [note(t("page.none.search"))], picture: null };
  const { passage, citation } = await request(`/v1/passages/${encodeURIComponent(place.passage)}`);
  const quote = { start: Number(place.start), end: Number(place.end) };
  return { nodes: [note(`${t("page.none")} ${citation.text}`), passageText(passage, quote)], picture: null, place, name: locatorOf(citation) };
}

/** "7", or "7 (printed: 1023)" where what is printed on the page is something else. */
function pageName({ number: place, label, basis }) {
  const printed = label === null || label === String(place) ? "" : ` (${t("page.printed", { label })})`;
  return `${basis === "estimated" ? "ca. " : ""}${place}${printed}`;
}

/** What a reader should know of how the page and its text were had. */
function notesOn({ basis, empty, reading, undecodable, doubtful_order: doubtful }, { picture: address }) {
  const reasons = [
    basis === "estimated" && "page.why.estimated", address && address === undrawn && "page.undrawn", empty && "page.empty",
    reading === "ocr" && "page.ocr", undecodable > 0.05 && "page.undecodable", doubtful && "page.doubtful"];
  return reasons.filter(Boolean).map((key) => make("p", { class: "note" },
    key === "page.why.estimated" ? make("strong", {}, `${t("page.estimated")}. `) : null, t(key)));
}

/** Where a passage stands that is not on the page shown, with a link; or that it is gone. */
async function linkToPassage(place, page, go) {
  try {
    const { citation } = await request(`/v1/passages/${encodeURIComponent(place.passage)}`);
    if (citation.document_id !== place.document) return make("p", { class: "note" }, t("page.passage.gone"));
    const address = addressOf({ ...place, page: citation.pages.first });
    const link = make("a", { href: address }, locatorOf(citation));
    return make("p", { class: "note" }, `${t("page.elsewhere")} `, link);
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 404) throw error;
    return make("p", { class: "note" }, t("page.passage.gone"));
  }
}

function addressOf(place) {
  return location.pathname.startsWith("/documents/") ? permalink(place) : beside(place);
}
