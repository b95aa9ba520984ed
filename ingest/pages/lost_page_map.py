"""The page map of a document that was stored before maps were kept with their documents, made from its pages."""

import json
from collections import defaultdict

from pincite.ingest.document import Document
from pincite.ingest.media_types import MARKDOWN, PLAIN

_OPENING = 40  # characters of the source by which a page is recognised


def lost_page_map(document: Document) -> bytes | None:
    """A map that gives the document the pages it has; None where its pages come from its file.

    The pages of plain texts are verified or estimated only by a map. A page of which nothing is left in the cleaned
    text begins nowhere: then there is no map either.
    """
    by_map = any(page.basis in ("verified", "estimated") for page in document.pages)
    if document.media_type not in (PLAIN, MARKDOWN) or not by_map:
        return None
    places, unsure = _places(document)
    if any(page.number not in places for page in document.pages):
        return None
    pages = []
    for before, page in zip((None, *document.pages), document.pages, strict=False):
        start = min(places[page.number])
        entry = {
            "page": page.number,
            "label": page.label,
            "start": start,
            "starts_with": document.source[start : start + _OPENING],
            "confidence": "certain" if page.basis == "verified" else "guess",
        }
        if before is None:
            entry["page_from"] = 0
        elif page.basis == "estimated" and before.basis == "verified":
            # As much of the page before is estimated as the start may be off.
            entry["tolerance_chars"] = start - min(unsure.get(before.number, [start - 1]))
        pages.append(entry)
    return json.dumps({"document": document.id, "pages": pages}, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _places(document: Document) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Where in the source the stretches of each page begin, and those of them that are only estimated."""
    places, unsure = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for span in document.spans:
        for origin in document.origins_of(span.start, span.end):
            places[span.page].append(origin.source)
            if span.basis == "estimated":
                unsure[span.page].append(origin.source)
    return places, unsure
