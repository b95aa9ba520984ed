"""The fixed rule that divides the gold questions."""

import hashlib

from pincite.eval.gold.split import split_of


def test_the_rule_is_the_last_bit_of_the_first_byte() -> None:
    for name in ("p-001", "x-17", "к-3"):
        odd = int(hashlib.sha256(name.encode()).hexdigest()[:2], 16) % 2
        assert split_of(name) == ("test" if odd else "dev")


def test_about_half_of_the_questions_are_for_reporting() -> None:
    names = [f"q-{number:03}" for number in range(400)]
    assert 170 < sum(split_of(name) == "test" for name in names) < 230
