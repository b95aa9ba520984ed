// The library: its documents, found and filtered; which of them to ask; adding and removing.
import { fetchChecked, button, find, make, request } from "../parts/dom.js";
import { choose, chosen } from "../thread/composer.js";
import { documentInfo, forgetDocuments } from "../page/page.js";
import { byline, problemsOf, sizeOf, typeName } from "./record.js";
import { announce, confirmed, problemBox, stateBox } from "../parts/states.js";
import { languageName, percent, t } from "../parts/texts.js";
import { rereader, uploader } from "./upload.js";

/** The nodes of the view. */
export async function libraryView() {
  document.title = `${t("nav.library")} – Pincite`;
  const list = make("ul", { class: "documents" });
  const count = make("p", { class: "lead" });
  const choice = make("div", { class: "choice" });
  const filters = make("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() });
  const [older, showOlder] = rereader(refresh);
  const stage = { list, count, choice, filters, all: [], refresh };
  filters.addEventListener("input", () => show(stage));
  list.addEventListener("change", () => showChoice(stage));
  const view = make("div", { class: "library" }, make("h1", { tabIndex: -1 }, t("nav.library")), count,
    uploader(refresh), older, filters, list, choice);
  await refresh();
  return [view];

  async function refresh() {
    try {
      const listed = await request("/v1/documents");
      stage.all = listed.documents;
      showOlder(listed.older);
      forgetDocuments();
      choose(chosen().filter((id) => stage.all.some((one) => one.id === id)));
      fillFilters(stage);
      show(stage);
    } catch (error) {
      list.replaceChildren(make("li", {}, problemBox(error, refresh)));
    }
  }
}

function fillFilters({ filters, all }) {
  const before = Object.fromEntries(new FormData(filters));
  const select = (name, values, nameOf) => make("label", {}, t(`library.${name}`), make("select", { name, ariaLabel: t(`library.${name}`) },
    make("option", { value: "" }, t("library.any")),
    ...[...new Set(values)].filter(Boolean).sort().map((value) => make("option", { value }, nameOf(value)))));
  const year = (name) => make("label", {}, t(`library.${name}`), make("input", { name, ariaLabel: t(`library.${name}`), type: "number", min: 0, max: 9999, inputMode: "numeric" }));
  filters.replaceChildren(
    make("label", { class: "wide" }, t("library.search"), make("input", { name: "words", type: "search", ariaLabel: t("library.search") })),
    select("author", all.flatMap((one) => one.authors), String), year("from"), year("to"),
    select("language", all.map((one) => one.language), languageName), select("type", all.map((one) => one.type), typeName));
  for (const [name, value] of Object.entries(before)) if (filters.elements[name]) filters.elements[name].value = value;
  filters.hidden = all.length === 0;
}

function show(stage) {
  const { list, count, filters, all } = stage;
  const chosenFilters = Object.fromEntries(new FormData(filters));
  const found = all.filter((one) => fits(one, chosenFilters));
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      fillReport(target);
    }
  });
  list.replaceChildren(...found.map((one) => item(one, stage)));
  for (const one of list.children) seen.observe(one);
  const pages = all.reduce((sum, one) => sum + one.counts.pages, 0);
  count.textContent = `${t("size.documents", { n: all.length })} · ${t("size.pages", { n: pages })}`;
  if (!all.length) list.append(make("li", {}, stateBox({ title: t("empty.title"), detail: t("library.empty"), state: "nothing" })));
  else if (!found.length) list.append(make("li", {}, stateBox({ title: t("nothing.title"), detail: t("library.nothing"), state: "nothing" },
    button(t("library.clear"), () => (filters.reset(), show(stage))))));
  else if (found.length < all.length) announce(t("size.documents", { n: found.length }));
  showChoice(stage);
}

function fits(one, { words = "", author, from, to, language, type }) {
  const text = [one.title, ...one.authors, one.id, one.year].join(" ").toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word)) &&
    (!author || one.authors.includes(author)) && (!language || one.language === language) && (!type || one.type === type) &&
    (!from || (one.year !== null && one.year >= Number(from))) && (!to || (one.year !== null && one.year <= Number(to)));
}

function item(one, stage) {
  const box = make("input", { type: "checkbox", name: "ask", value: one.id, checked: chosen().includes(one.id), "aria-label": t("library.choose", { title: one.title }) });
  const remove = button(t("library.remove"), () => removeDocument(one, remove, stage),
    { class: "plain small", ariaLabel: t("library.remove.one", { title: one.title }) });
  return make("li", { "data-id": one.id }, make("label", { class: "check" }, box),
    make("div", {},
      make("h2", {}, make("a", { href: one.url }, one.title)),
      make("p", { class: "quiet" }, byline(one)),
      make("p", { class: "quiet" }, [typeName(one.type), languageName(one.language), sizeOf(one.counts)].join(" · "), " ", make("span", { class: "share" })),
      make("div", { class: "problems" })),
    remove);
}

/** The searchable share and the problems, once the document is in sight. */
async function fillReport(line) {
  if (!line.dataset.id) return;
  try {
    const { report } = await documentInfo(line.dataset.id);
    find(".share", line).textContent = `· ${t("library.share", { share: percent(report.searchable_share) })}`;
    find(".problems", line).replaceChildren(...problemsOf(report).map((text) => make("p", { class: "note" }, text)));
  } catch {
    find(".share", line).textContent = "";
  }
}

function showChoice(stage) {
  const shown = [...stage.list.querySelectorAll("input[name=ask]")];
  const here = shown.map((one) => one.value);
  const elsewhere = chosen().filter((id) => !here.includes(id)); // filtered out of sight, chosen all the same
  const documents = [...elsewhere, ...shown.filter((one) => one.checked).map((one) => one.value)];
  choose(documents);
  const n = documents.length;
  stage.choice.hidden = !stage.all.length;
  stage.choice.replaceChildren(make("a", { href: "/", class: "button" }, n ? t("library.ask", { n }) : t("library.ask.all")),
    n ? button(t("library.ask.none"), () => {
      choose([]);
      show(stage);
    }) : "");
}

async function removeDocument(one, pressed, stage) {
  const sure = await confirmed({ title: t("library.remove.title", { title: one.title }), detail: t("library.remove.detail"), action: t("library.remove") });
  if (!sure) return;
  pressed.disabled = true;
  try {
    await fetchChecked(`/v1/documents/${encodeURIComponent(one.id)}`, { method: "DELETE" });
    announce(t("library.removed", { title: one.title }));
    await stage.refresh();
    find("h1")?.focus();
  } catch (error) {
    pressed.disabled = false;
    pressed.closest("li").append(problemBox(error, () => removeDocument(one, pressed, stage)));
  }
}
