// Questions to begin with. The papers that come with Pincite bring theirs; for others they are made of headings.
import { request } from "../parts/dom.js";
import { language, t } from "../parts/texts.js";

// By the id of the paper that answers it; asked only where that paper is in the library.
const SHIPPED = {
  yessirkep2025: "How does Kazakhstan manage foreign soft power?",
  aitmurzina2025: "What is a middle power?",
  temirtashev2024: "Why do Kazakhs distrust China?",
  patalakh2018: "How do Kazakhstan’s elites view the European Union?",
};
const COMMON = /^(\d|introduction$|conclusions?$|results$|discussion$|methods?$|abstract$|references$)/i;
const MOST = 4;

/** Up to four questions that documents in the library can answer: { text, lang }. */
export async function examples(documents) {
  const here = new Set(documents.map((one) => one.id));
  const shipped = Object.keys(SHIPPED).filter((id) => here.has(id)).map((id) => ({ text: SHIPPED[id], lang: "en" }));
  const others = documents.filter((one) => !SHIPPED[one.id]).slice(0, MOST - Math.min(shipped.length, MOST));
  return [...shipped, ...(await Promise.all(others.map(questionOf)))].slice(0, MOST);
}

/** "What does Smith say about “Trade routes”?", of a heading in the document; of its title where none says much. */
async function questionOf({ id, title, authors }) {
  const { hits } = await request("/v1/search", { query: title.slice(0, 2000), k: 8, filters: { documents: [id], kinds: ["body"] } });
  const headings = hits.map((hit) => hit.passage.section.at(-1)).filter((one) => one && !COMMON.test(one) && one.length < 90);
  const author = authors[0]?.split(" ").at(-1);
  if (!headings.length) return { text: t("examples.title", { title }), lang: language };
  const heading = headings[0].replace(/^[\d.]+\s*/, "");
  return { text: author ? t("examples.author", { author, heading }) : t("examples.heading.of", { title, heading }), lang: language };
}
