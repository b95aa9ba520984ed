// The client: which view an address shows, and the page beside it.
//
//   /                   the question box       /threads          the threads kept here
//   /?thread=ID         a thread               /library          the documents
//   /?q=QUESTION        asks at once           /documents/ID     a document and its pages
import { find, make } from "./parts/dom.js";
import { hideCard } from "./page/card.js";
import { hidePage, showPage } from "./page/page.js";
import { beside, placeAt, placeFrom, withoutPage } from "./page/place.js";
import { begin, startView } from "./thread/start.js";
import { LANGUAGES, keep, kept, language, speak, translate } from "./parts/texts.js";
import { threadView } from "./thread/thread.js";

const main = find("#main");
const pane = find("#page");
const wide = matchMedia("(min-width: 62rem)");
let shown = null; // the view that is shown, by its address without the page
let automatic = false; // whether the page came by itself, with an answer
let left = 0; // how far the view was scrolled when the page came
let opener = null; // what the page was opened from

translate();
settings();
document.addEventListener("click", followLink);
addEventListener("popstate", () => route());
route({ first: true });

/** Lead to another address of the client. */
function go(address, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", address);
  return route();
}

/** Show a place beside the view. `enter` takes the keyboard there; `aside`: only where there is room, and no page was chosen. */
async function open(place, from, { enter = false, aside = false } = {}) {
  if (aside && (!wide.matches || (find("h2", pane) && !automatic))) return;
  automatic = aside;
  opener = from;
  if (!wide.matches && !enter) return; // there the card comes first
  if (beside(place) !== location.pathname + location.search) await go(beside(place), { replace: aside });
  if (enter || !wide.matches) find("#page h2")?.focus({ preventScroll: wide.matches });
}

async function close() {
  await go(withoutPage());
  if (opener?.isConnected) opener.focus();
  else find("h1", main)?.focus();
}

async function route({ first = false } = {}) {
  hideCard();
  const address = new URL(location.href);
  const fields = address.searchParams;
  const place = placeAt(address);
  const key = `${address.pathname} ${fields.get("thread") ?? ""}${fields.get("q") ?? ""}`;
  const paged = document.body.classList.contains("paged");
  if (!paged && place) left = scrollY;
  document.body.classList.toggle("paged", place !== null);
  document.body.classList.toggle("threaded", fields.has("thread"));
  document.body.classList.toggle("beside", place !== null && address.pathname === "/");
  const changed = key !== shown;
  if (changed) {
    shown = key;
    for (const link of document.querySelectorAll(".bar nav a")) {
      link.ariaCurrent = link.pathname === address.pathname && !fields.get("thread") ? "page" : null;
    }
    const nodes = await viewAt(address, place);
    if (shown !== key || !nodes) return;
    main.replaceChildren(...nodes);
    main.scrollTop = 0;
    if (!first) scrollTo(0, 0);
  }
  const alone = address.pathname !== "/";
  if (place) await showPage(place, { go, close: alone ? null : close });
  else hidePage(Boolean(fields.get("thread")));
  if (paged && !place && !changed) scrollTo(0, left); // one pane at a time on a phone: back to where one was
  if (changed && !first && !place) find("h1", main)?.focus({ preventScroll: true });
  if (changed && address.pathname === "/" && !fields.get("thread") && wide.matches) find("#question")?.focus();
}

async function viewAt({ pathname, searchParams: fields }, place) {
  // What not every visit needs comes when it is needed.
  if (pathname === "/library") return (await import("./library/library.js")).libraryView();
  if (pathname === "/threads") return (await import("./thread/thread_list.js")).threadsView();
  if (place && pathname !== "/") return (await import("./library/record.js")).recordView(place.document, go);
  if (fields.get("thread")) return threadView(fields.get("thread"), { go, open });
  if (fields.get("q")) return begin(fields.get("q"), (to) => go(to, { replace: true })).then(() => null);
  return startView({ go });
}

function followLink(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.origin !== location.origin || link.download || link.classList.contains("skip")) return;
  if (!/^\/($|threads$|library$|documents\/)/.test(link.pathname)) return;
  event.preventDefault();
  const mark = hideCard();
  if (mark || link.closest(".turn")) open(placeFrom(link.href), mark ?? link, { enter: true });
  else go(link.href);
}

function settings() {
  const languages = find("#language");
  languages.append(...Object.entries(LANGUAGES).map(([value, name]) => make("option", { value, lang: value }, name)));
  languages.value = language;
  languages.addEventListener("change", () => speak(languages.value));
  const theme = find("#theme");
  theme.value = kept("theme", "");
  theme.addEventListener("change", () => {
    keep("theme", theme.value);
    if (theme.value) document.documentElement.dataset.theme = theme.value;
    else delete document.documentElement.dataset.theme;
  });
}
