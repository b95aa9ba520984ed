"""Word documents: headings, notes, tables and changes, and what is said of files that are none."""

import io
import zipfile
from pathlib import Path

import pytest
from packed import document_of, packed, units

from pincite.ingest.errors import EmptyDocument, UnreadableFile
from pincite.ingest.formats.docx import read_docx
from pincite.ingest.library.invariants import document_problems
from pincite.ingest.source import Source

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
LONG = "This paragraph says something at length about the matter in hand, and goes on. " * 6

STYLES = f"""<w:styles xmlns:w="{WORD}">
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Kap"><w:name w:val="Kapitel"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
</w:styles>"""
NOTES = f"""<w:footnotes xmlns:w="{WORD}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>
<w:r><w:t xml:space="preserve"> Федеральная служба, 2021.</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def docx(body: str, **more: str) -> bytes:
    parts = {
        "[Content_Types].xml": f"""<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml"
            ContentType="application/xml"/></Types>""",
        "_rels/.rels": f"""<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1"
            Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>""",
        "word/document.xml": f'<w:document xmlns:w="{WORD}" xmlns:m="{MATH}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": STYLES,
        "word/footnotes.xml": NOTES,
        "docProps/core.xml": """<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>On &lt;script&gt;</dc:title>
            <dc:creator>Жанна Әлі</dc:creator></cp:coreProperties>""",
    }
    return packed({**parts, **more})


def p(text: str, style: str = "") -> str:
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}{run(text)}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def read(body: str) -> Source:
    return read_docx(docx(body), "paper.docx")


def test_headings_become_the_sections_of_passages_whatever_their_styles_are_called() -> None:
    source = read(p("Soft power", "T") + p("Results", "1") + p(LONG) + p("Trade", "Kap") + p("Much trade."))
    document = document_of(source)
    assert [passage.section for passage in document.passages][-1] == ("Results", "Trade")
    assert source.text.startswith("# Soft power\n\n# Results\n\n")
    assert document_problems(document) == []


def test_a_note_in_the_middle_of_a_sentence_neither_cuts_it_nor_vanishes() -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    source = read(p("Introduction", "1") + f"<w:p>{run('Граница длинная')}{mark}{run(' и страны торгуют.')}</w:p>")
    assert units(source) == [
        ("heading", "Introduction"),
        ("paragraph", "Граница длинная¹ и страны торгуют."),
        ("footnote", "¹ Федеральная служба, 2021."),
    ]


def test_rows_of_a_table_stay_rows() -> None:
    rows = [["Group", "2021"], ["Қазақ", "13.5"]]
    cells = ["".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows]
    table = f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"
    source = read(p("Introduction", "1") + p("Table 1. Ethnic groups.") + table + p("So it is."))
    assert units(source)[1:] == [
        ("caption", "Table 1. Ethnic groups."),
        ("table", "Group\t2021"),
        ("table", "Қазақ\t13.5"),
        ("paragraph", "So it is."),
    ]


def test_tracked_insertions_are_read_and_deletions_and_comments_are_not() -> None:
    deleted = "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
    added = f"<w:ins>{run('always ')}</w:ins>"
    comment = '<w:r><w:commentReference w:id="0"/></w:r>'
    assert read(f"<w:p>{run('It ')}{deleted}{added}{comment}{run('holds.')}</w:p>").text == "It always holds."


def test_a_document_has_no_pages_even_where_word_left_page_breaks() -> None:
    breaks = '<w:r><w:br w:type="page"/></w:r><w:r><w:lastRenderedPageBreak/></w:r>'
    source = read(f"<w:p>{run('One ')}{breaks}{run('two.')}</w:p>")
    assert (source.text, source.starts) == ("One two.", ())


def test_equations_are_read_as_characters() -> None:
    t = "<m:r><m:t>{}</m:t></m:r>".format
    fraction = f"<m:f><m:num>{t('1')}</m:num><m:den>{t('2')}</m:den></m:f>"
    power = f"<m:sSup><m:e>{t('x')}</m:e><m:sup>{t('2')}</m:sup></m:sSup>"
    equation = f"<m:oMath>{t('y=')}{fraction}{power}</m:oMath>"
    assert read(f"<w:p>{run('Hence ')}{equation}{run(' follows.')}</w:p>").text == "Hence y=1/2x² follows."


def test_signs_of_the_text_are_no_marks() -> None:
    assert units(read(p("Use &lt;b&gt; and *this*."))) == [("paragraph", "Use <b> and *this*.")]


def test_title_and_author_come_from_the_properties() -> None:
    source = read(p("Text."))
    assert (source.title, source.author, source.year) == ("On <script>", "Жанна Әлі", None)


def test_entities_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret words", encoding="utf-8")
    secret = (tmp_path / "secret.txt").as_uri()
    part = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret}">]><w:document xmlns:w="{WORD}"><w:body><w:p/></w:body></w:document>'
    )
    with pytest.raises(UnreadableFile, match=r"word/document\.xml declares a document type"):
        read_docx(docx("", **{"word/document.xml": part}), "paper.docx")


def test_a_part_that_unpacks_to_too_much_is_refused() -> None:
    bomb = docx(p("Text."), **{"word/media.xml": " " * (33 << 20)})
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableFile, match=r"paper\.docx: its part word/media\.xml unpacks to 34,603,008 bytes"):
        read_docx(bomb, "paper.docx")


def test_an_archive_of_too_many_parts_is_refused() -> None:
    with pytest.raises(UnreadableFile, match=r"paper\.docx: holds 10,007 parts; at most 10,000"):
        read_docx(docx("", **{f"x{number}": "" for number in range(10_001)}), "paper.docx")


def test_a_false_size_does_not_fill_the_memory() -> None:
    content = docx(p("A" * 5000))
    size = zipfile.ZipFile(io.BytesIO(content)).getinfo("word/document.xml").file_size
    forged = content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    with pytest.raises(UnreadableFile, match=r"cannot be unpacked|cannot be read"):
        read_docx(forged, "paper.docx")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7", r"its name says DOCX, but it is a PDF; rename it to end in \.pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an old Office file, or one locked with a password"),
        (b"Just words.", "its name says DOCX, but it is not one"),
        (docx(p("Text."))[:400], "may be truncated or damaged"),
        (packed({"a.txt": "words"}), "is a ZIP archive, but no Word document"),
        (docx("<w:p>"), r"its part word/document\.xml: cannot be read as XML"),
    ],
    ids=["PDF", "old Word", "text", "truncated", "another archive", "no XML"],
)
def test_what_is_no_word_document_is_refused_with_its_name(content: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told) as refused:
        read_docx(content, "paper.docx")
    assert str(refused.value).startswith("paper.docx: ")


def test_a_document_without_text_is_refused() -> None:
    with pytest.raises(EmptyDocument, match=r"paper\.docx: holds no text"):
        read("<w:p/>")
