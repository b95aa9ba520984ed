// One question and its answer, as they are written and as they are kept.
import { find, make } from "../parts/dom.js";
import { citationMark } from "../page/card.js";
import { locatorOf } from "../page/place.js";
import { rankedPassages } from "./passages.js";
import { problemBox, stateBox } from "../parts/states.js";
import { t } from "../parts/texts.js";

/** The article of a turn. `open` is called with the place of a citation that is chosen, `again` asks once more. */
export function turnArticle(turn, { open, again }) {
  const about = make("p", { class: "about quiet" }, turn.reply ? summaryOf(turn.reply) : "");
  const answer = make("div", { class: "answer" });
  const after = make("div", { class: "after" });
  const node = make("article", { class: "turn", "aria-label": turn.question },
    make("h2", { class: "question", tabIndex: -1 }, turn.question), about, answer, after);
  const marks = new Map(); // number -> citation
  const article = { node, say, sentence, finish, fail };
  if (turn.reply) {
    for (const one of turn.reply.citations) marks.set(one.n, one);
    for (const one of turn.reply.sentences) append(one);
    finish(turn.reply);
  }
  return article;

  /** What is going on, in the line under the question, so that nothing else moves. */
  function say(text) {
    about.textContent = text;
  }

  /** One more sentence, with the citations that it is the first to use. */
  function sentence({ sentence: one, citations }) {
    answer.setAttribute("aria-live", "polite");
    for (const citation of citations) marks.set(citation.n, citation);
    append(one);
  }

  function append({ text, citations }) {
    const cited = citations.map((n) => citationMark(marks.get(n), open));
    answer.append(make("p", {}, text, " ", make("span", { class: "marks" }, ...cited)));
  }

  function finish(reply) {
    answer.removeAttribute("aria-live");
    say(summaryOf(reply));
    const answered = reply.status === "answered";
    after.replaceChildren(...[
      reply.asked && reply.asked !== reply.question ? make("p", { class: "quiet asked" }, t("about.asked", { question: reply.asked })) : null,
      reply.note ? make("p", { class: "note", lang: "en" }, reply.note) : null,
      answered ? notes(reply, open) : refusal(reply),
      reply.hits.length ? rankedPassages(reply.hits, turn.question, headingOf(reply)) : null,
    ].filter(Boolean));
  }

  function fail(error) {
    answer.replaceChildren();
    say("");
    after.replaceChildren(problemBox(error, again));
  }
}

function summaryOf(reply) {
  const time = t("about.time", { n: Math.max(1, Math.round(reply.took_ms)) });
  if (reply.status !== "answered") return time;
  const documents = new Set(reply.citations.map((one) => one.document_id)).size;
  const way = reply.answerer === "llm" ? t("about.llm") : t("about.extractive");
  return [t("about.documents", { n: documents }), way, time].join(" · ");
}

function headingOf({ status, hits }) {
  return status === "answered" ? t("ranked.heading", { n: hits.length }) : t("ranked.nearest", { n: hits.length });
}

function refusal(reply) {
  if (!reply.hits.length) return stateBox({ title: t("nothing.title"), detail: t("nothing.detail"), state: "nothing" }, toLibrary());
  const box = stateBox({ title: t("refusal.title"), detail: t("refusal.detail"), state: "refusal" }, toLibrary());
  if (reply.reason) find("h3", box).after(make("p", { lang: "en", class: "reason" }, reply.reason));
  return box;
}

function toLibrary() {
  return make("a", { href: "/library", class: "button plain" }, t("refusal.next"));
}

/** The notes under an answer, as in a book: each mark with its place; the quote where the sentence is not it. */
function notes(reply, open) {
  const sentences = reply.sentences.map((one) => one.text).join(" ");
  return make("section", { class: "notes" }, make("h3", { class: "unseen" }, t("notes.heading")),
    make("ol", {}, ...reply.citations.map((one) => make("li", {},
      citationMark(one, open),
      make("p", {},
        make("span", {}, one.text.slice(1, -1)), make("cite", {}, one.title),
        sentences.includes(one.quote) ? null : make("q", {}, one.quote),
        one.pages.basis === "estimated" ? make("span", { class: "quiet" }, t("page.why.estimated")) : null,
        locatorOf(one) ? null : make("span", { class: "quiet" }, t("notes.nopage")))))));
}

