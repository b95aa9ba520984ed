// Runs before the first paint: the theme and the language that were chosen here last.
(() => {
  const root = document.documentElement;
  const LANGUAGES = ["en", "ru", "kk"];
  let kept = {};
  try {
    kept = { theme: localStorage.getItem("theme"), language: localStorage.getItem("language") };
  } catch { /* this browser keeps nothing: its own settings hold */ }
  if (kept.theme) root.dataset.theme = kept.theme;
  const wished = [kept.language, ...navigator.languages.map((one) => one.slice(0, 2)), "en"];
  root.lang = wished.find((one) => LANGUAGES.includes(one));
  root.classList.toggle("untranslated", root.lang !== "en"); // taken away by texts.js
})();
