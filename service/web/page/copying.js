// Citations and links, to be pasted elsewhere.
import { fetchChecked, button, copy, make } from "../parts/dom.js";
import { announce, notify, problemLine } from "../parts/states.js";
import { keep, kept, t } from "../parts/texts.js";

const STYLES = { apa: "APA", chicago: "Chicago", bibtex: "BibTeX", ris: "RIS", "csl-json": "CSL-JSON", pandoc: "Pandoc" };

/** A choice of citation style, which this browser remembers. */
export function styleChooser() {
  const options = Object.entries(STYLES).map(([value, name]) => make("option", { value }, name));
  const chooser = make("select", { "aria-label": t("copy.style"), onchange: () => keep("style", chooser.value) }, ...options);
  chooser.value = kept("style", "apa");
  return chooser;
}

/** A button that copies what `text` (a promise or not) brings, and says so. */
export function copyButton(label, text) {
  const made = button(label, async () => {
    try {
      await copy(await text());
    } catch (error) {
      notify(error.name === "NotAllowedError" ? t("copy.refused") : problemLine(error));
      return;
    }
    announce(t("copied"));
    made.textContent = t("copied");
    setTimeout(() => (made.textContent = label), 2000);
  });
  return made;
}

/** The citation of a place in the style that was chosen last. */
export async function citationOf({ document, page, passage }) {
  const fields = new URLSearchParams({ format: kept("style", "apa") });
  if (passage) fields.set("passage", passage);
  else if (page) fields.set("page", page);
  const response = await fetchChecked(`/v1/documents/${encodeURIComponent(document)}/citation?${fields}`);
  return (await response.text()).trim();
}
