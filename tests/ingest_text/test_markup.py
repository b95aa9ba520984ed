"""Marks are taken away, the text stays."""

import pytest

from pincite.ingest.text.mapped_text import map_source
from pincite.ingest.text.markup import clean_line
from pincite.ingest.text.normalisation import normalise


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("cooperation<sup>1</sup>, the", "cooperation¹, the"),
        ("the 30<sup>th</sup> Anniversary", "the 30th Anniversary"),
        ("Saken Yessirkep^{1*}", "Saken Yessirkep¹*"),
        ("H<sub>2</sub>O", "H2O"),
        (r"by pledging \$3.7 billion \(CC BY\)", "by pledging $3.7 billion (CC BY)"),
        (r"http://x.org/a\\_b", "http://x.org/a_b"),
        ("his book *Bound to Lead*.", "his book Bound to Lead."),
        ("**The *very* Title**", "The very Title"),
        ("narrative of *“regional leader”* and", "narrative of “regional leader” and"),
        ("neoclassical realism”* (Interviewee 6)", "neoclassical realism” (Interviewee 6)"),
        ("p < 0.05* and a*b*c, 3 * 4", "p < 0.05* and a*b*c, 3 * 4"),
        ("[https://x.org/a](https://x.org/a)", "https://x.org/a"),
        ("[www.x.org](http://www.x.org/)", "http://www.x.org/"),
        ("[the site](https://x.org/a_(b))", "the site (https://x.org/a_(b))"),
        ("see <https://x.org/a?b=1&c=2>.", "see https://x.org/a?b=1&c=2."),
        ("<p>6. How?</p> <p>7. Why?</p>", "6. How? 7. Why?"),
        ("Polit. &amp; Policy", "Polit. & Policy"),
        ("  too   many\tblanks ", "too many blanks"),
        ("x_i and snake_case", "x_i and snake_case"),
    ],
)
def test_marks_go_and_text_stays(raw: str, clean: str) -> None:
    assert clean_line(map_source(raw)).text == clean


def test_markdown_underscores_are_emphasis_only_in_markdown() -> None:
    assert clean_line(map_source("an _open_ question"), markdown=True).text == "an open question"
    assert clean_line(map_source("an _open_ question")).text == "an _open_ question"


def test_cells_stay_apart_in_a_table_row() -> None:
    assert clean_line(map_source("Islam \t 13,297,775\t69.31"), table=True).text == "Islam\t13,297,775\t69.31"


def test_every_kept_character_stands_at_its_origin() -> None:
    source = r"See *Nye*<sup>2</sup> [x](https://x.org) and \$5, ﬁne."
    text = clean_line(normalise(map_source(source)))
    kept = [(new, source[origin]) for new, origin in zip(text.text, text.origins, strict=True)]
    assert sum(1 for new, old in kept if new == old) >= len(kept) - 6  # new are ², "fi", " (" and ")"
