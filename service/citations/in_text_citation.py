"""Citations: who wrote it, when, and the page it can be checked on.

(Yessirkep et al., 2025, p. 7)             the page is known
(Patalakh, 2018, ca. pp. 7–8)              a page is estimated, never shown as exact
(“Middle Powers in the Midst …”, n.d., lines 12–15)   no author, no year, and a source without pages
"""

from dataclasses import dataclass
from urllib.parse import quote

from pincite.ingest.document import PageRange
from pincite.ingest.record import Record

_SHORT_TITLE_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What identifies a work and a place in it; `text` is the in-text form, `url` where it can be read."""

    document_id: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    pages: PageRange
    text: str
    url: str


def cite(record: Record, pages: PageRange) -> Citation:
    """The citation of a stretch of a work."""
    return Citation(
        document_id=record.id,
        title=record.title,
        authors=tuple(str(author) for author in record.authors),
        year=record.year,
        pages=pages,
        text=in_text(record, pages),
        url=page_url(record.id, pages),
    )


def in_text(record: Record, pages: PageRange) -> str:
    """The citation as it stands in a text: "(Yessirkep et al., 2025, p. 7)"."""
    parts = (_authors(record), _year(record), locator(pages))
    return f"({', '.join(part for part in parts if part)})"


def locator(pages: PageRange) -> str:
    """ "p. 7", "pp. 7–8", "ca. p. 7" or "lines 12–15"; empty where not even the line is known."""
    return _located(pages, "p. ", "pp. ")


def bare_locator(pages: PageRange) -> str:
    """The same without "p.", as Chicago style has it: "7", "7–8", "ca. 7", "lines 12–15"."""
    return _located(pages, "", "")


def page_url(document_id: str, pages: PageRange) -> str:
    """Where a person can read the page: "/documents/yessirkep2025#page=7", the page being its place in the file."""
    if pages.first is not None:
        return f"{document_url(document_id)}#page={pages.first}"
    return document_url(document_id) + ("" if pages.first_line is None else f"#line={pages.first_line}")


def place_url(document_id: str, pages: PageRange, *, passage_id: str | None, start: int, end: int) -> str:
    """Where a person can read the page, with the characters [start, end) of the document marked."""
    address, mark, fragment = page_url(document_id, pages).partition("#")
    named = "" if passage_id is None else f"passage={quote(passage_id, safe=':')}&"
    return f"{address}?{named}start={start}&end={end}{mark}{fragment}"


def document_url(document_id: str) -> str:
    """Where a person can read the document."""
    return f"/documents/{document_id}"


def _located(pages: PageRange, page: str, several: str) -> str:
    if pages.first is None or pages.last is None:
        return _range("line ", "lines ", pages.first_line, pages.last_line)
    about = "ca. " if pages.basis == "estimated" else ""
    first, last = pages.first_label, pages.last_label
    # Printed labels only where both are known and differ as the pages do: "pp. 3–1023" would mix two countings.
    if first is None or last is None or (first == last) != (pages.first == pages.last):
        return about + _range(page, several, pages.first, pages.last)
    return about + _range(page, several, first, last)


def _range(one: str, several: str, first: int | str | None, last: int | str | None) -> str:
    if first is None or last is None:
        return ""
    return f"{one}{first}" if first == last else f"{several}{first}–{last}"


def _authors(record: Record) -> str:
    families = [author.family for author in record.authors]
    if not families:
        return f"“{short_title(record.title)}”"
    if len(families) <= 2:
        return " and ".join(families)
    return f"{families[0]} et al."


def short_title(title: str) -> str:
    """The first words of a title, without its subtitle: "Middle Powers in the Midst …"."""
    words = title.partition(":")[0].split()
    return " ".join(words[:_SHORT_TITLE_WORDS]) + (" …" if len(words) > _SHORT_TITLE_WORDS else "")


def _year(record: Record) -> str:
    if record.year is None:
        return "n.d."
    return f"ca. {record.year}" if record.circa else str(record.year)
