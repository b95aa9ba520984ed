"""Passages reproduce the text, cover it, fit the encoder's window and know their pages, whatever the document."""

import re
from collections.abc import Iterator
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.ingest.document import Document, Page, Passage
from pincite.ingest.pages.page_starts import PageStart, page_spans
from pincite.ingest.record import read_record
from pincite.ingest.text.clean_text import CleanText, clean
from pincite.ingest.text.passages import PassageParams, cut_passages, fitting_context
from pincite.ingest.text.sentences import sentence_spans

RECORD = read_record({"id": "made2024", "title": "A made-up work", "issued": {"date-parts": [[2024]]}}, where="test")


def count_words(text: str) -> int:
    return len(text.split())


def passages_of(cleaned: CleanText, params: PassageParams) -> tuple[Passage, ...]:
    return cut_passages(
        cleaned, document_id="made2024", title=RECORD.title, language="en", count=count_words, params=params
    )


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
    params = PassageParams(window=draw(st.integers(20, 120)), target=draw(st.integers(5, 100)), context=8)
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
@settings(max_examples=300, deadline=None)
def test_passages_reproduce_and_cover_the_text(document: Document) -> None:
    at = 0
    for passage in document.passages:
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert document.text[at : passage.start].strip() == ""
        at = passage.end
    assert document.text[at:].strip() == ""


@given(documents())
@settings(max_examples=300, deadline=None)
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
@settings(max_examples=200, deadline=None)
def test_no_word_is_lost_and_none_is_doubled(pages: list[str]) -> None:
    source = "\n\n".join(pages)
    cleaned = clean(source, [])
    assert sorted(re.findall(r"p\d+w\d+x", cleaned.text.text)) == sorted(re.findall(r"p\d+w\d+x", source))


@given(page_texts(), st.integers(24, 90), st.integers(4, 90))
@settings(max_examples=200, deadline=None)
def test_a_passage_never_exceeds_the_window_with_its_context(pages: list[str], window: int, target: int) -> None:
    params = PassageParams(window=window, target=target, context=8)
    for passage in passages_of(clean("\n\n".join(pages), []), params):
        context = fitting_context(RECORD.title, passage.section, count=count_words, params=params)
        assert count_words(context) + count_words(passage.text) + 2 <= window


@given(page_texts())
@settings(max_examples=50, deadline=None)
def test_the_same_text_gives_the_same_ids(pages: list[str]) -> None:
    params = PassageParams(window=60, target=30, context=8)
    once, again = (passages_of(clean("\n\n".join(pages), []), params) for _ in range(2))
    assert once == again
    assert len({passage.id for passage in once}) == len(once)
    assert [passage.id for passage in once] == sorted(passage.id for passage in once)


def test_a_passage_ends_with_a_sentence() -> None:
    text = "1 Introduction\n\n" + " ".join(f"This is sentence number {n} of the paragraph." for n in range(30))
    for passage in passages_of(clean(text, []), PassageParams(window=100, target=40, context=8)):
        assert passage.text.endswith(".")


def test_a_sentence_longer_than_the_window_is_cut_at_blanks_and_kept() -> None:
    text = "word " * 300
    passages = passages_of(clean(text, []), PassageParams(window=60, target=40, context=8))
    assert sum(count_words(passage.text) for passage in passages) == 300


def test_a_heading_stays_with_what_it_stands_over() -> None:
    text = "1 Introduction\n\n" + "Some words here. " * 30 + "\n\n2 Results\n\n" + "More words there. " * 30
    passages = passages_of(clean(text, []), PassageParams(window=60, target=40, context=8))
    first = next(passage for passage in passages if passage.section == ("Results",))
    assert first.text.startswith("2 Results\n\nMore words there.")


def test_kinds_and_sections_do_not_mix_in_a_passage() -> None:
    text = "1 Introduction\n\nBody text is here.\n\n<sup>1</sup> A note.\n\nReferences\n\n- Nye, J. (1990). Bound."
    made = [(passage.kind, passage.text) for passage in passages_of(clean(text, []), PassageParams(window=200))]
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
