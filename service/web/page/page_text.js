// The text of a page as nodes: each passage in an element of its own, the one asked for tinted, the quote marked.
import { make } from "../parts/dom.js";

/** The sheet. Offsets count code points, not the halves of surrogate pairs. */
export function pageText({ text, passages, quote }, passage) {
  const characters = Array.from(text);
  const spans = passages.flatMap((one) => one.spans.map(([start, end]) => ({ start, end, one })));
  spans.sort((left, right) => left.start - right.start);
  const nodes = [];
  let end = 0;
  for (const span of spans) {
    if (span.start > end) nodes.push(...pieces(characters, end, span.start, quote.spans));
    const start = Math.max(span.start, end);
    if (span.end <= start) continue; // passages may share a stretch
    const classes = span.one.id === passage ? `${span.one.kind} chosen` : span.one.kind;
    nodes.push(make("span", { class: classes }, ...pieces(characters, start, span.end, quote.spans)));
    end = span.end;
  }
  nodes.push(...pieces(characters, end, characters.length, quote.spans));
  return make("article", { class: "sheet" }, ...nodes);
}

/** A passage by itself, for a document without pages; the quote is the characters [start, end) of the document. */
export function passageText({ text, start }, quote) {
  const spans = quote.end > quote.start ? [[quote.start - start, quote.end - start]] : [];
  return make("article", { class: "sheet" }, ...pieces(Array.from(text), 0, Infinity, spans));
}

/** The characters [start, end) as strings and marks. */
function pieces(characters, start, end, marked) {
  const found = [];
  let at = start;
  for (const [first, last] of marked) {
    const [from, to] = [Math.max(first, at), Math.min(last, end)];
    if (from >= to) continue;
    if (from > at) found.push(characters.slice(at, from).join(""));
    found.push(make("mark", {}, characters.slice(from, to).join("")));
    at = to;
  }
  found.push(characters.slice(at, end).join(""));
  return found;
}
