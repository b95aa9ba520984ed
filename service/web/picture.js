// The picture of a page with the passage marked: as wide as there is room, or larger.

const ZOOMS = [1, 1.5, 2, 3, 4]; // times the width there is room for
const SCALES = [0.5, 1, 1.5, 2, 3, 4]; // pixels a point to ask for: few, so that the browser has them again
const LARGEST = 2; // CSS pixels a point without zoom: a small page is not blown up to the width of the window
const LEGIBLE = 0.9; // CSS pixels a point; on a narrow window a page is larger than that from the start

const desk = document.querySelector("#desk");
const image = document.querySelector("#picture");
const smaller = document.querySelector("#smaller");
const larger = document.querySelector("#larger");
let zoom = null; // place in ZOOMS, once a page was shown
let shown = null; // the page, and the passage marked on it, if any

smaller.addEventListener("click", () => zoomTo(zoom - 1));
larger.addEventListener("click", () => zoomTo(zoom + 1));
image.addEventListener("load", () => image.classList.remove("loading"));
addEventListener("resize", () => desk.hidden || layOut());

/** Show the page's picture. `passage` is one of the page's, or undefined; `alt` is for those who do not see it. */
export function showPicture(page, passage, alt) {
  const turned = shown?.page.picture !== page.picture;
  shown = { page, passage };
  image.alt = alt;
  if (turned) image.classList.add("loading"); // what is drawn larger takes the place of the smaller without a gap
  zoom ??= ZOOMS.findIndex((times) => desk.clientWidth * times >= page.width * LEGIBLE || times === ZOOMS.at(-1));
  layOut();
  bringIntoView();
}

/** Call `action` with the address of a picture that cannot be had. */
export function onMissing(action) {
  image.addEventListener("error", () => action(shown.page.picture));
}

function zoomTo(place) {
  zoom = place;
  layOut();
  bringIntoView();
}

/** Give the picture its size at once, so that nothing moves when it arrives. */
function layOut() {
  const { page, passage } = shown;
  desk.classList.toggle("zoomed", zoom > 0);
  desk.tabIndex = zoom > 0 ? 0 : -1;
  const room = Math.min(desk.clientWidth, page.width * LARGEST);
  image.width = Math.round(room * ZOOMS[zoom]);
  image.height = Math.round((image.width * page.height) / page.width);
  const wanted = (image.width / page.width) * devicePixelRatio;
  const query = new URLSearchParams({ scale: SCALES.find((scale) => scale >= wanted) ?? SCALES.at(-1) });
  if (passage) query.set("highlight", passage.id);
  const address = `${page.picture}?${query}`;
  if (image.getAttribute("src") !== address) image.src = address;
  smaller.disabled = zoom === 0;
  larger.disabled = zoom === ZOOMS.length - 1;
  document.querySelector("#zoom").textContent = `${ZOOMS[zoom] * 100} %`;
}

/** Scroll to the beginning of the marked passage: the window, and the desk where the picture is larger than it. */
function bringIntoView() {
  const { page, passage } = shown;
  const box = passage?.boxes[0];
  const ratio = image.width / page.width;
  if (zoom > 0) desk.scrollIntoView({ block: "start" });
  else if (!box) scrollTo(0, 0);
  else scrollTo(0, image.getBoundingClientRect().top + scrollY + box.y0 * ratio - innerHeight / 3);
  if (zoom === 0) return;
  desk.scrollTop = box ? box.y0 * ratio - desk.clientHeight / 3 : 0;
  desk.scrollLeft = box ? box.x0 * ratio - 24 : (image.width - desk.clientWidth) / 2;
}
