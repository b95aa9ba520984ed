"""Reads books in EPUB, with the pages of the printed book where they are marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.ingest.errors import EmptyDocument, UnreadableFile
from pincite.ingest.formats.archive import Archive, open_archive
from pincite.ingest.hypertext.book_pages import ListedPage, book_page_starts
from pincite.ingest.hypertext.element_writer import write_text
from pincite.ingest.hypertext.elements import Element, attribute, parse_xhtml, parse_xml, semantics, tag_of, words_of
from pincite.ingest.hypertext.note_links import HypertextPage, address, mark_notes
from pincite.ingest.media_types import EPUB
from pincite.ingest.source import Source

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_NCX = "application/x-dtbncx+xml"
# Fonts may be scrambled; they are not read. Any other encryption is a lock on the text.
_SCRAMBLED_FONTS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_YEAR = re.compile(r"(?:1[5-9]|20)[0-9]{2}(?![0-9])")
_MOST_TEXT = 128 << 20  # bytes of all pages of the book; a thick one has 5 MiB


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A file of the book, by the book's own list."""

    path: str
    media_type: str
    properties: frozenset[str]


def read_epub(content: bytes, name: str) -> Source:
    """The text of a book in its reading order; `name` names the file in messages.

    Its pages are those of the printed book, with their labels, where the book marks them completely and in
    order (see ingest.hypertext.book_pages); otherwise it has none and is cited by the lines of this text. Raises
    UnreadableFile for what is no EPUB, is damaged, locked (DRM) or too large, EmptyDocument for a book without text.
    """
    archive = open_archive(content, name, kind="EPUB")
    if _CONTAINER not in archive:
        raise UnreadableFile(f"{name}: is a ZIP archive, but no EPUB; check what the file is")
    _refuse_locked(archive)
    package_path = _package_path(archive)
    package = parse_xml(archive.read(package_path), f"{name}: its part {package_path}")
    entries = {one.get("id") or "": _entry(package_path, one) for one in package.iter("{*}item")}
    parts = list(_spine(archive, package, entries))
    mark_notes(parts)
    listed = _page_list(archive, list(entries.values()))
    written = write_text(parts, frozenset(page.key for page in listed))
    if not written.text.strip():
        raise EmptyDocument(f"{name}: holds no text; if its pages are pictures, run OCR over a PDF of it first")
    return Source(
        text=written.text,
        starts=book_page_starts(written, listed),
        media_type=EPUB,
        title=next(_stated(package, "title"), ""),
        author="; ".join(_stated(package, "creator")),
        year=next(
            (int(date[:4]) for date in _stated(package, "date") if date[:4].isdecimal() and date[:2] > "14"), None
        ),
    )


def _refuse_locked(archive: Archive) -> None:
    locked = "META-INF/sinf.xml" in archive  # Apple's
    if _ENCRYPTION in archive:
        root = parse_xml(archive.read(_ENCRYPTION), f"{archive.name}: its part {_ENCRYPTION}")
        methods = {one.get("Algorithm") for one in root.iterfind(".//{*}EncryptedData/{*}EncryptionMethod")}
        locked = locked or bool(methods - _SCRAMBLED_FONTS)
    if locked:
        raise UnreadableFile(f"{archive.name}: is locked by its seller (DRM); add a copy that is not locked")


def _package_path(archive: Archive) -> str:
    container = parse_xml(archive.read(_CONTAINER), f"{archive.name}: its part {_CONTAINER}")
    for root_file in container.iter("{*}rootfile"):
        if path := root_file.get("full-path"):
            return str(path)
    raise UnreadableFile(f"{archive.name}: does not say where its book is; the file may be damaged")


def _entry(package_path: str, item: Element) -> _Entry:
    return _Entry(
        path=address(package_path, item.get("href") or ""),
        media_type=(item.get("media-type") or "").lower(),
        properties=frozenset((item.get("properties") or "").split()),
    )


def _spine(archive: Archive, package: Element, entries: dict[str, _Entry]) -> Iterator[HypertextPage]:
    """The pages of the book in reading order, but its table of contents."""
    read, seen = 0, set[str]()
    for reference in package.iterfind("{*}spine/{*}itemref"):
        entry = entries.get(reference.get("idref") or "")
        if entry is None:
            raise UnreadableFile(f"{archive.name}: its reading order names a part it has not; the file may be damaged")
        if entry.media_type not in _PAGES or "nav" in entry.properties or entry.path in seen:
            continue
        seen.add(entry.path)
        content = archive.read(entry.path)
        read += len(content)
        if read > _MOST_TEXT:
            raise UnreadableFile(f"{archive.name}: its text unpacks to more than {_MOST_TEXT:,} bytes, the most read")
        root = parse_xhtml(content, f"{archive.name}: its part {entry.path}")
        yield HypertextPage(path=entry.path, root=next((one for one in root.iter() if tag_of(one) == "body"), root))


def _page_list(archive: Archive, entries: Sequence[_Entry]) -> list[ListedPage]:
    """The printed pages that the book lists: in its navigation document (EPUB 3) or its NCX (EPUB 2)."""
    for entry in entries:
        if "nav" in entry.properties and entry.path in archive:
            root = parse_xhtml(archive.read(entry.path), f"{archive.name}: its part {entry.path}")
            found = [nav for nav in root.iter("{*}nav") if semantics(nav) & {"page-list", "doc-pagelist"}]
            if found:
                links = [link for nav in found for link in nav.iter("{*}a")]
                return [ListedPage(key=_place(entry, link.get("href")), label=words_of(link)) for link in links]
    for entry in entries:
        if entry.media_type == _NCX and entry.path in archive:
            root = parse_xml(archive.read(entry.path), f"{archive.name}: its part {entry.path}")
            return [_ncx_page(entry, target) for target in root.iter("{*}pageTarget")]
    return []


def _ncx_page(entry: _Entry, target: Element) -> ListedPage:
    content, label = target.find("{*}content"), target.find("{*}navLabel")
    place = _place(entry, content.get("src") if content is not None else "")
    return ListedPage(key=place, label=words_of(label) if label is not None else "")


def _place(entry: _Entry, link: str | None) -> str:
    return address(entry.path, link) if link else ""


def _stated(package: Element, what: str) -> Iterator[str]:
    """What the book says of itself in Dublin Core; only authors of its makers, and of its dates that of the work."""
    for element in package.iter("{http://purl.org/dc/elements/1.1/}" + what):
        role, event = attribute(element, "role"), attribute(element, "event")
        if words_of(element) and role in ("", "aut") and event in ("", "publication", "original-publication"):
            yield words_of(element)
