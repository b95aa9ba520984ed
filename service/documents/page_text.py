"""The text of one page as a reader sees it, and where each passage stands in it.

The text of a page is put in the order of the source: cleaning moves a footnote or table from the middle of a sentence
to after its end, but on the page it is shown where it stands:

    cleaned  [-- page 3 --][-- page 4: the sentence goes on --][-- page 4: TABLE 1 --]
    page 4   [-- TABLE 1 --] blank line [-- the sentence goes on --]
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pincite.ingest.document import Document, Page, Passage, Span
from pincite.service.errors import PageNotFound

_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPassage:
    """A passage that touches a page, and its stretches [start, end) of the page's text."""

    passage: Passage
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """A page, the cleaned characters that stand on it, and the passages that touch it, in reading order.

    `quoted` are the stretches [start, end) of its text that belong to the requested characters.
    """

    page: Page
    text: str
    passages: tuple[MarkedPassage, ...]
    quoted: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The document's characters [start, end) stand in the page's text from `at` on."""

    start: int
    end: int
    at: int


def page_of(document: Document, number: int) -> Page:
    """Page `number` of the document. Raises PageNotFound."""
    if not 1 <= number <= len(document.pages):
        raise PageNotFound(_no_page(document, number))
    return document.pages[number - 1]


def page_text(document: Document, number: int, *, quote: tuple[int, int] = (0, 0)) -> PageText:
    """Page `number` of the document with its text and passages. Raises PageNotFound.

    `quote` are characters [start, end) of the document's cleaned text, to be found in the text of the page.
    """
    page = page_of(document, number)
    text, stretches = _joined(document, [span for span in document.spans if span.page == number])
    passages = tuple(
        MarkedPassage(passage=passage, spans=spans)
        for passage in document.passages
        if (spans := _stretches_of(document, passage.start, passage.end, stretches))
    )
    return PageText(page=page, text=text, passages=passages, quoted=_stretches_of(document, *quote, stretches))


def _joined(document: Document, spans: Sequence[Span]) -> tuple[str, list[_Stretch]]:
    pieces = [origin for span in spans for origin in document.origins_of(span.start, span.end)]
    text, stretches = "", list[_Stretch]()
    for piece in sorted(pieces, key=lambda piece: (piece.source, piece.start)):
        if stretches and stretches[-1].end == piece.start:
            stretches[-1] = replace(stretches[-1], end=piece.end)
        else:
            if stretches:
                blanks = len(text) - len(text.rstrip())
                stretches[-1] = replace(stretches[-1], end=stretches[-1].end - blanks)
                text = text.rstrip() + _BETWEEN
            stretches.append(_Stretch(start=piece.start, end=piece.end, at=len(text)))
        text += document.text[piece.start : piece.end]
    return text, stretches


def _stretches_of(
    document: Document, first: int, last: int, stretches: Sequence[_Stretch]
) -> tuple[tuple[int, int], ...]:
    found = list[tuple[int, int]]()
    for stretch in stretches:
        start, end = max(first, stretch.start), min(last, stretch.end)
        # A passage does not reach a page by a blank: see Document.pages_of.
        if not document.text[start : max(start, end)].strip():
            continue
        moved = stretch.at - stretch.start
        if found and found[-1][1] == start + moved:
            found[-1] = (found[-1][0], end + moved)
        else:
            found.append((start + moved, end + moved))
    return tuple(found)


def _no_page(document: Document, number: int) -> str:
    if not document.pages:
        return f"{document.id} has no pages, only lines; its passages are cited by line"
    pages = "page 1 only" if len(document.pages) == 1 else f"pages 1 to {len(document.pages)}"
    return f"{document.id} has {pages}, not {number}; the number is the page's place in the file, not its label"
