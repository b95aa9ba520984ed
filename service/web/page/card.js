// The card of a citation: who wrote it, when, where it stands, and the words themselves.
import { find, make } from "../parts/dom.js";
import { citationOf, copyButton } from "./copying.js";
import { locatorOf, placeFrom } from "./place.js";
import { t } from "../parts/texts.js";

const card = find("#card");
let owner = null; // the mark whose card is shown
let leaving = 0;

card.addEventListener("toggle", ({ newState }) => {
  if (newState === "open") return;
  owner?.setAttribute("aria-expanded", "false");
  owner = null;
});
card.addEventListener("pointerenter", () => clearTimeout(leaving));
card.addEventListener("pointerleave", leave);

/** The mark of a citation in a sentence. A click shows its card and calls `open` with its place. */
export function citationMark(citation, open) {
  const estimated = citation.pages.basis === "estimated";
  const label = t("card.mark", { n: citation.n, text: citation.text });
  const mark = make("button", { type: "button", class: estimated ? "cite estimated" : "cite", "aria-label": label,
    "aria-haspopup": "dialog", "aria-expanded": "false" }, String(citation.n));
  let entering = 0;
  mark.addEventListener("click", () => {
    clearTimeout(entering);
    open(placeFrom(citation.url), mark);
    show(mark, citation);
    card.focus({ preventScroll: true });
  });
  mark.addEventListener("pointerenter", ({ pointerType }) => {
    clearTimeout(leaving);
    if (pointerType === "mouse" && owner !== mark) entering = setTimeout(() => show(mark, citation), 350);
  });
  mark.addEventListener("pointerleave", () => {
    clearTimeout(entering);
    leave();
  });
  return mark;
}

/** Take the card away; the mark it belonged to, if any. */
export function hideCard() {
  const before = owner;
  if (card.matches(":popover-open")) card.hidePopover();
  return before;
}

function leave() {
  clearTimeout(leaving);
  if (!card.contains(document.activeElement)) leaving = setTimeout(hideCard, 400);
}

function show(mark, citation) {
  hideCard();
  card.tabIndex = -1;
  card.replaceChildren(...content(citation));
  // From the mark, so that focus goes back to it when the card is closed.
  mark.focus({ preventScroll: true });
  card.showPopover();
  owner = mark;
  mark.setAttribute("aria-expanded", "true");
  const at = mark.getBoundingClientRect();
  const below = at.bottom + 8 + card.offsetHeight <= innerHeight;
  // Within the pane of the answer, so that it does not cover the page beside it.
  const edge = find("#main").getBoundingClientRect().right;
  const left = Math.max(8, Math.min(at.left - 24, edge - card.offsetWidth - 8));
  card.style.left = `${left}px`;
  card.style.top = `${Math.max(8, below ? at.bottom + 8 : at.top - 8 - card.offsetHeight)}px`;
}

function content(citation) {
  const { title, authors, year, quote, pages } = citation;
  return [
    make("p", { class: "where" }, make("span", { class: "cite", "aria-hidden": "true" }, String(citation.n)),
      make("strong", {}, locatorOf(citation)),
      pages.basis === "estimated" ? make("span", { class: "badge" }, t("page.estimated")) : null),
    make("blockquote", {}, quote),
    make("p", { class: "work" }, make("cite", {}, title)),
    make("p", { class: "quiet" }, [shortened(authors), year ?? t("undated")].filter(Boolean).join(" · ")),
    make("p", { class: "actions" }, make("a", { href: citation.url, class: "button" }, t("card.see")),
      copyButton(t("copy.quote"), () => `“${quote}” ${citation.text}`),
      copyButton(t("copy.citation"), () => citationOf(placeFrom(citation.url)))),
  ];
}

/** The first authors, and how many more there are. */
export function shortened(authors) {
  return authors.length > 4 ? t("more.authors", { names: authors.slice(0, 3).join(", "), n: authors.length - 3 }) : authors.join(", ");
}
