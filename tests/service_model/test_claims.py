"""Claims are read out of whatever a model wraps them in, and nothing else is."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.service.model.claims import Claim, ClaimedQuote, read_claims


def claim(number: int = 1) -> dict[str, object]:
    return {"sentence": f"It is {number}.", "quotes": [{"passage": number, "words": f"it is {number}"}]}


def read(number: int = 1) -> Claim:
    return Claim(text=f"It is {number}.", quotes=(ClaimedQuote(passage=number, words=f"it is {number}"),))


ONE, TWO = json.dumps(claim(1)), json.dumps(claim(2))


@pytest.mark.parametrize(
    "reply",
    [
        f"{ONE}\n{TWO}",
        f"Here you are:\n```json\n{ONE}\n{TWO}\n```\nAnything else?",
        f"[{ONE}, {TWO}]",
        json.dumps({"answer": [claim(1), claim(2)]}, indent=2),
        f"<think>{json.dumps(claim(7))} or not?</think>{ONE} and {{this}} {TWO}",
        f"{ONE} {{broken {TWO}",
    ],
)
def test_claims_are_found_in_whatever_wraps_them(reply: str) -> None:
    assert list(read_claims([reply])) == [read(1), read(2)]


@given(cuts=st.lists(st.integers(0, 200), max_size=8))
def test_it_does_not_matter_how_the_reply_is_cut(cuts: list[int]) -> None:
    reply = f"{ONE}\n{TWO}\n"
    edges = [0, *sorted(min(cut, len(reply)) for cut in cuts), len(reply)]
    pieces = [reply[start:end] for start, end in pairwise(edges)]
    assert list(read_claims(pieces)) == [read(1), read(2)]


def test_a_claim_is_told_as_soon_as_it_is_whole() -> None:
    def pieces() -> list[str]:
        return [ONE[:20], ONE[20:], " "]

    reading = read_claims(iter([*pieces(), ""]))
    assert next(reading) == read(1)


@pytest.mark.parametrize(
    "reply",
    [
        "", "No.", ONE[:-1], "{}", '{"unanswered": true}', '{"sentence": 7, "quotes": []}', f"<think>{ONE}", "{" * 500,
        '{"sentence": " ", "quotes": []}', '{"sentence": "x"}', '{"sentence": "x", "quotes": "y"}',
        json.dumps({**claim(), "sentence": "x" * 601}),
    ],
)  # fmt: skip
def test_what_is_no_claim_is_passed_over(reply: str) -> None:
    assert list(read_claims([reply])) == []


def test_quotes_that_are_none_are_left_out_and_marks_removed() -> None:
    quotes = [{"passage": "1", "words": "x"}, {"passage": True, "words": "x"}, {"passage": 1, "words": ""}, 7, claim()]
    reply = json.dumps({"sentence": "It **is** so [1, 2].", "quotes": quotes})
    assert list(read_claims([reply])) == [Claim(text="It is so.", quotes=())]
