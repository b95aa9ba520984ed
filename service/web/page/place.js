// Places in documents, and the addresses that lead to them.
//
//   place      { document, page, passage, start, end, view }    all but document may be null; start and end: the quote
//   permalink  /documents/yessirkep2025?passage=...&start=...&end=...#page=7
//   beside     /?thread=...&doc=yessirkep2025&page=7&passage=...          a page beside the thread it is cited in

const FIELDS = ["page", "passage", "start", "end", "view"];

/** The place that the address shows: alone or beside a thread; null where it shows none. */
export function placeAt(address) {
  const fields = new URLSearchParams(address.search);
  for (const [name, value] of new URLSearchParams(address.hash.slice(1))) fields.set(name, value);
  const alone = address.pathname.match(/^\/documents\/([^/]+)$/);
  const document = alone ? decodeURIComponent(alone[1]) : fields.get("doc");
  if (!document) return null;
  return { document, ...Object.fromEntries(FIELDS.map((name) => [name, fields.get(name)])) };
}

/** The place that one of the service's own addresses leads to. */
export function placeFrom(url) {
  return placeAt(new URL(url, location.origin));
}

/** Where a passage that was found stands. */
export function placeOfHit({ passage, citation }) {
  const place = { document: citation.document_id, page: citation.pages.first, passage: passage.id };
  return { ...place, start: null, end: null, view: null };
}

/** The address that opens the place on any machine that has this library. */
export function permalink(place) {
  const { page, ...fields } = place;
  const query = filled(fields, ["passage", "start", "end", "view"]);
  return `/documents/${encodeURIComponent(place.document)}` + (query && `?${query}`) + (page ? `#page=${page}` : "");
}

/** The address of the place beside the thread that is shown; alone where there is none. */
export function beside(place) {
  const thread = new URLSearchParams(location.search).get("thread");
  if (location.pathname !== "/" || !thread) return permalink(place);
  return `/?${filled({ thread, doc: place.document, ...place }, ["thread", "doc", ...FIELDS])}`;
}

/** The address of the thread without a page. */
export function withoutPage() {
  const thread = new URLSearchParams(location.search).get("thread");
  return thread ? `/?thread=${encodeURIComponent(thread)}` : location.pathname;
}

function filled(fields, names) {
  return new URLSearchParams(names.filter((name) => fields[name] ?? false).map((name) => [name, fields[name]])).toString();
}

/** "p. 7", "ca. pp. 7–8" or "lines 12–15": how a citation ends. */
export function locatorOf(citation) {
  return citation.text.match(/(?:ca\. )?(?:pp?\.|lines?) [^()]*(?=\)$)/)?.[0] ?? "";
}
