// The search page: a question in, ranked passages out, and what is the matter when there are none.
import { ESTIMATED, Refused, ServerGone, locatorOf, make, pause, request, yearOf } from "/web/dom.js";
import { markedPieces } from "/web/words.js";

const KINDS = { body: "Body", footnote: "Footnote", table: "Table", reference: "Reference", front_matter: "Front matter" };

const form = document.querySelector("#search");
const statusLine = document.querySelector("#status");
const list = document.querySelector("#hits");
const shelf = document.querySelector("#shelf");
let turn = 0; // of the searches begun; what an older one brings is dropped

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = filled();
  history.pushState(null, "", `?${fields}`);
  search(fields);
});
document.querySelector("#example").addEventListener("click", (event) => {
  form.elements.q.value = event.target.textContent;
  form.requestSubmit();
});
addEventListener("popstate", fromAddress);

start();

async function start() {
  await whenReady();
  await describeLibrary();
  fromAddress();
}

/** Fill in the form from the address and search, so that an address can be shared and "back" works. */
function fromAddress() {
  const fields = new URLSearchParams(location.search);
  for (const element of form.elements) {
    if (element.name) element.value = fields.get(element.name) ?? (element.name === "mode" ? "hybrid" : "");
  }
  form.querySelector("#options").open = [...fields.keys()].some((name) => name !== "q");
  if (fields.get("q")) search(fields);
  else show();
}

/** The fields that say something, as they stand in the address. */
function filled() {
  const fields = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...fields]) {
    if (!value || (name === "mode" && value === "hybrid")) fields.delete(name);
  }
  return fields;
}

async function search(fields) {
  const mine = (turn += 1);
  document.title = `${fields.get("q")} – Pincite`;
  try {
    const found = await answerTo(bodyOf(fields));
    if (mine === turn) show(found, fields);
  } catch (error) {
    if (mine !== turn) return;
    show();
    say(error.message, "problem");
    if (!passing(error)) return;
    await whenReady();
    if (mine === turn) search(fields);
  }
}

/** The answer of the service; what stood here before is dimmed meanwhile, and a long wait is told. */
async function answerTo(body) {
  const waiting = setTimeout(() => say("Searching …"), 150);
  list.setAttribute("aria-busy", "true");
  try {
    return await request("/v1/search", body);
  } finally {
    clearTimeout(waiting);
    list.removeAttribute("aria-busy");
  }
}

function bodyOf(fields) {
  const filters = {};
  if (fields.get("document")) filters.documents = [fields.get("document")];
  if (fields.get("kind")) filters.kinds = [fields.get("kind")];
  const years = {};
  if (fields.get("from")) years.from = Number(fields.get("from"));
  if (fields.get("to")) years.to = Number(fields.get("to"));
  if (Object.keys(years).length) filters.years = years;
  return { query: fields.get("q"), mode: fields.get("mode") ?? "hybrid", filters };
}

/** Whether waiting helps: the server is away, or cannot search yet. */
function passing(error) {
  return error instanceof ServerGone || (error instanceof Refused && error.problem.status === 503);
}

/** Resolves when searches are answered; says meanwhile what is lacking. */
async function whenReady() {
  for (let wait = 500; ; wait = Math.min(wait * 1.5, 5000)) {
    try {
      await request("/readyz");
      say("");
      return;
    } catch (error) {
      if (!passing(error)) throw error;
      const state = error instanceof Refused ? error.problem.state : "gone";
      if (state === "starting") say("The index is being opened …");
      else if (state === "empty") explainEmpty();
      else say(`${error.message} Trying again …`, "problem");
      await pause(wait);
    }
  }
}

async function describeLibrary() {
  const { documents, total } = await request("/v1/documents");
  document.querySelector("#library").textContent = total === 1 ? "1 document" : `${total} documents`;
  form.elements.document.append(...documents.map((one) => make("option", { value: one.id }, one.title)));
  document.querySelector("#documents").append(...documents.map((one) => make("li", {},
    make("a", { href: one.url }, one.title), make("p", { class: "quiet" }, byline(one)))));
  if (total === 0) explainEmpty();
}

function explainEmpty() {
  say("There are no documents yet. Add some, and this page goes on by itself: ", "problem");
  statusLine.append(make("code", {}, "pincite add FILE"));
}

function say(text, kind = "") {
  statusLine.textContent = text;
  statusLine.className = kind;
}

/** Show what was found; without arguments, nothing. */
function show(found = null, fields = new URLSearchParams()) {
  const hits = found?.hits ?? [];
  list.replaceChildren(...hits.map((hit) => hitItem(hit, found.query)));
  document.querySelector("#legend").hidden = hits.length === 0;
  shelf.hidden = found !== null || document.querySelector("#documents").children.length === 0;
  if (!found) return;
  const restricted = ["document", "kind", "from", "to"].some((name) => fields.get(name));
  if (hits.length) say(`${hits.length} passages in ${Math.max(1, Math.round(found.took_ms))} ms`);
  else say(restricted ? "Nothing was found within these restrictions; take some away." : "Nothing was found; ask in other words.");
}

function hitItem({ rank, sparse, dense, passage, citation }, query) {
  const link = readingLink(citation, passage.id);
  const estimated = citation.pages.basis === "estimated";
  const locator = locatorOf(citation);
  return make("li", { class: "hit" },
    make("article", { "aria-label": `${rank}. ${citation.text}` },
      make("header", {},
        make("span", { class: "rank", "aria-hidden": "true" }, String(rank)),
        make("div", {},
          make("h3", {}, make("a", { href: link }, citation.title)),
          make("p", { class: "quiet" }, byline({ ...citation, circa: citation.text.includes(`ca. ${citation.year}`) }))),
        locator ? make("a", { href: link, class: estimated ? "pages estimated" : "pages" }, locator) : null),
      make("p", { class: "passage" }, ...markedPieces(passage.text, query).map(pieceNode)),
      estimated ? make("p", { class: "note" }, ESTIMATED) : null,
      make("footer", { class: "quiet" },
        make("span", { class: "kind" }, KINDS[passage.kind]),
        passage.section.length ? make("span", {}, passage.section.join(" › ")) : null,
        make("span", { title: "The rank by the words of the question (sparse)" }, `words ${rankOf(sparse)}`),
        make("span", { title: "The rank by its meaning (dense)" }, `meaning ${rankOf(dense)}`),
        make("cite", {}, citation.text))));
}

function readingLink(citation, passageId) {
  return `${citation.url}${citation.url.includes("#") ? "&" : "#"}passage=${encodeURIComponent(passageId)}`;
}

/** "2025 · Saken Yessirkep, Gaukhar S. Abdrakhmanova et al." */
function byline({ authors, year, circa }) {
  const shown = authors.length > 4 ? `${authors.slice(0, 3).join(", ")} et al.` : authors.join(", ");
  return [yearOf(year, circa), shown].filter(Boolean).join(" · ");
}

function rankOf(reason) {
  return reason ? `#${reason.rank}` : "–";
}

function pieceNode({ text, marked }) {
  return marked ? make("mark", {}, text) : text;
}
