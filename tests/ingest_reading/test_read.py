"""Files become documents: the five papers, and what is refused."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pincite.ingest.collect import collect
from pincite.ingest.document import Document
from pincite.ingest.errors import BadPageMap, EmptyDocument, UnreadableFile
from pincite.ingest.library.invariants import document_problems
from pincite.ingest.read import Item, document_key, read_content, read_document
from pincite.ingest.record import read_record

CORPUS = Path(__file__).parents[2] / "corpus"
RECORD = read_record({"id": "made2024", "title": "Made up"}, where="test")


def read(item: Item) -> Document:
    return read_document(item, item.record or RECORD, read_content(item))


@pytest.fixture(scope="module")
def papers() -> dict[str, Document]:
    return {document.id: document for document in (read(item) for item in collect([CORPUS]) if isinstance(item, Item))}


def test_the_five_papers_keep_every_invariant(papers: dict[str, Document]) -> None:
    assert len(papers) == 5
    assert [document_problems(document) for document in papers.values()] == [[]] * 5


def test_every_page_of_a_paper_begins_with_the_words_of_its_map(papers: dict[str, Document]) -> None:
    for document in papers.values():
        pages = json.loads((CORPUS / "pages" / f"{document.id}.json").read_text(encoding="utf-8"))["pages"]
        assert [(page.number, page.label) for page in document.pages] == [(p["page"], p["label"]) for p in pages]
        for page, entry in zip(document.pages, pages, strict=True):
            exact = entry["confidence"] != "guess" and not entry.get("tolerance_chars")
            assert page.basis == ("verified" if exact else "estimated")


def test_every_character_of_the_papers_stands_on_the_page_its_origin_is_on(papers: dict[str, Document]) -> None:
    for document in papers.values():
        pages = json.loads((CORPUS / "pages" / f"{document.id}.json").read_text(encoding="utf-8"))["pages"]
        bounds = [entry.get("page_from", entry["start"]) for entry in pages] + [len(document.source) + 1]
        for span in document.spans:
            for origin in document.origins_of(span.start, span.end):
                assert bounds[span.page - 1] <= origin.source
                assert origin.source + (origin.end - origin.start) <= bounds[span.page]


def test_words_of_the_papers_stand_in_the_source_where_they_are_said_to(papers: dict[str, Document]) -> None:
    for document in papers.values():
        for origin in document.origins:
            if origin.end - origin.start > 3:
                source = document.source[origin.source : origin.source + origin.end - origin.start]
                text = document.text[origin.start : origin.end]
                # The last character of a run may be a new one in the place of the one at its origin.
                assert source[:-1].replace("\n", " ") == text[:-1].replace("\n", " ")


def test_hardly_anything_of_the_papers_is_left_out(papers: dict[str, Document]) -> None:
    for document in papers.values():
        kept = {place for o in document.origins for place in range(o.source, o.source + o.end - o.start)}
        words = [c for place, c in enumerate(document.source) if c.isalnum() and place not in kept]
        assert len(words) < 0.05 * len(document.source), document.id  # addresses written twice, running lines, tags


@pytest.mark.parametrize(
    ("document_id", "sentence", "first", "last"),
    [
        ("yessirkep2025", 'through attraction rather than coercion or payments," which is a widely used', 2, 2),
        ("yessirkep2025", "Scholars have also focused on examining global actors' soft power strategies", 2, 3),
        ("yessirkep2025", "various ethnic groups, mainly because of historical developments", 3, 4),
        ("zhunissova2023", "These principles are actively advocated as crucial prerequisites", 2, 3),
        ("aitmurzina2025", "such as Australia, Canada, and Turkey, the post-Soviet countries", 5, 6),
        ("temirtashev2024", "convergence of interests among parties without formalizing relations", 1, 2),
        ("patalakh2018", "an integration group", 3, 3),
    ],
)
def test_sentences_cut_by_a_page_end_are_whole_and_on_both_pages(
    papers: dict[str, Document], document_id: str, sentence: str, first: int, last: int
) -> None:
    document = papers[document_id]
    start = document.text.index(sentence)
    pages = document.pages_of(start, start + len(sentence))
    assert (pages.first, pages.last) == (first, last)


def test_text_near_an_estimated_start_is_estimated(papers: dict[str, Document]) -> None:
    patalakh = papers["patalakh2018"]
    near = patalakh.text.index("Also, Kazakhstan widely uses its membership")  # the guessed start of page 8
    assert patalakh.pages_of(near, near + 40).basis == "estimated"
    assert patalakh.pages_of(near - 40, near - 1).basis == "estimated"


def test_the_same_file_gives_the_same_document() -> None:
    item = next(item for item in collect([CORPUS]) if isinstance(item, Item))
    assert read(item) == read(item)


def test_the_key_changes_with_all_that_a_document_is_made_from(tmp_path: Path) -> None:
    item = Item(file=tmp_path / "a.txt")
    renamed = read_record({"id": "made2024", "title": "Another title"}, where="test")
    keys = {
        document_key(item, RECORD, "a1"),
        document_key(item, RECORD, "a2"),
        document_key(item, RECORD, "a1", untried=True),
        document_key(item, renamed, "a1"),
        document_key(replace(item, kept_map=b"{}"), RECORD, "a1"),
    }
    assert len(keys) == 5
    assert document_key(item, RECORD, "a1") in keys


def test_a_text_without_pages_is_cited_by_line(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("First line here.\n\nThird line here,\ngoing on in the fourth.", encoding="utf-8")
    document = read(Item(file=path))
    start = document.text.index("Third")
    place = document.pages_of(start, len(document.text))
    assert (place.first, place.basis, place.first_line, place.last_line) == (None, "none", 3, 4)


@pytest.mark.parametrize(
    ("name", "content", "error", "told"),
    [
        ("empty.txt", b"", EmptyDocument, "is empty"),
        ("only-marks.md", b"***\n\n---\n", EmptyDocument, "nothing is left to search"),
        ("sheet.xlsx", b"x", UnreadableFile, r"cannot read \.xlsx; known are \.pdf"),
        ("noending", b"x", UnreadableFile, "cannot read files without ending"),
    ],
)
def test_files_that_cannot_be_read_are_refused(
    tmp_path: Path, name: str, content: bytes, error: type[Exception], told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=told):
        read(Item(file=tmp_path / name))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone\.txt: cannot be read"):
        read(Item(file=tmp_path / "gone.txt"))


def test_a_page_map_that_does_not_fit_its_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Another text altogether.", encoding="utf-8")
    with pytest.raises(BadPageMap, match=r"yessirkep2025\.json: page 1"):
        read(Item(file=tmp_path / "a.txt", page_map=CORPUS / "pages" / "yessirkep2025.json"))
