"""How each page of a document was read: what can be searched, and what is less certain than it looks."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pincite.ingest.document import Basis, Document, Reading

_UNDECODABLE = 0.05  # share of a page's characters: from here on words are broken, not only a symbol lost


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReport:
    """One page: the cleaned characters that stand on it, how they were read, and how far they can be trusted.

    `undecodable` is the share of characters that cannot be decoded: the file does not say which letters they are.
    """

    number: int
    label: str | None
    basis: Basis
    characters: int
    empty: bool
    reading: Reading
    undecodable: float
    doubtful_order: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReport:
    """All pages, the share of them that can be searched, and the numbers of those with a problem.

    A document without pages has a share of 1: all of its text can be searched.
    """

    pages: tuple[PageReport, ...]
    searchable_share: float
    empty_pages: tuple[int, ...]
    ocr_pages: tuple[int, ...]
    undecodable_pages: tuple[int, ...]
    doubtful_pages: tuple[int, ...]
    estimated_pages: tuple[int, ...]


def report_of(document: Document) -> DocumentReport:
    """The report of a document, page by page."""
    characters = Counter[int]()
    for span in document.spans:
        stretch = document.text[span.start : span.end]
        if stretch.strip():  # the blank that joins two pages does not make an empty one readable
            characters[span.page] += len(stretch)
    pages = tuple(
        PageReport(
            number=page.number,
            label=page.label,
            basis=page.basis,
            characters=characters[page.number],
            empty=not characters[page.number],
            # OCR that found nothing was tried all the same, and says so.
            reading="nothing" if page.reading == "text" and not characters[page.number] else page.reading,
            undecodable=page.undecodable,
            doubtful_order=page.doubtful_order and bool(characters[page.number]),
        )
        for page in document.pages
    )

    def where(claim: Callable[[PageReport], bool]) -> tuple[int, ...]:
        return tuple(page.number for page in pages if claim(page))

    empty = where(lambda page: page.empty)
    return DocumentReport(
        pages=pages,
        searchable_share=1 - len(empty) / len(pages) if pages else 1.0,
        empty_pages=empty,
        ocr_pages=where(lambda page: page.reading == "ocr"),
        undecodable_pages=where(lambda page: page.undecodable > _UNDECODABLE),
        doubtful_pages=where(lambda page: page.doubtful_order),
        estimated_pages=where(lambda page: page.basis == "estimated"),
    )


def remarks(report: DocumentReport) -> tuple[str, ...]:
    """The problems of the pages, one sentence each: "2 of 40 pages hold no text: 3, 7"."""
    total = len(report.pages)
    phrases = (
        (report.empty_pages, "holds no text", "hold no text"),
        (report.ocr_pages, "was read by OCR", "were read by OCR"),
        (report.undecodable_pages, "has characters that cannot be decoded", "have characters that cannot be decoded"),
        (report.doubtful_pages, "has a doubtful reading order", "have a doubtful reading order"),
        (report.estimated_pages, "begins at an estimated place", "begin at an estimated place"),
    )
    if total == 1:
        return tuple(f"its only page {one}" for numbers, one, _ in phrases if numbers)
    return tuple(
        f"{len(numbers)} of {total} pages {one if len(numbers) == 1 else several}: {ranges(numbers)}"
        for numbers, one, several in phrases
        if numbers
    )


def ranges(numbers: Sequence[int]) -> str:
    """Growing numbers, those that follow each other joined: "3, 7-9"."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda placed: placed[1] - placed[0])
    ]
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
