// All threads that this browser keeps: found by their words, opened, deleted.
import { button, make } from "../parts/dom.js";
import { announce, stateBox } from "../parts/states.js";
import { t } from "../parts/texts.js";
import { removed, threadLine } from "./thread.js";
import { holds, threads } from "./stored_threads.js";

/** The nodes of the view. */
export async function threadsView() {
  document.title = `${t("nav.threads")} – Pincite`;
  let all = await threads();
  const list = make("ul", { class: "threadlist" });
  const words = make("input", { type: "search", ariaLabel: t("threads.search"), placeholder: t("threads.search"), hidden: !all.length });
  words.addEventListener("input", show);
  show();
  return [make("div", { class: "threads" }, make("h1", { tabIndex: -1 }, t("nav.threads")),
    make("p", { class: "lead" }, t("threads.lead")), words, list)];

  function show() {
    const found = all.filter((thread) => holds(thread, words.value.trim()));
    const texts = all.length ? ["nothing.title", "threads.other"] : ["threads.none", "threads.none.detail"];
    list.replaceChildren(...found.map(line));
    if (!found.length) list.append(make("li", {}, stateBox({ title: t(texts[0]), detail: t(texts[1]), state: "nothing" },
      make("a", { href: "/", class: "button" }, t("nav.ask")))));
    if (words.value) announce(t("threads.found", { n: found.length }));
  }

  function line(thread) {
    const item = threadLine(thread);
    item.append(button(t("thread.delete"), async () => {
      if (!(await removed(thread))) return;
      all = await threads();
      show();
      words.focus();
    }, { class: "plain small", ariaLabel: t("thread.delete.one", { name: thread.name }) }));
    return item;
  }
}
