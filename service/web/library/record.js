// What is known of one document: its record, how far it can be searched, its contents.
import { button, make } from "../parts/dom.js";
import { shortened } from "../page/card.js";
import { choose } from "../thread/composer.js";
import { documentInfo } from "../page/page.js";
import { problemBox } from "../parts/states.js";
import { known, languageName, number, percent, t } from "../parts/texts.js";

const PROBLEMS = ["empty_pages", "ocr_pages", "undecodable_pages", "doubtful_pages", "estimated_pages"];
const SHOWN = ["container-title", "volume", "issue", "page", "publisher", "publisher-place", "genre", "note"];

/** The nodes of the view. */
export async function recordView(id, go) {
  document.title = `${id} – Pincite`;
  try {
    const info = await documentInfo(id);
    document.title = `${info.title} – Pincite`;
    return [view(info, go)];
  } catch (error) {
    return [make("div", { class: "record" }, make("h1", { tabIndex: -1 }, id), problemBox(error, () => location.reload()))];
  }
}

function view(info, go) {
  const { id, title, authors, year, circa, language, record, counts, kinds, report, outline, file_name: file } = info;
  const ask = button(t("record.ask"), () => {
    choose([id]);
    go("/");
  }, { class: null });
  const kindsSaid = Object.entries(kinds).map(([kind, n]) => t(`kind.${kind}`) + ` ${number(n)}`).join(", ");
  return make("div", { class: "record" },
    make("p", { class: "quiet" }, make("a", { href: "/library" }, t("record.back"))),
    make("h1", { tabIndex: -1 }, title),
    make("p", { class: "byline" }, [authors.join(", "), yearOf(year, circa)].filter(Boolean).join(" · ")),
    make("p", { class: "actions" }, ask),
    make("dl", {},
      ...line(t("library.type"), typeName(record.type)),
      ...SHOWN.flatMap((name) => (record[name] ? line(t(`record.${name}`), String(record[name])) : [])),
      ...(typeof record.DOI === "string" ? line("DOI", make("a", { href: `https://doi.org/${encodeURI(record.DOI)}`, rel: "noreferrer" }, record.DOI)) : []),
      ...line(t("record.language"), languageName(language)),
      ...line(t("record.size"), sizeOf(counts)),
      ...line(t("record.kinds"), kindsSaid),
      ...line(t("record.searchable"), percent(report.searchable_share)),
      ...line(t("record.file"), file),
      ...line(t("record.key"), make("code", {}, id))),
    ...problemsOf(report).map((text) => make("p", { class: "note" }, text)),
    outline.length ? make("nav", { "aria-label": t("record.contents") }, make("h2", { class: "small" }, t("record.contents")),
      make("ul", { class: "outline" }, ...outline.map((one) => make("li", { class: `depth${Math.min(one.depth, 3)}` },
        make("a", { href: `/documents/${encodeURIComponent(id)}#page=${one.page}` }, one.title), ` ${one.page}`)))) : null);
}

function line(name, content) {
  return content ? [make("dt", {}, name), make("dd", {}, content)] : [];
}

/** "10 pages, 117 passages", or the passages alone of a document without pages. */
export function sizeOf({ pages, passages }) {
  return [pages ? t("size.pages", { n: pages }) : t("size.nopages"), t("size.passages", { n: passages })].join(" · ");
}

/** What is not plain about the pages, a sentence each. */
export function problemsOf(report) {
  return PROBLEMS.filter((name) => report[name].length)
    .map((name) => t(`report.${name}`, { pages: ranges(report[name]) }));
}

/** "Journal article" */
export const typeName = (type) => (known(`type.${type}`) ? t(`type.${type}`) : type);

/** "2025", "ca. 2023" or "n.d." */
export function yearOf(year, circa) {
  return year === null ? t("undated") : `${circa ? "ca. " : ""}${year}`;
}

/** "2025 · Saken Yessirkep, Gaukhar S. Abdrakhmanova and 2 more" */
export function byline({ authors, year, circa }) {
  return [yearOf(year, circa), shortened(authors)].filter(Boolean).join(" · ");
}

/** "3, 7–9" */
function ranges(numbers) {
  const runs = [];
  for (const one of numbers) {
    if (runs.length && runs.at(-1)[1] === one - 1) runs.at(-1)[1] = one;
    else runs.push([one, one]);
  }
  return runs.map(([first, last]) => (first === last ? first : `${first}–${last}`)).join(", ");
}
