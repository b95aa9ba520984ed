"""Which sentences make an answer, in which order, and what they bring along."""

from dataclasses import replace
from pathlib import Path

import pytest
from small_library import Parts, library_of

from pincite.index.search import Query
from pincite.service.answers.sentence_choice import choose_sentences, cited_verbatim, in_reading_order, similar
from pincite.service.evidence.candidate_sentences import Candidate, candidate_sentences
from pincite.service.evidence.relevance import analyse_question, possible_answers, score_candidates
from pincite.service.evidence.sources import LibrarySources
from pincite.service.evidence.weights import read_weights


def found_for(question: str, sources: LibrarySources) -> tuple[Candidate, ...]:
    return candidate_sentences(sources.search(Query(text=question, k=8)).hits, sources)


def sent(question: str, sources: LibrarySources) -> list[str]:
    """The sentences of the answer, in reading order."""
    found, wanted = found_for(question, sources), analyse_question(question, sources)
    chosen = choose_sentences(wanted, score_candidates(wanted, found, sources, weights=read_weights()))
    return [one.sentence.text for one in cited_verbatim(in_reading_order(chosen, found))]


BEES: Parts = [
    ("body", "Honey and hives\n\nMeadow bees make the sweetest honey of all. This fills every jar in the old village."),
    ("body", "Wasps build nests of grey paper under roofs. What do wasps eat in the long autumn?"),
    ("body", "See https://example.org/bees and more. A fragment without an end that goes on"),
    ("footnote", "³ J. Bee, Hives of the World (London: Hive Press, 2004), 5."),
]


def test_headings_fragments_and_addresses_are_no_sentences(tmp_path: Path) -> None:
    with library_of(tmp_path, {"bees": BEES}) as sources:
        texts = {one.text for one in found_for("bees honey wasps nests fragment", sources)}
    assert "Meadow bees make the sweetest honey of all." in texts
    assert not {text for text in texts if text.startswith(("Honey and", "See http", "A fragment"))}


def test_a_sentence_that_leans_on_another_brings_it_along(tmp_path: Path) -> None:
    with library_of(tmp_path, {"bees": BEES}) as sources:
        answer = sent("What fills every jar in the village?", sources)
    assert answer[:2] == ["Meadow bees make the sweetest honey of all.", "This fills every jar in the old village."]


def test_a_row_of_a_table_brings_its_caption_and_heads_along(tmp_path: Path) -> None:
    rows = "\n".join(f"Nation{number}\t{number}00\t{number}0" for number in range(1, 9))
    parts: Parts = [
        ("table", f"TABLE 1 Hives by nation.\nNation\tHives\tJars\n{rows}"),
        ("table", "Ruritania\t4,711\t17\nSource: the census."),
        ("body", "Nothing is said here about the matter of numbers at all."),
    ]
    with library_of(tmp_path, {"bees": parts}) as sources:
        answer = sent("How many hives has Ruritania?", sources)
    assert answer[:3] == ["TABLE 1 Hives by nation.", "Nation | Hives | Jars", "Ruritania | 4,711 | 17"]


def test_marks_of_authors_lead_to_where_they_work(tmp_path: Path) -> None:
    parts: Parts = [
        ("front_matter", "Ada Bee¹ and Ben Wasp²"),
        ("front_matter", "¹Department of Honey, Meadow University\n²Institute of Paper\n³Nobody"),
        ("body", "This text is about something else and long enough to be a sentence."),
    ]
    with library_of(tmp_path, {"bees": parts}) as sources:
        answer = sent("Where does Ada Bee work?", sources)
    assert answer[:3] == ["Ada Bee¹ and Ben Wasp²", "¹Department of Honey, Meadow University", "²Institute of Paper"]


def test_the_same_thing_is_not_said_twice(tmp_path: Path) -> None:
    one: Parts = [("body", "Meadow bees make the sweetest honey of all the insects in spring.")]
    other: Parts = [("body", "In spring meadow bees make the sweetest honey of all insects.")]
    with library_of(tmp_path, {"one": one, "other": other}) as sources:
        assert len(sent("Which insects make the sweetest honey?", sources)) == 1


def test_the_best_sentence_s_work_and_passage_come_first(tmp_path: Path) -> None:
    parts: Parts = [
        ("body", "Honey is old. Many people like honey with bread in the morning."),
        ("body", "The price of honey was seven crowns in the year 1901."),
    ]
    with library_of(tmp_path, {"bees": parts}) as sources:
        answer = sent("What was the price of honey in 1901?", sources)
    assert answer[0] == "The price of honey was seven crowns in the year 1901."


def test_a_comparison_speaks_of_all_that_it_compares(tmp_path: Path) -> None:
    text = (
        "Honey of Ruritania is dark and old. Meadows feed the bees of Ruritania in summer. "
        "Trees shelter hives around Ruritania every winter. Beekeepers in Freedonia sell wax to candle makers."
    )
    scores = (0.9, 0.5, 0.45, 0.3)
    with library_of(tmp_path, {"bees": [("body", text)]}) as sources:

        def chosen(question: str) -> list[str]:
            wanted = analyse_question(question, sources)
            scored = score_candidates(wanted, found_for(text, sources), sources, weights=read_weights())
            in_order = sorted(scored, key=lambda one: one.candidate.start)
            again = [replace(one, score=score) for one, score in zip(in_order, scores, strict=True)]
            return [one.candidate.text for one in choose_sentences(wanted, again)]

        assert "Freedonia" in chosen("Compare bees of Ruritania and Freedonia")[1]
        assert "Freedonia" not in chosen("Are there bees in Ruritania or Freedonia?")[1]


LISTED: Parts = [
    ("front_matter", "On the sweetness of honey\n\nKeywords: honey, hives, sweetness.\n\nHoney is sweet in hives."),
    ("footnote", "³ The sweetness of honey in hives. Hives, https://example.org\n\n⁴ Honey in hives is sweet here."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("Is honey sweet in hives?", False),
        ("What is the paper on honey in hives about?", True),
        ("Is the honey in the hives of Ёж sweet?", True),  # the author of every work of `small_library`
    ],
)
def test_titles_and_keywords_are_answeronly_of_works(tmp_path: Path, question: str, *, listed: bool) -> None:
    with library_of(tmp_path, {"bees": LISTED}) as sources:
        texts = {
            one.text
            for one in possible_answers(analyse_question(question, sources), found_for(question, sources), sources)
        }
    assert "Honey is sweet in hives." in texts
    assert any(text.startswith(("On the sweetness", "Keywords")) for text in texts) is listed


def test_a_footnote_that_names_a_source_is_not_told(tmp_path: Path) -> None:
    with library_of(tmp_path, {"bees": LISTED}) as sources:
        question = analyse_question("Is honey sweet in hives?", sources)
        texts = {one.text for one in possible_answers(question, found_for(question.text, sources), sources)}
    assert not any(text.startswith("³") for text in texts)
    assert any(text.startswith("⁴") for text in texts)


def test_a_document_that_was_replaced_gives_no_sentences(tmp_path: Path) -> None:
    with library_of(tmp_path, {"bees": BEES}) as sources:
        hits = sources.search(Query(text="honey", k=4)).hits
        replaced = LibrarySources(sources.searcher, sources.library, changed={"bees"})
        assert candidate_sentences(hits, replaced) == ()
        sources.library.remove("bees")
        assert candidate_sentences(hits, LibrarySources(sources.searcher, sources.library)) == ()


@pytest.mark.parametrize(
    ("one", "other", "share"), [({"a", "b", "c"}, {"a", "b"}, 1.0), ({"a", "b"}, {"b", "c"}, 0.5), (set(), {"a"}, 0.0)]
)
def test_likeness_is_the_share_of_the_shorter_one(one: set[str], other: set[str], share: float) -> None:
    assert similar(frozenset(one), frozenset(other)) == similar(frozenset(other), frozenset(one)) == share
