"""Words are the same before and after a document was cleaned."""

import pytest

from pincite.eval.gold.quote_words import words


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("cooperation¹ and", "cooperation and"),
        ("cooperation<sup>8</sup> and", "cooperation⁸ and"),
        ("Yessirkep^{1*}, Gaukhar", "Yessirkep¹*, Gaukhar"),
        ("pledging \\$3.7 billion", "pledging $3.7 billion"),
        ("*“regional\tleader”*\nand __so__ on", "“regional leader” and so on"),
        ("histor-\nical develop- ments", "historical developments"),
        ("soft-\npower", "soft-power"),
        ("CO<sub>2</sub> and CO₂", "CO2 and CO2"),
        ("one<br>two <i>thr</i>ee", "one two three"),
        ("R&amp;D \\textbf{now}", "R&D now"),
        ("o\ufb03ce na\u00efve so\u00adft", "office nai\u0308ve soft"),
    ],
)
def test_marks_do_not_change_the_words(source: str, cleaned: str) -> None:
    assert words(source) == words(cleaned)


def test_words_have_no_case_and_keep_their_letters() -> None:
    assert words("Йод, ҚАЗАҚ «күш» 29.4 %") == ["йод", "қазақ", "күш", "29", "4"]


def test_a_number_that_is_not_raised_stays() -> None:
    assert words("in 2016, 3 of 5") == ["in", "2016", "3", "of", "5"]
