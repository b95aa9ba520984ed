"""Reads HTML pages."""

import re
from collections.abc import Sequence

from pincite.ingest.errors import EmptyDocument, UnreadableFile
from pincite.ingest.hypertext.element_writer import write_text
from pincite.ingest.hypertext.elements import Element, parse_html, parse_xhtml, semantics, tag_of, walk
from pincite.ingest.hypertext.left_out_elements import is_left_out
from pincite.ingest.hypertext.note_links import NOTE, HypertextPage, mark_notes
from pincite.ingest.media_types import HTML
from pincite.ingest.source import Source

_MAGIC = (
    (b"%PDF-", "a PDF", "rename it to end in .pdf"),
    (b"PK\x03\x04", "a ZIP archive such as DOCX or EPUB", "rename it to end in .docx or .epub"),
    (b"\x1f\x8b", "packed with gzip", "unpack it first"),
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml")
_ANY_TAG = re.compile(rb"<[!/?a-zA-Z]")
_SITE_PARTS = frozenset({"aside", "footer", "header"})
_SECTIONS = frozenset({"article", "main", "section"})
_YEAR = re.compile(r"(?:19|20)\d\d")

# Where pages say what they are: the tags that journals print for Google Scholar first, then Dublin Core, then the rest.
_TITLES = ("citation_title", "dc.title", "dcterms.title", "og:title")
_AUTHORS = ("citation_author", "citation_authors", "dc.creator", "dcterms.creator", "author")
_DATES = (
    *("citation_publication_date", "citation_date", "citation_year", "dc.date", "dcterms.issued", "dc.date.issued"),
    *("article:published_time", "date"),
)


def read_html(content: bytes, name: str) -> Source:
    """The text of an HTML page: its main part or article where it marks one; `name` names the file in messages.

    A page of the web has no pages: it is cited by the lines of this text. Raises UnreadableFile for what is no
    HTML, BadEncoding where its encoding cannot be known, EmptyDocument when no text is in it.
    """
    for magic, what, step in _MAGIC:
        if content.startswith(magic):
            raise UnreadableFile(f"{name}: its name says HTML, but it is {what}; {step}")
    if not content.strip():
        raise EmptyDocument(f"{name}: is empty; there is nothing to add")
    if not _ANY_TAG.search(content.replace(b"\x00", b"")):
        raise UnreadableFile(f"{name}: its name says HTML, but it has no tags; if it is text, let its name end in .txt")
    root = parse_xhtml(content, name) if _XML.match(content) else parse_html(content, name)
    title, authors, year = _metadata(root)
    text = tree_text(root)
    if not text.strip():
        raise EmptyDocument(f"{name}: holds no text; a page that is filled by scripts must be saved from the browser")
    return Source(text=text, starts=(), media_type=HTML, title=title, author="; ".join(authors), year=year)


def tree_text(root: Element) -> str:
    """The text of a whole page, with the notes that stand outside its main part behind it."""
    mark_notes([HypertextPage(path="", root=root)])
    main = _main(root)
    outside = [one for one in root.iter() if one.get(NOTE) is not None and main not in (one, *one.iterancestors())]
    return write_text([HypertextPage(path="", root=part) for part in (main, *outside)]).text


def _main(root: Element) -> Element:
    """The part of the page that is its text: <main>, else the only <article>, else <body> without what frames it."""
    shown = [one for event, one in walk(root, is_left_out) if event == "start"]
    mains = [one for one in shown if tag_of(one) == "main" or "main" in semantics(one)]
    articles = [one for one in shown if _is_article(one) and not any(map(_is_article, one.iterancestors()))]
    for found in (mains, articles):
        if len(found) == 1 and "".join(found[0].itertext()).strip():
            return found[0]
    body = next((one for one in shown if tag_of(one) == "body"), root)
    for element in body.iter("{*}header", "{*}footer", "{*}aside"):
        if _belongs_to_site(element):
            element.set("hidden", "")
    return body


def _is_article(element: Element) -> bool:
    return tag_of(element) == "article" or "article" in semantics(element)


def _belongs_to_site(element: Element) -> bool:
    """Whether a head, foot or aside belongs to the page and not to its text, as ARIA has it.

    One that holds a note stays, as does a head with the heading of the whole.
    """
    if any(tag_of(one) in _SECTIONS | _SITE_PARTS for one in element.iterancestors()):
        return False
    kept = {"h1"} if tag_of(element) == "header" else set()
    return not any(one.get(NOTE) is not None or tag_of(one) in kept for one in element.iter())


def _metadata(root: Element) -> tuple[str, Sequence[str], int | None]:
    """Title, authors and year as the page states them."""
    stated: dict[str, list[str]] = {}
    for meta in root.iter("{*}meta"):
        key = (meta.get("name") or meta.get("property") or "").lower()
        value = " ".join((meta.get("content") or "").split())
        if key and value:
            stated.setdefault(key, []).append(value)
    heads = [" ".join("".join(one.itertext()).split()) for one in root.iter("{*}title")]
    title = next((stated[key][0] for key in _TITLES if key in stated), heads[0] if heads else "")
    authors = next((stated[key] for key in _AUTHORS if key in stated), [])
    years = [match[0] for key in _DATES for date in stated.get(key, []) if (match := _YEAR.search(date))]
    names = [_given_first(author) for entry in authors for author in entry.split(";") if author.strip()]
    return title, names, int(years[0]) if years else None


def _given_first(author: str) -> str:
    """ "Nye, Joseph S." as "Joseph S. Nye"."""
    family, comma, given = (part.strip() for part in author.partition(","))
    return f"{given} {family}" if comma and given and "," not in given else author.strip()
