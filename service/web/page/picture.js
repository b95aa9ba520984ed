// The picture of a page with the passage tinted and the quote underlined: as wide as there is room, or larger.
import { make } from "../parts/dom.js";

const ZOOMS = [1, 1.5, 2, 3, 4]; // times the width there is room for
const SCALES = [0.5, 1, 1.5, 2, 3, 4]; // pixels a point to ask for: few, so that the browser has them again
const LARGEST = 2; // CSS pixels a point without zoom: a small page is not blown up to the width of the window
const LEGIBLE = 0.9; // CSS pixels a point; where there is little room a page is larger than that from the start

let zoom = null; // place in ZOOMS, once a page was shown

/** The element of a page's picture: { node, larger, smaller, zoomed, layOut, bringIntoView }. */
export function pagePicture(page, { passage, alt, missing }) {
  const image = make("img", { alt, class: "loading" });
  const sheet = make("div", { class: "picture" }, image);
  const desk = make("div", { class: "desk", role: "region", "aria-label": alt }, sheet);
  const quotes = page.quote.boxes.map(() => make("span", { class: "quoted" }));
  sheet.append(...quotes);
  image.addEventListener("load", () => image.classList.remove("loading"));
  image.addEventListener("error", () => image.getAttribute("src") && missing());
  return { node: desk, layOut, bringIntoView, zoomBy, zoomed: () => ZOOMS[zoom], ends: () => [zoom === 0, zoom === ZOOMS.length - 1] };

  function zoomBy(steps) {
    zoom = Math.min(Math.max(zoom + steps, 0), ZOOMS.length - 1);
    layOut();
    bringIntoView();
  }

  /** Give the picture its size at once, so that nothing moves when it arrives. */
  function layOut() {
    zoom ??= ZOOMS.findIndex((times) => desk.clientWidth * times >= page.width * LEGIBLE || times === ZOOMS.at(-1));
    desk.tabIndex = zoom > 0 ? 0 : -1;
    const width = Math.round(Math.min(desk.clientWidth - 2, page.width * LARGEST) * ZOOMS[zoom]);
    const ratio = width / page.width;
    image.width = width;
    image.height = Math.round(page.height * ratio);
    page.quote.boxes.forEach((box, index) => Object.assign(quotes[index].style, {
      left: `${box.x0 * ratio}px`, top: `${box.y0 * ratio}px`, width: `${(box.x1 - box.x0) * ratio}px`, height: `${(box.y1 - box.y0) * ratio}px`,
    }));
    const query = new URLSearchParams({ scale: SCALES.find((scale) => scale >= ratio * devicePixelRatio) ?? SCALES.at(-1) });
    if (passage) query.set("highlight", passage.id);
    const address = `${page.picture}?${query}`;
    if (image.getAttribute("src") !== address) image.src = address;
  }

  /** Scroll to the beginning of what is marked. */
  function bringIntoView() {
    const box = page.quote.boxes[0] ?? passage?.boxes[0];
    const ratio = image.width / page.width;
    const pane = desk.closest("#page");
    const left = Math.min(...(page.quote.boxes.length ? page.quote.boxes : (passage?.boxes ?? [])).map(({ x0 }) => x0));
    if (zoom > 0) desk.scrollLeft = box ? left * ratio - 24 : (image.width - desk.clientWidth) / 2;
    const top = desk.getBoundingClientRect().top;
    const above = box ? box.y0 * ratio - innerHeight / 3 : -200;
    if (pane.scrollHeight > pane.clientHeight + 1 && getComputedStyle(pane).overflowY === "auto") {
      pane.scrollTop += top - pane.getBoundingClientRect().top + above;
    } else if (box) scrollBy(0, top + above);
  }
}
