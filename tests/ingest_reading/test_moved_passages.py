"""A former passage is found again in the passages of today."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from packed import document_of

from pincite.ingest.document import Document
from pincite.ingest.moved_passages import moved_stretch, passages_over
from pincite.ingest.source import Source
from pincite.ingest.text.clean_text import clean
from pincite.ingest.text.passages import PassageParams, cut_passages

TEXT = "\n\n".join(f"Paragraph {number} says this. And it says that, too." for number in range(40))


def cut_to(target: int) -> Document:
    """The document of TEXT, cut into passages of this size."""
    params = PassageParams(target=target, most=target + 20)
    passages = cut_passages(clean(TEXT, []), document_id="made2024", language="en", params=params)
    return replace(document_of(Source(text=TEXT, starts=(), media_type="text/plain")), passages=passages)


@given(st.integers(5, 120), st.integers(5, 120))
def test_a_former_passage_is_held_by_those_that_are_found(before: int, now: int) -> None:
    former, document = cut_to(before), cut_to(now)
    for passage in former.passages:
        found = passages_over(document, passage.start, passage.end)
        held = {place for one in found for place in range(one.start, one.end)}
        missing = set(range(passage.start, passage.end)) - held
        assert not "".join(document.text[place] for place in missing).strip()
        shares = [min(passage.end, one.end) - max(passage.start, one.start) for one in found]
        assert shares == sorted(shares, reverse=True)
        assert shares[-1] > 0


def test_a_passage_that_stayed_is_found_alone() -> None:
    document = cut_to(30)
    assert all(passages_over(document, one.start, one.end) == (one,) for one in document.passages)


def test_what_lies_between_passages_or_behind_the_text_is_nowhere() -> None:
    document = cut_to(30)
    assert passages_over(document, document.passages[0].end, document.passages[1].start) == ()
    assert passages_over(document, len(document.text), len(document.text) + 50) == ()
    assert passages_over(document, 5, 5) == ()


@given(st.integers(0, 39), st.lists(st.integers(0, 39), max_size=8), st.integers(0, 300))
def test_a_stretch_is_found_in_a_text_that_was_read_differently(number: int, gone: list[int], more: int) -> None:
    paragraphs = TEXT.split("\n\n")
    start = TEXT.index(paragraphs[number])
    now = "x" * more + "\n\n".join(one for at, one in enumerate(paragraphs) if at == number or at not in gone)
    begin, end = moved_stretch(TEXT, now, start, start + len(paragraphs[number]))
    assert now[begin:end] == paragraphs[number]


def test_a_stretch_that_lost_its_first_words_keeps_the_rest() -> None:
    before = "Running head of the journal. Bears eat honey, and they eat it in the wood where the bees live."
    now = "Bears eat honey, and they eat it in the wood where the bees live."
    begin, end = moved_stretch(before, now, 0, len(before))
    assert (begin, now[begin:end]) == (0, now)


def test_a_stretch_that_is_gone_keeps_its_offsets() -> None:
    assert moved_stretch("Bears eat honey.", "Cars need fuel, which comes from far away.", 6, 16) == (6, 16)
