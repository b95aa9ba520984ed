// The ranked passages: what they say, where they stand, and why they were found.
import { button, make } from "../parts/dom.js";
import { permalink, placeOfHit } from "../page/place.js";
import { number, t } from "../parts/texts.js";
import { markedPieces } from "./matching_words.js";

/** The passages under a heading that folds them away. */
export function rankedPassages(hits, query, heading) {
  return make("details", { class: "ranked", open: true },
    make("summary", {}, make("h3", {}, heading)),
    make("ol", {}, ...hits.map((hit) => item(hit, query))),
    make("p", { class: "quiet" }, t("ranked.legend")));
}

function item(hit, query) {
  const { passage, citation, rank } = hit;
  const link = make("a", { href: permalink(placeOfHit(hit)) }, citation.text.slice(1, -1));
  const text = make("p", { class: "passage clamped" },
    ...markedPieces(passage.text, query).map((piece) => (piece.marked ? make("mark", {}, piece.text) : piece.text)));
  const more = button(t("ranked.more"), () => {
    const clamped = text.classList.toggle("clamped");
    more.ariaExpanded = !clamped;
    more.textContent = clamped ? t("ranked.more") : t("ranked.less");
  }, { class: "link", ariaExpanded: false });
  return make("li", {},
    make("span", { class: "rank", "aria-hidden": "true" }, number(rank)),
    make("div", {},
      make("h4", { class: citation.pages.basis }, link),
      make("p", { class: "quiet" }, [citation.title, ...passage.section].join(" › ")),
      text,
      make("p", { class: "why quiet" },
        passage.kind === "body" ? null : make("span", { class: "badge" }, t(`kind.${passage.kind}`)),
        make("span", {}, reason("words", hit.sparse)), " · ", make("span", {}, reason("meaning", hit.dense)), " ", more)));
}

function reason(way, ranked) {
  return ranked ? t(`ranked.${way}`, { n: ranked.rank }) : t(`ranked.no.${way}`);
}
