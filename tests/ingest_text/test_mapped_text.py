"""Text that remembers where its characters came from."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pincite.ingest.text.mapped_text import MappedText, concatenate, map_source


def characters_at_origins(text: MappedText, source: str) -> str:
    return "".join(source[origin] for origin in text.origins)


def test_a_rewrite_keeps_the_origins_of_what_it_keeps() -> None:
    source = "see *Nye* (2004)"
    text = map_source(source).rewrite(re.compile(r"\*(.+?)\*"), lambda match: (match.span(1),))
    assert text.text == "see Nye (2004)"
    assert characters_at_origins(text, source) == "see Nye (2004)"


def test_new_characters_take_the_origin_of_the_match() -> None:
    text = map_source("a<sup>8</sup>b").rewrite(re.compile(r"<sup>8</sup>"), lambda match: ("⁸",))
    assert text.text == "a⁸b"
    assert text.origins.tolist() == [0, 1, 13]


@given(st.text(alphabet="ab*\n ", max_size=40), st.sampled_from(["a", r"\*", r"\s+", "ab?"]))
def test_runs_rebuild_the_origins(source: str, pattern: str) -> None:
    text = map_source(source).rewrite(re.compile(pattern), lambda match: ("x", match.span()))
    rebuilt = [run.source + offset for run in text.runs() for offset in range(run.end - run.start)]
    assert rebuilt == text.origins.tolist()
    assert [run.start for run in text.runs()] == sorted(run.start for run in text.runs())


@given(st.lists(st.text(max_size=5), max_size=6))
def test_concatenation_is_associative(texts: list[str]) -> None:
    parts = [map_source(text) for text in texts]
    at_once = concatenate(parts)
    one_by_one = concatenate([])
    for part in parts:
        one_by_one = concatenate([one_by_one, part])
    assert at_once.text == one_by_one.text == "".join(texts)
    assert at_once.origins.tolist() == one_by_one.origins.tolist()
