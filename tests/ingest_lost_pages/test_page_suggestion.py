"""Suggested page maps: of texts typeset here, of the corpus, and of texts that never had pages."""

import json
import random
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lost_pages import LostPages, contents_text, cut_text, joined_text, lined_text, noted_text, pages

from pincite.ingest.errors import BadPageMap
from pincite.ingest.lost_pages.map_review import page_map, write_page_map
from pincite.ingest.lost_pages.page_suggestion import Suggestion, suggest
from pincite.ingest.pages.page_starts import page_spans, read_page_map
from pincite.ingest.text.clean_text import clean

CORPUS = Path(__file__).parents[2] / "corpus"


def found(lost: LostPages, suggestion: Suggestion | None = None) -> tuple[int, int]:
    """How many of the page starts but the first are found, and how many are proposed that are none."""
    proposed = {page.start for page in (suggestion or suggest(lost.text)).pages[1:]}
    return len(proposed & set(lost.starts[1:])), len(proposed - set(lost.starts[1:]))


def source_of(identifier: str) -> str:
    return (CORPUS / "documents" / f"{identifier}.txt").read_bytes().decode()


@cache
def suggested_of(identifier: str) -> Suggestion:
    return suggest(source_of(identifier))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sentences_cut_at_page_ends_are_found_and_the_rest_is_filled(seed: int) -> None:
    lost = cut_text(seed, 20)
    right, wrong = found(lost)
    assert right >= 17
    assert wrong <= 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_notes_at_page_feet_end_pages(seed: int) -> None:
    assert found(noted_text(seed, 15)) == (14, 0)


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("[page #]", ""),
        ("--- # ---", ""),
        ("Page # of 12", ""),
        ("", "#"),
        ("", "- # -"),
        ("стр. #", ""),
        ("A. Author: On nothing", ""),
        ("", "Journal of Nothing"),
        ("Author #", ""),
        ("On nothing", "#"),
    ],
)
def test_lines_about_the_page_begin_or_end_it(head: str, foot: str) -> None:
    assert found(lined_text(4, 8, head=head, foot=foot)) == (7, 0)


def test_page_numbers_become_labels() -> None:
    text = lined_text(5, 8, foot="#").text
    assert [page.label for page in suggest(text).pages] == [str(number) for number in range(1, 9)]


def test_a_running_line_belongs_to_the_page_below_it() -> None:
    text = lined_text(6, 8, head="A. Author").text
    page = suggest(text).pages[3]
    assert text[page.begin :].startswith("A. Author")
    assert not text[page.start :].startswith("A. Author")
    assert "running line at the head" in page.trace


def test_form_feeds_begin_pages() -> None:
    parts = ["\n\n".join(part for part, _ in page) for page in pages(random.Random(7), 6)]
    proposed = suggest("\f".join(parts)).pages
    assert [page.start for page in proposed] == [sum(len(part) + 1 for part in parts[:at]) for at in range(6)]
    assert {page.confidence for page in proposed} == {"certain"}


def test_contents_give_labels_and_chapters_begin_pages() -> None:
    lost = contents_text(9, 7)
    right, wrong = found(lost)
    assert right >= len(lost.starts) - 3
    assert wrong <= 2
    assert [page.label for page in suggest(lost.text).pages][:3] == ["1", "2", "3"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_text_without_traces_gets_no_pages(seed: int) -> None:
    suggestion = suggest(joined_text(seed, 15).text)
    assert suggestion.pages == ()
    assert suggestion.reason


@pytest.mark.parametrize("identifier", ["temirtashev2024", "yessirkep2025", "patalakh2018", "aitmurzina2025"])
def test_a_text_with_its_paragraphs_made_whole_gets_no_pages(identifier: str) -> None:
    source = source_of(identifier)
    whole = clean(source, read_page_map(CORPUS / "pages" / f"{identifier}.json", source)).text.text
    assert suggest(whole).pages == ()


def test_a_line_and_nothing_get_no_pages() -> None:
    assert suggest("").pages == ()
    assert suggest("One line.").pages == ()


@pytest.mark.parametrize(
    ("identifier", "fewest", "most_wrong"),
    [
        ("temirtashev2024", 7, 0),
        ("zhunissova2023", 27, 0),
        ("patalakh2018", 17, 7),
        ("aitmurzina2025", 43, 3),
    ],
)
def test_page_starts_of_the_corpus_are_found(identifier: str, fewest: int, most_wrong: int) -> None:
    entries = json.loads((CORPUS / "pages" / f"{identifier}.json").read_text("utf-8"))["pages"]
    starts = [entry["start"] for entry in entries]
    right, wrong = found(LostPages(text=source_of(identifier), starts=starts), suggested_of(identifier))
    assert right >= fewest
    assert wrong <= most_wrong


def test_the_number_of_pages_is_kept() -> None:
    assert len(suggest(cut_text(9, 12).text, pages=11).pages) == 11


def test_a_known_page_begins_where_it_is_said_to() -> None:
    lost = cut_text(10, 12)
    start = lost.starts[6]
    proposed = suggest(lost.text, given={7: lost.text[start : start + 40]}).pages
    assert (proposed[6].start, proposed[6].confidence) == (start, "certain")


def test_known_words_have_to_stand_in_the_text_once() -> None:
    with pytest.raises(BadPageMap, match="nowhere"):
        suggest(cut_text(10, 4).text, given={2: "not in this text"})


def test_filled_pages_say_how_far_off_they_may_be() -> None:
    for page in suggested_of("patalakh2018").pages:
        assert (page.tolerance is not None) == ("filled by length" in page.trace)
        assert page.tolerance is None or page.confidence == "guess"


PARTS = st.sampled_from(
    [
        "First words of it and then some more of them without end",
        "goes on in lower case until here.",
        "12",
        "[page 3]",
        "A line that runs",
        "---",
        "<sup>3</sup> A note.",
        "a\tb\nc\td",
        "\f",
        "# Heading",
        "- Item one. 2001.\n- Item two. 2002.\n- Item three. 2003.",
        "Наука и жизнь в городе " * 20,
        "Long paragraph of the text. " * 40,
    ]
)


@settings(max_examples=40, deadline=None)
@given(parts=st.lists(PARTS, max_size=40), gap=st.sampled_from(["\n\n", "\n", "\r\n\r\n", "\n \n\n"]))
def test_any_map_fits_its_text_and_gives_every_character_one_page(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], gap: str
) -> None:
    source = gap.join(parts)
    suggestion = suggest(source)
    if not suggestion.pages:
        return
    path = tmp_path_factory.mktemp("map") / "map.json"
    write_page_map(page_map(suggestion, source, "any"), path)
    starts = read_page_map(path, source)
    offsets = [start.offset for start in starts]
    assert offsets[0] == 0
    assert offsets == sorted(set(offsets))
    spans = page_spans(np.arange(len(source), dtype=np.int32), starts)
    assert [span.start for span in spans] == [0, *(span.end for span in spans[:-1])]
    assert spans[-1].end == len(source)
