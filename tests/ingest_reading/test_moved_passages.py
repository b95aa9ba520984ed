"""A former passage is found again in the passages of today."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from packed import document_of

from pincite.ingest.document import Document
from pincite.ingest.moved_passages import passages_over
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
