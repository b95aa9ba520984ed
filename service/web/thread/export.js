// A thread as a file: Markdown with numbered notes and references, or the BibTeX of what it cites.
import { fetchChecked, download } from "../parts/dom.js";
import { notify, problemLine } from "../parts/states.js";
import { moment, t } from "../parts/texts.js";

/** Download the thread as Markdown: each mark a footnote with quote, citation and link. */
export async function asMarkdown(thread) {
  // Where the server is away, the works are named as the answers named them.
  const references = await listOf(thread, "apa").catch(() => null);
  download(`${fileName(thread)}.md`, markdownOf(thread, references), "text/markdown");
}

/** Download the works that the thread cites as BibTeX. */
export async function asBibTeX(thread) {
  if (!documentsOf(thread).length) {
    notify(t("export.nothing"));
    return;
  }
  try {
    download(`${fileName(thread)}.bib`, await listOf(thread, "bibtex"), "application/x-bibtex");
  } catch (error) {
    notify(problemLine(error));
  }
}

/** The whole thread in Markdown; without `references` the works are named as the answers name them. */
export function markdownOf(thread, references = null) {
  const notes = [];
  const parts = [`# ${plain(thread.name)}`, `*${moment(thread.made)}*`];
  for (const { question, reply } of thread.turns) {
    parts.push(`## ${plain(question)}`);
    if (!reply) continue;
    if (reply.status !== "answered") parts.push(`*${t("refusal.title")}*`);
    const before = notes.length;
    if (reply.sentences.length) {
      parts.push(reply.sentences.map((one) => plain(one.text) + one.citations.map((n) => `[^${before + n}]`).join("")).join(" "));
    }
    notes.push(...reply.citations.map((one) =>
      `[^${before + one.n}]: “${plain(one.quote)}” ${plain(one.text)} <${new URL(one.url, location.origin)}>`));
  }
  const works = references ?? namedWorks(thread);
  return [...parts, ...notes, ...(works ? [`## ${t("export.references")}`, works] : [])].join("\n\n") + "\n";
}

async function listOf(thread, format) {
  const documents = documentsOf(thread);
  if (!documents.length) return "";
  const fields = new URLSearchParams({ format, documents: documents.join(",") });
  const text = (await (await fetchChecked(`/v1/citations?${fields}`)).text()).trim();
  return format === "apa" ? text.split(/\n+/).map(plain).join("\n\n") : `${text}\n`;
}

function citationsOf(thread) {
  return thread.turns.flatMap(({ reply }) => reply?.citations ?? []);
}

function documentsOf(thread) {
  return [...new Set(citationsOf(thread).map((one) => one.document_id))].sort();
}

function namedWorks(thread) {
  const works = citationsOf(thread).map((one) => plain(`${one.authors.join(", ")} (${one.year ?? t("undated")}). ${one.title}.`));
  return [...new Set(works)].sort().join("\n\n");
}

/** Text that Markdown shows as it is: nothing in a document can become markup or a link. */
function plain(text) {
  return text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>#|~&]/g, "\\$&");
}

function fileName(thread) {
  return thread.name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "thread";
}
