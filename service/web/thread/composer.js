// The box a question is written in, and which documents it is put to.
import { make, request } from "../parts/dom.js";
import { keep, kept, t } from "../parts/texts.js";

/** A form; `ask` is called with the question and the chosen documents (none means all). */
export function composer({ label, documents, ask }) {
  const field = make("textarea", { id: "question", name: "question", rows: 1, maxLength: 2000, required: true,
    placeholder: t("ask.placeholder"), "aria-label": label, enterKeyHint: "send", value: kept("draft", "") });
  const form = make("form", { class: "composer" },
    make("div", { class: "box" }, field, make("button", { type: "submit" }, t("ask.button"))),
    make("p", { class: "scope quiet" }, ...scope(documents), " ", choiceOfAnswerer()));
  field.addEventListener("input", () => keep("draft", field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = field.value.trim();
    if (!question) return;
    field.value = "";
    keep("draft", "");
    ask(question);
  });
  return form;
}

/** Who answers: the documents themselves, or a language model where one is set up and was chosen. */
export async function answerer() {
  return (await hasModel()) ? kept("answerer", "extractive") : "extractive";
}

let models = null;

function hasModel() {
  models ??= request("/v1/models").then(({ data }) => data.some(({ id }) => id === "pincite-llm"), () => false);
  return models;
}

function choiceOfAnswerer() {
  const options = ["extractive", "llm"].map((value) => make("option", { value }, t(`answerer.${value}`)));
  const choice = make("select", { ariaLabel: t("answerer"), hidden: true, onchange: () => keep("answerer", choice.value) }, ...options);
  choice.value = kept("answerer", "extractive");
  hasModel().then((there) => (choice.hidden = !there));
  return choice;
}

/** The documents chosen in the library for the next thread; none means all. */
export function chosen() {
  try {
    return JSON.parse(kept("chosen", "[]"));
  } catch {
    return [];
  }
}

/** Choose documents for the next thread. */
export function choose(documents) {
  keep("chosen", JSON.stringify(documents));
}

function scope(documents) {
  const change = make("a", { href: "/library" }, t("scope.change"));
  const text = documents.length ? t("scope.some", { n: documents.length }) : t("scope.all");
  return [make("span", { title: documents.join(", ") }, text), " ", change];
}
