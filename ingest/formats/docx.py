"""Reads Word documents (DOCX) with mammoth, which no other module imports."""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from xml.parsers.expat import ExpatError

import mammoth
from lxml import etree

from pincite.ingest.errors import EmptyDocument, IngestError, UnreadableFile
from pincite.ingest.formats.archive import Archive, open_archive
from pincite.ingest.formats.html import tree_text
from pincite.ingest.hypertext.elements import Element, declares_type, parse_html, parse_xml, tag_of, words_of
from pincite.ingest.hypertext.equations import raised
from pincite.ingest.media_types import DOCX
from pincite.ingest.source import Source

_XML_PART = re.compile(r"(?:.*/)?[^/]+\.(?:xml|rels)|\[Content_Types\]\.xml", re.IGNORECASE)
_STYLES = "word/styles.xml"
_PROPERTIES = "docProps/core.xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DEEPEST = 6
_TITLE_STYLE = "p[style-name='Title'] => h1:fresh"
# A damaged file can make the library fail anywhere; all of these mean that the file is unreadable.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, KeyError, ValueError, IndexError, TypeError, AttributeError, OSError),
    *(RecursionError, ArithmeticError, AssertionError, ExpatError),
)


def read_docx(content: bytes, name: str) -> Source:
    """The text of a Word document; `name` names the file in messages.

    It has no pages: Word lays them out anew on each machine by its fonts and printer. The places of page ends
    that it last saw (lastRenderedPageBreak) are those of one machine, and left out by other programs; a page
    break that the author put in says where a page begins but not which. So it is cited by the lines of this text.

    Footnotes and endnotes stand at the end. Comments and deletions that were tracked are left out, insertions
    are read. Raises UnreadableFile for what is no DOCX, is damaged, locked or too large, EmptyDocument when no
    text is in it.
    """
    archive = open_archive(content, name, kind="DOCX")
    if "[Content_Types].xml" not in archive or not any(part.endswith("document.xml") for part in archive.parts()):
        raise UnreadableFile(f"{name}: is a ZIP archive, but no Word document; check what the file is")
    parts = {part: _part(archive, part) for part in archive.parts() if _XML_PART.fullmatch(part)}
    title, author = _properties(parts.get(_PROPERTIES))
    headings = "\n".join((_TITLE_STYLE, *_headings(parts.get(_STYLES))))
    try:
        made = mammoth.convert_to_html(_repacked(parts), style_map=headings, convert_image=lambda image: [])
        text = tree_text(parse_html(f"<html><body>{made.value}</body></html>".encode(), name))
    except IngestError:
        raise
    except _DAMAGE as error:
        raise UnreadableFile(f"{name}: cannot be read as DOCX, it may be damaged ({error})") from error
    if not text.strip():
        raise EmptyDocument(f"{name}: holds no text; if its pages are pictures, run OCR over a PDF of it first")
    return Source(text=text, starts=(), media_type=DOCX, title=title, author=author)


def _part(archive: Archive, part: str) -> Element:
    root = parse_xml(archive.read(part), f"{archive.name}: its part {part}")
    if declares_type(root):
        raise UnreadableFile(f"{archive.name}: its part {part} declares a document type, as no Word document does")
    for math in list(root.iter("{*}oMath")):
        _write_out(math)
    return root


def _repacked(parts: dict[str, Element]) -> io.BytesIO:
    """The checked parts as a new archive, so that the library reads nothing that was not checked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part, root in parts.items():
            archive.writestr(part, etree.tostring(root, encoding="UTF-8", xml_declaration=True))
    file.seek(0)
    return file


def _headings(styles: Element | None) -> Sequence[str]:
    """How the library is to read paragraph styles that Word shows as headings in its outline, whatever their names."""
    lines = []
    for style in styles.iter("{*}style") if styles is not None else ():
        named, level = style.find("{*}name"), style.find("{*}pPr/{*}outlineLvl")
        if named is None or level is None:
            continue
        depth, label = _value(level), _value(named)
        if depth.isdigit() and int(depth) < _DEEPEST and label and not re.search(r"['\\\n]", label):
            lines.append(f"p[style-name='{label}'] => h{int(depth) + 1}:fresh")
    return lines


def _value(element: Element) -> str:
    return next((str(value) for name, value in element.attrib.items() if name.endswith("}val")), "")


def _properties(core: Element | None) -> tuple[str, str]:
    """Title and author as the file states them. Its dates are those of the file, not of the work."""
    found = {tag_of(one): words_of(one) for one in core} if core is not None else {}
    return found.get("title", ""), found.get("creator", "")


def _write_out(math: Element) -> None:
    """Replace an equation by its characters, since the library skips equations."""
    word = math.nsmap.get("w", _WORD)  # a "strict" document has another
    words = []
    for element in math.iter("{*}t", "{*}den"):
        above = {tag_of(one) for one in element.iterancestors()}
        if tag_of(element) == "den":
            words.append("/")
        elif "sup" in above and (element.text or "").isdigit():
            words.append(raised(element.text))
        else:
            words.append(element.text or "")
    run = etree.SubElement(math, f"{{{word}}}r")
    etree.SubElement(run, f"{{{word}}}t").text = "".join(words)
    tail, parent = math.tail, math.getparent()
    run.tail = tail
    if parent is not None:
        parent.replace(math, run)
