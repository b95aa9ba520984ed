"""Passages reproduce the text, cover it, have their size and know their pages, whatever the document."""

import re
import sys
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.ingest.document import Document, Page, Passage
from pincite.ingest.pages.page_starts import PageStart, page_spans
from pincite.ingest.record import read_record
from pincite.ingest.text.clean_text import CleanText, clean
from pincite.ingest.text.passages import PASSAGE_PARAMS, PassageParams, cut_passages
from pincite.ingest.text.sentences import sentence_spans
from pincite.ingest.writing.text_size import text_size

EXAMPLES = settings().max_examples  # as many as other tests draw: fewer on every day than with --full
RECORD = read_record({"id": "made2024", "title": "A made-up work", "issued": {"date-parts": [[2024]]}}, where="test")


def passages_of(cleaned: CleanText, params: PassageParams) -> tuple[Passage, ...]:
    return cut_passages(cleaned, document_id="made2024", language="en", params=params)


# Every word of a made-up page says on which page it stands: "p3w17". Words are laid out in paragraphs, with notes,
# tables, hyphens at line ends and page ends at random; whatever cleaning does, a word must stay on its page.
WORDS = st.integers(min_value=1, max_value=40)


@st.composite
def page_texts(draw: st.DrawFn) -> list[str]:
    pages = []
    note = 1
    for page in range(1, draw(st.integers(1, 5)) + 1):
        words = (f"p{page}w{number}x" for number in count(1))

        def stretch(length: int, words: Iterator[str] = words) -> str:
            parts = []
            for _ in range(length):
                parts.append(next(words))
                parts.append(draw(st.sampled_from([" ", " ", " ", "\n", ". P", "-\n", "<sup>2</sup> ", " *and* "])))
            return "".join(parts).rstrip(" \n-P.*<")

        blocks = [stretch(draw(WORDS)) + draw(st.sampled_from([".", "", ",", ":"]))]
        for _ in range(draw(st.integers(0, 3))):
            made = draw(st.sampled_from(["paragraph", "note", "table", "heading", "list", "rule"]))
            if made == "note":
                blocks.append(f"<sup>{note}</sup> {stretch(draw(st.integers(1, 9)))}.")
                note += 1
            elif made == "table":
                blocks.append(
                    "\n".join(f"{stretch(1)}\t{stretch(1)}\t{stretch(1)}" for _ in range(3)).replace("\n\n", "\n")
                )
            elif made == "heading":
                blocks.append(f"{draw(st.integers(1, 9))}.{draw(st.integers(1, 9))} Heading p{page}w0x")
            elif made == "list":
                blocks.append("\n".join(f"- {stretch(4)}" for _ in range(2)))
            elif made == "rule":
                blocks.append("---")
            else:
                blocks.append(stretch(draw(WORDS)) + ".")
        pages.append("\n\n".join(blocks))
    return pages


@st.composite
def documents(draw: st.DrawFn) -> Document:
    pages = draw(page_texts())
    source = "\n\n".join(pages)
    starts = [
        PageStart(
            page=Page(number=number, label=None, basis="verified"),
            offset=sum(len(page) + 2 for page in pages[: number - 1]),
        )
        for number in range(1, len(pages) + 1)
    ]
    cleaned = clean(source, starts, media_type=draw(st.sampled_from(["text/plain", "text/markdown", "text/html"])))
    target = draw(st.integers(5, 100))
    params = PassageParams(target=target, most=target + draw(st.integers(0, 20)))
    return Document(
        id="made2024",
        key="key",
        file_name="made.txt",
        path="",
        record=RECORD,
        sha256="0" * 64,
        media_type="text/plain",
        source=source,
        text=cleaned.text.text,
        origins=cleaned.text.runs(),
        pages=tuple(start.page for start in starts),
        spans=page_spans(cleaned.text.origins, starts),
        passages=passages_of(cleaned, params),
    )


@given(documents())
@settings(max_examples=3 * EXAMPLES)
def test_passages_reproduce_and_cover_the_text(document: Document) -> None:
    at = 0
    for passage in document.passages:
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert document.text[at : passage.start].strip() == ""
        at = passage.end
    assert document.text[at:].strip() == ""


@given(documents())
@settings(max_examples=3 * EXAMPLES)
def test_every_word_stands_on_the_page_it_came_from(document: Document) -> None:
    for passage in document.passages:
        named = {int(page) for page in re.findall(r"p(\d+)w\d+x", passage.text)}
        pages = document.pages_of(passage.start, passage.end)
        if named and pages.first is not None and pages.last is not None:
            assert min(named) >= pages.first
            assert max(named) <= pages.last
        for word in re.finditer(r"p(\d+)w\d+x", passage.text):
            place = document.pages_of(passage.start + word.start(), passage.start + word.end())
            assert (place.first, place.last) == (int(word[1]), int(word[1]))


@given(page_texts())
@settings(max_examples=2 * EXAMPLES)
def test_no_word_is_lost_and_none_is_doubled(pages: list[str]) -> None:
    source = "\n\n".join(pages)
    cleaned = clean(source, [])
    assert sorted(re.findall(r"p\d+w\d+x", cleaned.text.text)) == sorted(re.findall(r"p\d+w\d+x", source))


@given(page_texts(), st.integers(1, 90), st.integers(0, 20))
@settings(max_examples=2 * EXAMPLES)
def test_a_passage_is_never_larger_than_it_may_be(pages: list[str], target: int, more: int) -> None:
    for passage in passages_of(clean("\n\n".join(pages), []), PassageParams(target=target, most=target + more)):
        assert text_size(passage.text) <= target + more


# Words, marks, entities of a table and paragraphs of any writing, some of them without a blank.
ANY_WRITING = st.text(alphabet="aЖқ冰かな각ไทยहिلא1.,;()!?。\n\t #|-–", max_size=1500)


@given(ANY_WRITING, st.integers(1, 5))
def test_any_writing_is_covered_by_passages_of_their_size(text: str, repeats: int) -> None:
    cleaned = clean(text * repeats, [])
    passages = cut_passages(cleaned, document_id="made2024", language="en")
    whole = cleaned.text.text
    at = 0
    for passage in passages:
        assert whole[at : passage.start].strip() == ""
        assert 0 < text_size(passage.text) <= PASSAGE_PARAMS.most
        at = passage.end
    assert whole[at:].strip() == ""


def calls_of(work: Callable[[], object]) -> int:
    """How many functions are called by the work; built-in ones, too."""
    calls = 0

    def count_call(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize(
    "text", ["word " * 2_000, "冰" * 4_000, "a" * 20_000, "It is said so. " * 900, "It is.\n\n" * 900]
)
def test_the_work_of_cutting_grows_with_the_text_and_no_faster(text: str) -> None:
    once, tenfold = (clean(text * times, []) for times in (1, 10))
    calls = calls_of(lambda: passages_of(once, PASSAGE_PARAMS))
    assert calls_of(lambda: passages_of(tenfold, PASSAGE_PARAMS)) < 11 * calls


@given(page_texts())
def test_the_same_text_gives_the_same_ids(pages: list[str]) -> None:
    params = PassageParams(target=30, most=50)
    once, again = (passages_of(clean("\n\n".join(pages), []), params) for _ in range(2))
    assert once == again
    assert len({passage.id for passage in once}) == len(once)
    assert [passage.id for passage in once] == sorted(passage.id for passage in once)


def test_a_passage_ends_with_a_sentence() -> None:
    text = "1 Introduction\n\n" + " ".join(f"This is sentence number {n} of the paragraph." for n in range(30))
    for passage in passages_of(clean(text, []), PassageParams(target=40, most=90)):
        assert passage.text.endswith(".")


def test_a_sentence_longer_than_a_passage_is_cut_at_blanks_and_kept() -> None:
    text = "word " * 300
    passages = passages_of(clean(text, []), PassageParams(target=40, most=50))
    assert sum(len(passage.text.split()) for passage in passages) == 300
    assert {word for passage in passages for word in passage.text.split()} == {"word"}


def test_a_heading_longer_than_a_passage_is_cut_too() -> None:
    cleaned = clean("# " + "heading " * 300 + "\n\nWhat is said below it.", [], media_type="text/markdown")
    passages = passages_of(cleaned, PassageParams(target=40, most=50))
    assert sum(passage.text.count("heading") for passage in passages) == 300


def test_a_heading_stays_with_what_it_stands_over() -> None:
    text = "1 Introduction\n\n" + "Some words here. " * 30 + "\n\n2 Results\n\n" + "More words there. " * 30
    passages = passages_of(clean(text, []), PassageParams(target=40, most=50))
    first = next(passage for passage in passages if passage.section == ("Results",))
    assert first.text.startswith("2 Results\n\nMore words there.")


def test_kinds_and_sections_do_not_mix_in_a_passage() -> None:
    text = "1 Introduction\n\nBody text is here.\n\n<sup>1</sup> A note.\n\nReferences\n\n- Nye, J. (1990). Bound."
    made = [(passage.kind, passage.text) for passage in passages_of(clean(text, []), PASSAGE_PARAMS)]
    assert made == [
        ("body", "1 Introduction\n\nBody text is here."),
        ("footnote", "¹ A note."),
        ("reference", "References\n\nNye, J. (1990). Bound."),
    ]


def test_sentences_are_not_cut_at_abbreviations_or_inside_brackets() -> None:
    text = "Nye (2004, p. 256) said it. See Hall et al. (2018) and vol. 5. “Is it so?” (Respondent 2, 2022). It is."
    sentences = [text[start:end].strip() for start, end in sentence_spans(text, "en")]
    assert sentences == [
        "Nye (2004, p. 256) said it.",
        "See Hall et al. (2018) and vol. 5.",
        "“Is it so?” (Respondent 2, 2022).",
        "It is.",
    ]


@given(st.text(alphabet="ab .?!()\n«»А", max_size=80))
def test_sentences_cover_the_text(text: str) -> None:
    spans = sentence_spans(text, "en")
    assert "".join(text[start:end] for start, end in spans) == text
