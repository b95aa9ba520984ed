"""HTML and XML as trees of elements. Nothing outside the file is read: no entity, DTD or address is followed."""

import html.entities
import re
from collections.abc import Callable, Iterator
from typing import Any, Literal, TypeAlias

from lxml import etree

from pincite.ingest.errors import BadEncoding, UnreadableFile

Element: TypeAlias = Any  # lxml's, which carries no types

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CHARSET = re.compile(rb"charset\s*=|<\?xml[^>]*encoding", re.IGNORECASE)
_PROLOG = 4096  # bytes in which a page must say its encoding; browsers look at 1,024
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_CLOSED = re.compile(r"<([A-Za-z][\w:-]*)((?:\s[^<>]*)?)/>")
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What HTML allows in <head>. Other elements begin the body, for which HTML 5 needs no tag; libxml2 does not know that.
_IN_HEAD = re.compile("base|basefont|bgsound|isindex|link|meta|noscript|script|style|template|title")
_EPUB_TYPE = ("{http://www.idpf.org/2007/ops}type", "epub:type")


def parse_html(content: bytes, name: str) -> Element:
    """The root of an HTML page, valid or not; `name` names the file in messages.

    Raises BadEncoding where its bytes are not in an encoding that it names, UnreadableFile where it cannot be parsed.
    """
    return _parse_soup(_decode_html(content, name), name)


def parse_xhtml(content: bytes, name: str) -> Element:
    """The root of a page that should be XML; one that is not is read as HTML, with its <a/> closed as XML would."""
    try:
        return parse_xml(_NAMED.sub(_by_number, content), name)
    except UnreadableFile:
        opened = _CLOSED.sub(
            lambda match: match[0] if _VOID.fullmatch(match[1]) else f"<{match[1]}{match[2]}></{match[1]}>",
            _decode_html(content, name),
        )
        return _parse_soup(opened, name)


def parse_xml(content: bytes, name: str) -> Element:
    """The root of an XML file. Raises UnreadableFile where it is not well formed."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(f"{name}: cannot be read as XML, it may be damaged ({error})") from error
    if root is None:
        raise UnreadableFile(f"{name}: holds no XML; it may be damaged")
    return root


def declares_type(root: Element) -> bool:
    """Whether the file has a document type, which may declare entities, as attacks on XML readers do."""
    return bool(root.getroottree().docinfo.doctype)


def tag_of(element: Element) -> str:
    """The local name, lower-case; empty for what is no element (comments, entities)."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def semantics(element: Element) -> frozenset[str]:
    """What the element says it is: the words of its role and epub:type."""
    words = " ".join(element.get(name) or "" for name in ("role", *_EPUB_TYPE))
    return frozenset(words.lower().split())


def attribute(element: Element, local: str) -> str:
    """The value of the attribute with this local name in any name space; empty where there is none."""
    return next((str(value) for name, value in element.attrib.items() if name.rpartition("}")[2] == local), "")


def words_of(element: Element) -> str:
    """All text in the element, its white space collapsed."""
    return " ".join("".join(element.itertext(tag=etree.Element)).split())


def walk(root: Element, whole: Callable[[Element], bool]) -> Iterator[tuple[Literal["start", "end", "whole"], Element]]:
    """The elements as they open and close; one for which `whole` holds comes as one event, without its children.

    Not recursive: a file may nest its elements deeper than Python's stack.
    """
    stack = [(root, iter(root))]
    yield "start", root
    while stack:
        element, children = stack[-1]
        for child in children:
            if not tag_of(child) or whole(child):
                yield "whole", child
                continue
            yield "start", child
            stack.append((child, iter(child)))
            break
        else:
            stack.pop()
            yield "end", element


def _decode_html(content: bytes, name: str) -> str:
    """The page as text: by its byte order mark, as UTF-8 where it is valid, otherwise in the declared encoding."""
    encoding = next((encoding for mark, encoding in _BOMS if content.startswith(mark)), None)
    if encoding is None:
        try:
            return _sound(content.decode("utf-8"), name)
        except UnicodeDecodeError as error:
            if not _CHARSET.search(content[:_PROLOG]):
                raise BadEncoding(
                    f"{name}: byte {error.start} is not valid UTF-8, and the page does not say its encoding; convert "
                    "the file to UTF-8 (for example: iconv -f WINDOWS-1251 -t UTF-8)"
                ) from error
    if encoding is None:
        try:
            sniffed = etree.fromstring(content[:_PROLOG], etree.HTMLParser(no_network=True))
            encoding = sniffed.getroottree().docinfo.encoding or "utf-8"
        except (etree.XMLSyntaxError, AttributeError):
            encoding = "utf-8"
    # What browsers read under this name (WHATWG): it has typographic quotes where ISO 8859-1 has control characters.
    encoding = "cp1252" if encoding.lower() in ("iso-8859-1", "latin1", "us-ascii") else encoding
    try:
        text = content.decode(encoding, "replace").lstrip("\ufeff")
    except LookupError as error:
        raise BadEncoding(
            f"{name}: says its encoding is {encoding}, which is not known; convert it to UTF-8"
        ) from error
    if text.count("\ufffd") * 100 > len(text):
        raise BadEncoding(f"{name}: is not in {encoding.upper()} as it says; convert the file to UTF-8")
    return _sound(text, name)


def _sound(text: str, name: str) -> str:
    if "\x00" in text:
        raise BadEncoding(f"{name}: holds zero bytes; this is not a web page")
    return text


def _parse_soup(text: str, name: str) -> Element:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(f"{name}: cannot be read as HTML ({error})") from error
    if root is None:
        raise UnreadableFile(f"{name}: holds no HTML; check what the file is")
    # Other errors are repaired as browsers do; this one leaves out the rest of the page.
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise UnreadableFile(
            f"{name}: cannot be read as HTML ({parser.error_log.last_error}); its tags nest too deeply"
        )
    _begin_body(root)
    for element in root.iter():
        for side in ("text", "tail"):
            if _CONTROL.search(words := getattr(element, side) or ""):  # such words can be read from a tree, not put in
                setattr(element, side, _CONTROL.sub("\ufffd", words))
    return root


def _begin_body(root: Element) -> None:
    """Move what libxml2 left in the head of a page without <body>, from its first visible element on, into a body."""
    head = next((child for child in root if tag_of(child) == "head"), None)
    if head is None:
        return
    first = next((place for place, child in enumerate(head) if not _IN_HEAD.fullmatch(tag_of(child))), None)
    if first is None:
        return
    body = next((child for child in root if tag_of(child) == "body"), None)
    if body is None:
        body = etree.SubElement(root, "body")
    moved = list(head[first:])
    if body.text:
        moved[-1].tail = (moved[-1].tail or "") + body.text
        body.text = None
    body[:0] = moved


def _by_number(match: re.Match[bytes]) -> bytes:
    """HTML's named characters as numbers, which XML knows without a DTD."""
    name = match[1].decode()
    if name in _XML_NAMES or f"{name};" not in html.entities.html5:
        return match[0]
    return "".join(f"&#{ord(character)};" for character in html.entities.html5[f"{name};"]).encode()
