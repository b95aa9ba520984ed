// The first view: the question box, example questions, and the recent threads.
import { button, make, request } from "../parts/dom.js";
import { choose, chosen, composer } from "./composer.js";
import { examples } from "./examples.js";
import { stateBox, meaning, whenReady } from "../parts/states.js";
import { t } from "../parts/texts.js";
import { threadLine } from "./thread.js";
import { newThread, save, threads } from "./stored_threads.js";

/** The nodes of the view; what the server and the browser know of is filled in when it comes. */
export function startView({ go }) {
  document.title = "Pincite";
  const below = make("div", { class: "below" });
  const recent = make("section", { class: "late" });
  const view = make("div", { class: "start" },
    make("h1", { tabIndex: -1 }, t("start.title")),
    make("p", { class: "lead" }, t("start.lead")),
    composer({ label: t("ask.first"), documents: chosen(), ask: (question) => begin(question, go) }),
    below, recent);
  fillExamples(below, go);
  fillRecent(recent);
  return [view];
}

/** A new thread with this question, and its view. */
export async function begin(question, go) {
  const thread = newThread(question, chosen());
  thread.turns.push({ question, asked: Date.now(), reply: null });
  await save(thread);
  go(`/?thread=${encodeURIComponent(thread.id)}`);
}

async function fillExamples(below, go) {
  try {
    await whenReady((state) => below.replaceChildren(stateBox(state)));
    const { documents, total } = await request("/v1/documents");
    if (total === 0) {
      below.replaceChildren(stateBox({ title: t("empty.title"), detail: t("empty.detail"), state: "empty" }));
      return;
    }
    choose(chosen().filter((id) => documents.some((one) => one.id === id)));
    const narrowed = chosen().length ? documents.filter((one) => chosen().includes(one.id)) : documents;
    const questions = await examples(narrowed.length ? narrowed : documents);
    below.replaceChildren(make("h2", { class: "small" }, t("examples.heading")),
      make("ul", { class: "examples" }, ...questions.map(({ text, lang }) => make("li", {},
        button(text, () => begin(text, go), { class: null, lang })))));
  } catch (error) {
    below.replaceChildren(stateBox(meaning(error)));
  }
}

async function fillRecent(recent) {
  const latest = (await threads()).slice(0, 4);
  if (!latest.length) return;
  recent.replaceChildren(make("h2", { class: "small" }, t("start.late")),
    make("ul", { class: "plainlist" }, ...latest.map(threadLine)));
}
