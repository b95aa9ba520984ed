"""Sentences that cannot be read without the one before."""

import pytest

from pincite.service.evidence.candidate_sentences import stands_for_something_before


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("This led to a moratorium on whaling.", True),
        ("It ended in 1648.", True),
        ("It is stable at room temperature.", True),
        ("They differ from bacteria in size.", True),
        ("Она увеличивается с температурой.", True),
        ("Олар көктемде көшеді.", True),
        ("It is widely assumed that light has no mass.", False),
        ("It may be possible to reverse the damage.", False),
        ("It remains unclear whether the drug helps.", False),
        ("Italy ratified the treaty.", False),
        ("However, prices fell.", False),
        ("Однако цены упали.", False),
    ],
)
def test_a_pronoun_stands_for_something_before(sentence: str, *, expected: bool) -> None:
    assert stands_for_something_before(sentence) is expected
