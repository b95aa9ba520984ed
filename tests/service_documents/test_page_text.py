"""The text of one page, and the passages in it."""

from pathlib import Path

import pytest
from small_documents import document_of

from pincite.ingest.document import Document, Origin, Page, Passage, Span
from pincite.ingest.library.store import Library
from pincite.service.documents.page_text import page_text
from pincite.service.errors import PageNotFound


def moved_footnote() -> Document:
    """The source is "One. [note] Two. | Three."; cleaning put the note last, "|" is the page break."""
    text = "One. Two. Three. note"
    spans = [(0, 10, 1), (10, 17, 2), (17, 21, 1)]
    return Document(
        id="x",
        key="k",
        file_name="x.txt",
        path="",
        record=document_of("x").record,
        sha256="",
        media_type="text/plain",
        source="One. note Two. Three. ",
        text=text,
        origins=(
            Origin(start=0, end=5, source=0),
            Origin(start=5, end=17, source=10),
            Origin(start=17, end=21, source=5),
        ),
        pages=(Page(number=1, label="v", basis="pdf"), Page(number=2, label=None, basis="estimated")),
        spans=tuple(Span(start=start, end=end, page=page, basis="pdf") for start, end, page in spans),
        passages=tuple(
            Passage(
                id=f"x:{number}", document_id="x", kind="body", section=(), text=text[start:end], start=start, end=end
            )
            for number, (start, end) in enumerate([(0, 4), (5, 16), (17, 21)])
        ),
    )


def test_a_page_is_in_the_order_of_the_source_and_shows_where_passages_stand() -> None:
    page = page_text(moved_footnote(), 1)
    assert page.text == "One.\n\nnote\n\nTwo. "
    assert [(marked.passage.id, marked.spans) for marked in page.passages] == [
        ("x:0", ((0, 4),)),
        ("x:1", ((12, 17),)),
        ("x:2", ((6, 10),)),
    ]
    assert page_text(moved_footnote(), 2).text == "Three. "


def test_a_stretch_of_the_document_is_found_again_on_its_pages() -> None:
    # "One. Two. Three. note": "Two. Three" begins on page 1 and ends on page 2.
    assert [page_text(moved_footnote(), number, quote=(5, 15)).quoted for number in (1, 2)] == [((12, 17),), ((0, 5),)]
    assert page_text(moved_footnote(), 1, quote=(10, 15)).quoted == ()
    assert page_text(moved_footnote(), 1).quoted == ()


@pytest.mark.parametrize("number", [-1, 0, 3])
def test_a_page_that_is_not_there_is_refused_with_those_that_are(number: int) -> None:
    with pytest.raises(PageNotFound, match=f"pages 1 to 2, not {number}"):
        page_text(document_of("a"), number)


def test_every_character_of_the_corpus_is_on_its_page(corpus_data: Path) -> None:
    with Library(corpus_data) as library:
        for summary in library.summaries():
            document = library.document(summary.id)
            texts = [page_text(document, page.number).text for page in document.pages]
            assert sorted("".join("".join(texts).split())) == sorted("".join(document.text.split()))


def test_every_passage_of_the_corpus_is_whole_on_the_pages_it_is_cited_with(corpus_data: Path) -> None:
    with Library(corpus_data) as library:
        for summary in library.summaries():
            document = library.document(summary.id)
            pieces: dict[str, list[tuple[int, str]]] = {}
            for page in document.pages:
                found = page_text(document, page.number)
                for marked in found.passages:
                    stands = [(page.number, found.text[start:end]) for start, end in marked.spans]
                    pieces.setdefault(marked.passage.id, []).extend(stands)
            for passage in document.passages:
                cited = document.pages_of(passage.start, passage.end)
                numbers = [number for number, _ in pieces[passage.id]]
                assert (min(numbers), max(numbers)) == (cited.first, cited.last)
                assert all(piece in passage.text for _, piece in pieces[passage.id])
                joined = "".join(piece for _, piece in pieces[passage.id])
                assert sorted("".join(joined.split())) == sorted("".join(passage.text.split()))
