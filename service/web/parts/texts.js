// What the interface says, in the language of the reader. Each language is one file beside this one.

export const LANGUAGES = { en: "English", ru: "Русский", kk: "Қазақша" };
export const language = document.documentElement.lang;

const { default: texts } = await import(`../languages/${language}.js`);
const plural = new Intl.PluralRules(language);

/** The text `key` with {names} filled in; of a text with plural forms the one for `values.n`. */
export function t(key, values = {}) {
  const text = texts[key];
  const form = typeof text === "object" ? (text[plural.select(values.n)] ?? text.many ?? text.other) : text;
  return form.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? number(values[name]) : values[name]));
}

/** Whether there is such a text. */
export const known = (key) => key in texts;

/** "1,023", as the language writes it. */
export const number = (value) => value.toLocaleString(language);

/** "12 %" */
export const percent = (share) => share.toLocaleString(language, { style: "percent" });

/** "4 May, 14:05" */
export const moment = (time) => new Date(time).toLocaleString(language, { dateStyle: "long", timeStyle: "short" });

/** The name of a language by its code: "Russian". Browsers know few of them in Kazakh. */
export function languageName(code) {
  try {
    return texts[`in.${code}`] ?? new Intl.DisplayNames(language, { type: "language" }).of(code);
  } catch {
    return code;
  }
}

/** Fill in what the page itself says: data-t is an element's text, data-label its name for screen readers. */
export function translate() {
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-label]")) element.ariaLabel = t(element.dataset.label);
  document.documentElement.classList.remove("untranslated");
}

/** Everything in another language from now on. */
export function speak(code) {
  keep("language", code);
  location.reload();
}

/** Remember a choice in this browser, where it lets us. */
export function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch { /* then it holds for this page only */ }
}

/** What was kept, or `preset`. */
export function kept(name, preset) {
  try {
    return localStorage.getItem(name) ?? preset;
  } catch {
    return preset;
  }
}
