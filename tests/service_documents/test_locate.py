"""Where quotations stand, in one document or several."""

from dataclasses import replace

import pytest
from small_documents import document_of

from pincite.ingest.document import Document
from pincite.service.documents.locate import locate
from pincite.service.errors import BadQuote


def document(name: str, text: str) -> Document:
    """A document of this text alone; its pages are those of another one."""
    known = document_of(name)
    spans = (replace(known.spans[0], end=len(text)),)
    origins = (replace(known.origins[0], end=len(text)),)
    return replace(known, text=text, passages=(), spans=spans, origins=origins)


FIRST = document("first", "He said so. Soft power rests on attraction, not on coercion. More follows here.\n\nOther.")
SECOND = document("second", "It was written that soft power rests on attraction, not on “coercion”, in 1990.")


def test_every_place_is_found_the_exact_ones_first() -> None:
    found = locate("soft power rests on attraction, not on", [FIRST, SECOND], limit=5)
    assert [(one.document.id, one.match) for one in found] == [("second", "exact"), ("first", "normalised")]
    found = locate("Soft power rests on  attraction", [FIRST, SECOND], limit=5)
    assert [(one.document.id, one.match) for one in found] == [("first", "normalised"), ("second", "normalised")]
    assert len(locate("attraction", [FIRST, SECOND], limit=1)) == 1


def test_a_misquotation_is_told_from_a_quotation() -> None:
    found = locate("soft power rests on attraction and never on coercion", [FIRST, SECOND], limit=5)
    assert [(one.document.id, one.match) for one in found] == [("first", "close"), ("second", "close")]
    assert found[0].text == "Soft power rests on attraction, not on coercion"
    # eight words wanted, eight there, and six of them in the same order
    assert found[0].similarity == pytest.approx(2 * 7 / (9 + 8), abs=0.001)


def test_what_stands_nowhere_is_not_found() -> None:
    assert locate("hard power was never discussed by anybody", [FIRST, SECOND], limit=5) == ()
    assert locate("no such", [FIRST, SECOND], limit=5) == ()


def test_the_words_around_stay_in_the_paragraph() -> None:
    (one,) = locate("Soft power rests on attraction, not on coercion", [FIRST], limit=1)
    assert (one.before, one.after) == ("He said so. ", ". More follows here.")


@pytest.mark.parametrize(
    ("quote", "said"), [(" ", "no words"), ("…“”", "no words"), ("x" * 5001, "5,001"), ("a\ud800", "half")]
)
def test_a_quotation_that_cannot_be_looked_up_is_explained(quote: str, said: str) -> None:
    with pytest.raises(BadQuote, match=said):
        locate(quote, [FIRST], limit=1)
