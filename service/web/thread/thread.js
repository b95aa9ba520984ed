// A thread: questions and answers one under the other, and the box for the next question.
import { ServerGone, button, find, make } from "../parts/dom.js";
import { answerer, composer } from "./composer.js";
import { placeFrom } from "../page/place.js";
import { announce, confirmed, meaning, stateBox, whenReady } from "../parts/states.js";
import { answerEvents } from "../parts/event_stream.js";
import { moment, t } from "../parts/texts.js";
import { forget, lasting, save, threadOf } from "./stored_threads.js";
import { turnArticle } from "./turn.js";

const REMEMBERED = 20; // earlier questions that a follow-up is read with

/** The nodes of the thread's view. `go` leads to another address, `open` shows a place beside the thread. */
export async function threadView(id, { go, open }) {
  const thread = await threadOf(id);
  if (!thread) return [stateBox({ title: t("thread.gone"), detail: t("thread.gone.detail"), state: "gone" }, make("a", { href: "/", class: "button" }, t("nav.ask")))];
  document.title = `${thread.name} – Pincite`;
  const turns = make("div", { class: "turns" });
  const view = make("div", { class: "thread" }, await headOf(thread, go), turns);
  const ask = (question) => take(thread, question, { turns, open });
  for (const turn of thread.turns) turns.append(article(thread, turn, { turns, open }).node);
  view.append(composer({ label: t("ask.next"), documents: thread.documents, ask }));
  const waiting = thread.turns.at(-1);
  if (waiting && !waiting.reply) queueMicrotask(() => run(thread, waiting, { turns, open }));
  return [view];
}

function article(thread, turn, stage) {
  return turnArticle(turn, { open: stage.open, again: () => run(thread, turn, stage) });
}

/** Put a question to the library as the next turn of the thread. */
async function take(thread, question, stage) {
  const turn = { question, asked: Date.now(), reply: null };
  thread.turns.push(turn);
  await save(thread);
  stage.turns.append(article(thread, turn, stage).node);
  await run(thread, turn, stage);
}

async function run(thread, turn, stage) {
  const shown = article(thread, turn, stage);
  shown.node.classList.add("running");
  stage.turns.children[thread.turns.indexOf(turn)].replaceWith(shown.node);
  shown.node.scrollIntoView({ block: "start" });
  try {
    await answer(thread, turn, { shown, open: stage.open });
  } catch (error) {
    if (!shown.node.isConnected) return;
    shown.fail(error);
    announce(meaning(error).title);
  } finally {
    shown.node.classList.remove("running");
  }
}

async function answer(thread, turn, { shown, open }) {
  const showStatus = (text) => {
    shown.say(text);
    announce(text);
  };
  showStatus(t("about.searching"));
  let first = true;
  for await (const { name, data } of events(thread, turn, showStatus)) {
    if (name === "retrieved") showStatus(t("about.reading", { n: data.hits.length }));
    if (name === "sentence") {
      shown.sentence(data);
      if (first && data.citations.length) open(placeFrom(data.citations[0].url), find(".cite", shown.node), { aside: true });
      first &&= !data.citations.length;
    }
    if (name !== "answer") continue;
    turn.reply = data;
    await save(thread);
    shown.finish(data);
    announce(data.status === "answered" ? t("about.done", { n: data.citations.length }) : t("refusal.title"));
  }
}

/** The events of the answer; where the service cannot search yet, once it can. */
async function* events(thread, turn, showStatus) {
  const body = await bodyOf(thread, turn);
  try {
    yield* answerEvents(body);
  } catch (error) {
    if (error instanceof ServerGone || !["starting", "empty"].includes(meaning(error).state)) throw error;
    await whenReady(({ title, detail }) => showStatus(`${title} ${detail}`));
    yield* answerEvents(body);
  }
}

async function bodyOf(thread, turn) {
  const filters = thread.documents.length ? { documents: thread.documents } : {};
  const before = thread.turns.slice(0, thread.turns.indexOf(turn)).slice(-REMEMBERED);
  return { question: turn.question, filters, history: before.map(({ question }) => ({ question })), answerer: await answerer() };
}

/** The thread's name, and what can be done with the whole of it. */
async function headOf(thread, go) {
  const name = make("input", { class: "name", value: thread.name, maxLength: 120, "aria-label": t("thread.name") });
  name.addEventListener("change", async () => {
    thread.name = name.value.trim() || thread.turns[0]?.question || t("thread.heading");
    name.value = thread.name;
    document.title = `${thread.name} – Pincite`;
    await save(thread);
    announce(t("thread.renamed"));
  });
  const exported = async (form) => (await import("./export.js"))[form](thread);
  const small = (label, action) => button(t(`thread.${label}`), action, { class: "plain small" });
  return make("header", { class: "threadhead" }, make("h1", { class: "unseen", tabIndex: -1 }, t("thread.heading")), name,
    make("div", { class: "actions" },
      small("markdown", () => exported("asMarkdown")),
      small("bibtex", () => exported("asBibTeX")),
      small("print", () => print()),
      small("delete", async () => (await removed(thread)) && go("/threads"))),
    (await lasting()) ? null : make("p", { class: "note" }, t("thread.unkept")));
}

/** Ask, and forget the thread; resolves with whether it is gone. */
export async function removed(thread) {
  const sure = await confirmed({ title: t("thread.delete.title", { name: thread.name }), detail: t("thread.delete.detail"), action: t("thread.delete") });
  if (sure) await forget(thread.id);
  return sure;
}

/** A thread in a list: its name, how long it is and when it was changed. */
export function threadLine(thread) {
  return make("li", {}, make("a", { href: `/?thread=${encodeURIComponent(thread.id)}` }, thread.name),
    make("span", { class: "quiet" }, `${t("threads.turns", { n: thread.turns.length })} · ${moment(thread.changed)}`));
}
