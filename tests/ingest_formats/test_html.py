"""HTML pages: what of them is text, what it is, and what is said of files that are none."""

from pathlib import Path

import pytest
from packed import document_of, units

from pincite.ingest.errors import BadEncoding, EmptyDocument, UnreadableFile
from pincite.ingest.formats.html import read_html
from pincite.ingest.library.invariants import document_problems
from pincite.ingest.source import Source

LONG = "This paragraph says something at length about the matter in hand, and goes on. " * 6


def read(body: str, head: str = "") -> Source:
    return read_html(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), "page.html")


def test_headings_become_the_sections_of_passages() -> None:
    source = read(f"<h1>Soft power</h1><p>{LONG}</p><h2>Results</h2><p>{LONG}</p><h3>Trade</h3><p>Much trade.</p>")
    document = document_of(source)
    sections = {passage.section for passage in document.passages}
    assert sections == {("Soft power",), ("Soft power", "Results"), ("Soft power", "Results", "Trade")}
    assert document_problems(document) == []


def test_a_page_of_the_web_is_cited_by_line() -> None:
    document = document_of(read("<p>First one.</p><p>Second one.</p>"))
    start = document.text.index("Second")
    place = document.pages_of(start, start + 6)
    assert (document.pages, place.first, place.basis, place.first_line) == ((), None, "none", 3)


def test_a_note_in_the_middle_of_a_sentence_neither_cuts_it_nor_vanishes() -> None:
    source = read(
        "<h2>Introduction</h2><p>The border is long"
        '<sup id="r1"><a href="#n1">[1]</a></sup> and the two countries trade much.</p><p>They do.</p>'
        '<ol><li id="n1"><a href="#r1">↑</a> <span>The Federal Service, 2021.</span></li></ol>'
    )
    assert units(source)[1:] == [
        ("paragraph", "The border is long¹ and the two countries trade much."),
        ("paragraph", "They do."),
        ("footnote", "¹ The Federal Service, 2021."),
    ]


def test_a_note_inside_a_paragraph_stands_behind_it() -> None:
    source = read(
        '<p>The border<a epub:type="noteref" href="#n">*</a> <span id="n" role="doc-footnote">Of 2021.</span> is '
        "long.</p>"
    )
    assert units(source) == [("paragraph", "The border* is long."), ("footnote", "* Of 2021.")]
    source = read('<p>It is<a role="doc-noteref" href="#n">2</a> <aside id="n">2. By law.</aside> long.</p>')
    assert ("footnote", "² By law.") in units(source)


def test_raised_links_into_a_list_of_references_leave_it_one() -> None:
    source = read(
        '<h2>Introduction</h2><p>So it is<sup><a href="#b1">1</a></sup><sup><a href="#b2">2</a></sup>.</p>'
        '<h2>References</h2><ol><li id="b1">Nye, J. (1990). Bound.</li><li id="b2">Nye, J. (2004). Soft.</li></ol>'
    )
    kinds = [(passage.kind, passage.text) for passage in document_of(source).passages]
    assert kinds == [
        ("body", "Introduction\n\nSo it is¹,²."),
        ("reference", "References\n\n1. Nye, J. (1990). Bound.\n2. Nye, J. (2004). Soft."),
    ]


def test_rows_of_a_table_stay_rows_under_their_caption() -> None:
    source = read(
        "<h2>Introduction</h2><table><caption>Table 1 Ethnic groups, million</caption>"
        "<tr><th></th><th colspan=2>Census</th></tr><tr><th>Group<th><p>1989</p><th>2021"
        "<tr><td rowspan=2>Kazakh<td>6.5<td>13.5<tr><td>6.6<td>13.6</table><p>So it is.</p>"
    )
    assert units(source)[1:] == [
        ("caption", "Table 1 Ethnic groups, million"),
        ("table", "\tCensus"),
        ("table", "Group\t1989\t2021"),
        ("table", "Kazakh\t6.5\t13.5"),
        ("table", "Kazakh\t6.6\t13.6"),
        ("paragraph", "So it is."),
    ]


def test_a_page_laid_out_as_a_table_is_read_as_text() -> None:
    source = read("<table><tr><td><h2>One</h2><p>First words.</p></td><td><p>More words.</p></td></tr></table>")
    assert source.text == "## One\n\nFirst words.\n\nMore words."


def test_lists_are_items_whatever_is_inside_them() -> None:
    source = read("<ul><li><p>One</p><ul><li>Inner</li></ul></li><li>Two</li></ul><ol start=3><li>Three</li></ol>")
    assert source.text == "- One\n- Inner\n- Two\n\n- 3. Three"


def test_furniture_of_the_page_is_left_out() -> None:
    source = read(
        "<header><a href='/'>Home</a></header><nav>Menu</nav><!-- note --><script>if (a<b) x()</script>"
        "<style>p {}</style><div role=dialog>We use cookies</div><p hidden>Gone</p><p style='display: none'>Gone</p>"
        "<p>Kept.</p><form><label>Name</label><button>Send</button></form><aside>More to read</aside>"
        "<footer>Imprint</footer><p>Kept, too.</p>"
    )
    assert source.text == "Kept.\n\nKept, too."


def test_the_main_part_is_preferred_and_brings_its_notes() -> None:
    source = read(
        "<div>Teasers</div><main><header><h1>Title</h1></header><p>Text<sup><a href='#f'>1</a></sup>.</p></main>"
        "<footer><p id=f>A note.</p><p>Imprint</p></footer>"
    )
    assert source.text == "# Title\n\nText¹.\n\n¹ A note."
    assert read("<article>One.</article><article>Two.</article>").text == "One.\n\nTwo."


def test_signs_of_the_text_are_no_marks() -> None:
    words = r"Use <script> and <b>, 5 *times* a \* b, &amp; and [x](http://y.z) # here"
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    source = read(f"<p># {escaped}.</p>")
    assert units(source) == [("paragraph", f"# {words}.")]


def test_short_lines_are_no_headings_where_headings_are_marked() -> None:
    source = read(f"<h2>One</h2><p>{LONG}</p><h2>Two</h2><p>Photograph by the author</p><p>{LONG}</p>")
    assert ("paragraph", "Photograph by the author") in units(source)


def test_powers_fractions_and_line_breaks_are_kept() -> None:
    source = read(
        "<p>10<sup>6</sup> km<sup>2</sup>, the 5<sup>th</sup>, CO<sub>2</sub>: "
        "<math><mfrac><mn>1</mn><mn>2</mn></mfrac>"
        "<mo>=</mo><msup><mi>x</mi><mn>2</mn></msup><annotation>\\frac</annotation></math>.<br>Next line.</p>"
    )
    assert source.text == "10⁶ km², the 5th, CO2: 1/2 = x².\nNext line."


def test_only_pictures_in_figures_with_captions_are_described() -> None:
    source = read(
        "<p>A <img alt='lonely picture'> b.</p><figure><img alt='Bars that grow'><figcaption>Figure 1. Trade."
        "</figcaption></figure>"
    )
    assert source.text == "A b.\n\nFigure 1. Trade. [Bars that grow]"


def test_control_characters_do_no_harm() -> None:
    source = read("<p>A<sup><a href='#n'>1</a></sup>\x01 b.</p><p id='n'>1. Cen&#1;sus.</p>")
    assert source.text == "A¹\ufffd b.\n\n¹ Cen\ufffdsus."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251", "koi8-r"])
def test_cyrillic_is_read_in_the_encoding_the_page_says(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"><title>Казахстан</title></head><body><p>Мягкая сила.</p></body>'
    source = read_html(page.encode(encoding), "page.html")
    assert (source.title, source.text) == ("Казахстан", "Мягкая сила.")


def test_kazakh_is_read_without_a_stated_encoding_where_it_is_utf8() -> None:
    assert read("<p>Қазақстанның жұмсақ күші.</p>").text == "Қазақстанның жұмсақ күші."


def test_title_authors_and_year_come_from_the_metadata() -> None:
    source = read(
        "<p>Text.</p>",
        '<title>Journal | &lt;script&gt;</title><meta name="citation_author" content="Nye, Joseph S.">'
        '<meta name="citation_author" content="Жанна Әлі"><meta name="citation_date" content="2004/03/01">',
    )
    assert (source.title, source.author, source.year) == ("Journal | <script>", "Joseph S. Nye; Жанна Әлі", 2004)


def test_no_other_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret words", encoding="utf-8")
    secret = (tmp_path / "secret.txt").as_uri()
    page = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "{secret}">]><html><body><p>A &x;b.</p></body></html>'
    )
    assert read_html(page.encode(), "page.html").text == "A b."


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        (b"%PDF-1.7", UnreadableFile, r"but it is a PDF; rename it to end in \.pdf"),
        (b"PK\x03\x04..", UnreadableFile, "is a ZIP archive such as DOCX or EPUB"),
        (b"Just words.", UnreadableFile, "has no tags; if it is text"),
        ("<p>Казахстан".encode("cp1251"), BadEncoding, "is not valid UTF-8, and the page does not say its encoding"),
        (b"<p>a\x00b", BadEncoding, "holds zero bytes"),
        (b'<meta charset="utf-8"><p>' + b"\xff" * 90, BadEncoding, "is not in UTF-8 as it says"),
        (b"<div>" * 3000 + b"deep", UnreadableFile, "its tags nest too deeply"),
        (b" \n", EmptyDocument, "is empty"),
        (b"<html><body><script>render()</script><div id=app></div>", EmptyDocument, "filled by scripts"),
    ],
)
def test_what_is_no_page_is_refused_with_its_name(content: bytes, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told) as refused:
        read_html(content, "page.html")
    assert str(refused.value).startswith("page.html: ")


@pytest.mark.parametrize("body", ["<main><h2>Springs</h2><p>Tides.</p></main>", "<section><p>Tides.</p></section>"])
def test_a_page_without_body_tags_is_read(body: str) -> None:
    page = f"<!doctype html><meta charset=utf-8><title>Notes</title><nav>Home</nav>{body}<footer>Imprint</footer>"
    source = read_html(page.encode(), "page.html")
    assert source.title == "Notes"
    assert source.text.removeprefix("## Springs").strip() == "Tides."
