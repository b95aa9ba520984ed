// What went wrong, in the reader's language, and what can be done about it.
import { Refused, ServerGone, button, find, make, pause, request } from "./dom.js";
import { known, t } from "./texts.js";

let watching = false;

/** What the error means: { title, detail, state }. `state` is gone, starting, empty, failed or refused. */
export function meaning(error) {
  if (error instanceof ServerGone) return { title: t("gone.title"), detail: t("gone.detail"), state: "gone" };
  if (!(error instanceof Refused)) throw error;
  const { problem } = error;
  const kind = problem.type?.split("#")[1];
  if (kind === "not-ready") {
    const detail = problem.state === "failed" ? problem.detail : t(`${problem.state}.detail`);
    return { title: t(`${problem.state}.title`), detail, state: problem.state };
  }
  const title = t(known(`problem.${kind}`) ? `problem.${kind}` : "problem.other");
  return { title, detail: problem.detail ?? "", state: "refused" };
}

/** The same in one line. */
export function problemLine(error) {
  const { title, detail } = meaning(error);
  return `${title.replace(/[.:]?$/, ":")} ${detail}`;
}

/** A box that says what went wrong; `actions` are buttons and links. */
export function stateBox({ title, detail, state }, ...actions) {
  const next = state === "empty" ? [make("a", { href: "/library", class: "button" }, t("upload.heading"))] : actions;
  return make("section", { class: "state", "data-state": state },
    make("h3", {}, title),
    detail ? make("p", {}, detail) : null,
    next.length ? make("p", { class: "actions" }, ...next) : null);
}

/** What went wrong, with a button that tries again. Watches for the server when it is away. */
export function problemBox(error, again) {
  const state = meaning(error);
  if (state.state === "gone") watch();
  return stateBox(state, button(t("again"), again));
}

/** Resolves when questions can be answered; until then `onState` is called with what `meaning` returns. */
export async function whenReady(onState = () => {}) {
  for (let wait = 400; ; wait = Math.min(wait * 1.5, 4000)) {
    try {
      return await request("/readyz");
    } catch (error) {
      const state = meaning(error);
      if (state.state === "refused") throw error;
      onState(state);
    }
    await pause(wait);
  }
}

/** Show that the server is away, until it is back. */
export async function watch() {
  if (watching) return;
  watching = true;
  const notice = find("#notice");
  const check = async () => {
    await request("/healthz");
    watching = false;
  };
  const again = button(t("again"), () => check().catch(() => {}));
  notice.replaceChildren(make("p", {}, make("strong", {}, t("gone.title")), " ", t("gone.detail")), again);
  while (watching) {
    await pause(1500);
    if (watching) await check().catch(() => {});
  }
  notice.replaceChildren(make("p", {}, t("gone.back")));
  await pause(4000);
  if (!watching) notice.replaceChildren();
}

/** Let screen readers read the text aloud. */
export function announce(text) {
  find("#live").textContent = text;
}

/** Show a notice about something that just failed, across the whole page. */
export async function notify(text) {
  if (watching) return; // the notice says already that the server is away
  const line = make("p", {}, text);
  find("#notice").replaceChildren(line);
  await pause(8000);
  line.remove();
}

/** Ask whether to do what cannot be undone; resolves with whether to. */
export function confirmed({ title, detail, action }) {
  const dialog = find("#confirm");
  find("h2", dialog).textContent = title;
  find("p", dialog).textContent = detail;
  find("button[value=yes]", dialog).textContent = action;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
