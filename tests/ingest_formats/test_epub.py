"""Books in EPUB: their text in order, and their printed pages where they mark them all."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pytest
from packed import document_of, packed, units

from pincite.ingest.errors import EmptyDocument, UnreadableFile
from pincite.ingest.formats.epub import read_epub
from pincite.ingest.library.invariants import document_problems
from pincite.ingest.source import Source

XHTML = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'


def sentence(label: str) -> str:
    """A sentence of its own for each page: lines that recur from page to page are taken for running heads."""
    words = " ".join(f"word{letter}{letter}" for letter in label.translate(str.maketrans("0123456789", "abcdefghij")))
    return f"What stands on page {label} is about {words}, and fills a few lines of it at some length."


def epub(
    *chapters: str, listed: Sequence[tuple[str, str]] = (), more: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """A book of these chapters (c0.xhtml, c1.xhtml, ...) with a page list of (address, label) and `more` parts."""
    names = [f"c{number}" for number in range(len(chapters))]
    items = "".join(f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name in names)
    spine = "".join(f'<itemref idref="{name}"/>' for name in ["nav", *names])
    links = "".join(f'<li><a href="{place}">{label}</a></li>' for place, label in listed)
    page_list = f'<nav epub:type="page-list"><ol>{links}</ol></nav>' if listed else ""
    contents = '<nav epub:type="toc"><ol><li><a href="c0.xhtml">Contents</a></li></ol></nav>'
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
            <rootfile full-path="OPS/book.opf"/></rootfiles></container>""",
        "OPS/book.opf": f"""<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
            <metadata><dc:title>Жұмсақ &lt;script&gt;</dc:title><dc:creator>Joseph S. Nye</dc:creator>
            <dc:creator>Жанна Әлі</dc:creator><dc:date>2004-03-01</dc:date></metadata>
            <manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>{items}
            </manifest><spine>{spine}</spine></package>""",
        "OPS/nav.xhtml": f"<html {XHTML}><body>{contents}{page_list}</body></html>",
        **{
            f"OPS/{name}.xhtml": f"<html {XHTML}><head><title>T</title></head><body>{body}</body></html>"
            for name, body in zip(names, chapters, strict=True)
        },
    }
    return packed({**parts, **more})


def read(*chapters: str, listed: Sequence[tuple[str, str]] = ()) -> Source:
    return read_epub(epub(*chapters, listed=listed), "book.epub")


def mark(label: str) -> str:
    return f'<span epub:type="pagebreak" id="p{label}" title="{label}"/>'


def page(label: str) -> str:
    return f"{mark(label)}<p>{sentence(label)}</p>"


def labels(source: Source) -> list[str | None]:
    return [start.page.label for start in source.starts]


def test_every_passage_stands_on_the_page_whose_label_its_words_name() -> None:
    printed = ["iv", "v", *map(str, range(1, 40))]
    chapters = ["".join(map(page, printed[:2])), *("".join(map(page, printed[n : n + 13])) for n in (2, 15, 28))]
    listed = [(f"c{0 if n < 2 else (n - 2) // 13 + 1}.xhtml#p{label}", label) for n, label in enumerate(printed)]
    document = document_of(read(*chapters, listed=listed))
    assert document_problems(document) == []
    assert {span.basis for span in document.spans} == {"marker"}
    for label in printed:
        start = document.text.index(sentence(label))
        pages = document.pages_of(start, start + len(sentence(label)))
        assert (pages.first_label, pages.last_label) == (label, label)
    for passage in document.passages:
        named = [label for label in printed if sentence(label) in passage.text]
        pages = document.pages_of(passage.start, passage.end)
        assert (pages.first_label, pages.last_label) == (named[0], named[-1])


def test_a_page_break_within_a_sentence_divides_it_where_it_stands() -> None:
    source = read(f"{mark('7')}<p>The border is {mark('8')}long and go{mark('9')}verned.</p>")
    document = document_of(source)
    assert document.text == "The border is long and governed."
    for words, label in (("is ", "7"), ("long", "8"), ("go", "8"), ("verned", "9")):
        start = document.text.index(words)
        assert document.pages_of(start, start + len(words.strip())).first_label == label


def test_pages_without_text_keep_their_places() -> None:
    document = document_of(read(f"{page('1')}{mark('2')}{mark('3')}<h2>Next part</h2>{page('4')}"))
    assert [p.label for p in document.pages] == ["1", "2", "3", "4"]
    start = document.text.index("Next")
    assert document.pages_of(start, start + 4).first_label == "3"


def test_text_before_the_first_mark_and_in_files_after_the_last_is_on_no_printed_page() -> None:
    source = read("<p>Title page.</p>", page("1") + page("2"), "<p>Other books.</p>")
    assert [(start.page.label, start.page.basis) for start in source.starts] == [
        (None, "none"),
        ("1", "marker"),
        ("2", "marker"),
        (None, "none"),
    ]
    assert source.text[source.starts[-1].offset :].strip() == "Other books."


def test_a_note_stands_on_the_page_that_it_was_printed_on() -> None:
    source = read(
        f"{mark('1')}<p>The border is long<a epub:type='noteref' href='#n'>1</a>"
        f"<aside id='n' epub:type='footnote'><p>1. Census.</p></aside> and the {mark('2')}countries trade.</p>"
    )
    assert units(source) == [("paragraph", "The border is long¹ and the countries trade."), ("footnote", "¹ Census.")]
    document = document_of(source)
    start = document.text.index("Census")
    assert document.pages_of(start, start + 6).last_label == "1"


def test_notes_in_a_file_of_their_own_are_notes() -> None:
    source = read(
        "<p>It is long<sup><a id='r' href='c1.xhtml#n'>1</a></sup>.</p>",
        "<h2>Notes</h2><p id='n'><a href='c0.xhtml#r'>1.</a> Census.</p>",
    )
    assert units(source)[-1] == ("footnote", "¹ Census.")


def test_the_list_of_an_older_book_names_the_pages() -> None:
    page_target = """<pageTarget><navLabel><text>{}</text></navLabel><content src="c0.xhtml#{}"/></pageTarget>""".format
    targets = page_target(21, "a") + page_target(22, "b")
    ncx = f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><pageList>{targets}</pageList></ncx>'
    body = '<p><a id="a"/>One.</p><p><a id="b"/>Two.</p>'
    package = """<package xmlns="http://www.idpf.org/2007/opf"><manifest>
        <item id="c0" href="c0.xhtml" media-type="application/xhtml+xml"/>
        <item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>
        <spine toc="ncx"><itemref idref="c0"/></spine></package>"""
    source = read_epub(epub(body, more={"OPS/book.opf": package, "OPS/toc.ncx": ncx}), "book.epub")
    assert labels(source) == ["21", "22"]


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        (page("1") + page("3"), []),
        (page("2") + page("1"), []),
        (page("1") + '<span epub:type="pagebreak" id="q" title="1"/><p>Again.</p>', []),
        (page("1") + '<span epub:type="pagebreak" id="q"/><p>Nameless.</p>', []),
        (page("1") + page("2"), [("c0.xhtml#p1", "1")]),
        (page("1") + page("2"), [("c0.xhtml#p1", "1"), ("c0.xhtml#p2", "2"), ("c0.xhtml#gone", "3")]),
        (page("1") + page("2"), [("c0.xhtml#p2", "2"), ("c0.xhtml#p1", "1")]),
        (page("1") + page("2"), [("c0.xhtml#p1", "11"), ("c0.xhtml#p2", "12")]),
        ("<p>No marks at all.</p>", []),
    ],
    ids=[
        "gap",
        "order",
        "twice",
        "no label",
        "not all listed",
        "listed in vain",
        "list order",
        "labels differ",
        "none",
    ],
)
def test_marks_that_are_not_complete_and_in_order_give_no_pages(body: str, listed: Sequence[tuple[str, str]]) -> None:
    source = read(body, listed=listed)
    assert source.starts == ()
    assert document_of(source).pages_of(0, 4).basis == "none"


def test_chapters_are_read_in_order_without_the_table_of_contents() -> None:
    source = read("<h1>Бір</h1><p>Бірінші&nbsp;тарау.</p>", "<h1>Екі</h1><p>A &lt;b&gt; c<br>Not closed.</p>")
    assert source.text == "# Бір\n\nБірінші\u00a0тарау.\n\n# Екі\n\nA &lt;b> c\nNot closed."


def test_title_authors_and_year_come_from_the_package() -> None:
    source = read("<p>Text.</p>")
    assert (source.title, source.author, source.year) == ("Жұмсақ <script>", "Joseph S. Nye; Жанна Әлі", 2004)


def test_no_other_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret words", encoding="utf-8")
    secret = (tmp_path / "secret.txt").as_uri()
    chapter = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret}"><!ENTITY y "yy">]><html {XHTML}><body>A &x;&y;b.</body></html>'
    )
    assert read_epub(epub("", more={"OPS/c0.xhtml": chapter}), "book.epub").text == "A b."


ENCRYPTION = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#">
<e:EncryptedData><e:EncryptionMethod Algorithm="{}"/></e:EncryptedData></encryption>"""


def test_scrambled_fonts_are_no_lock() -> None:
    encryption = ENCRYPTION.format("http://www.idpf.org/2008/embedding")
    assert read_epub(epub("<p>Text.</p>", more={"META-INF/encryption.xml": encryption}), "book.epub").text == "Text."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7", "its name says EPUB, but it is a PDF"),
        (epub("<p>x</p>")[:300], "may be truncated or damaged"),
        (packed({"a.txt": "words"}), "is a ZIP archive, but no EPUB"),
        (
            epub(
                "<p>x</p>",
                more={"META-INF/encryption.xml": ENCRYPTION.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")},
            ),
            r"is locked by its seller \(DRM\)",
        ),
        (
            epub("<p>x</p>", more={"OPS/c0.xhtml": " " * (33 << 20)}),
            r"its part OPS/c0\.xhtml unpacks to 34,603,008 bytes",
        ),
        (
            epub("<p>x</p>", more={"OPS/book.opf": "<package><spine><itemref idref='gone'/></spine></package>"}),
            "it has not",
        ),
    ],
    ids=["PDF", "truncated", "another archive", "locked", "bomb", "missing chapter"],
)
def test_what_is_no_readable_book_is_refused_with_its_name(content: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told) as refused:
        read_epub(content, "book.epub")
    assert str(refused.value).startswith("book.epub: ")


def test_a_book_of_pictures_is_refused() -> None:
    with pytest.raises(EmptyDocument, match=r"book\.epub: holds no text"):
        read("<svg><text>x</text></svg>")
