"""When the documents are likely enough to answer a question."""

from dataclasses import replace
from pathlib import Path

import pytest
from small_library import TOWN, library_of

from pincite.index.search import Query
from pincite.service.evidence.candidate_sentences import candidate_sentences
from pincite.service.evidence.confidence import confidence, gather_findings, is_confident, missing_terms
from pincite.service.evidence.relevance import analyse_question, score_candidates
from pincite.service.evidence.weights import Weights, read_weights


def test_a_question_is_answered_from_the_threshold_on() -> None:
    weights = Weights(sentence={}, confidence={}, threshold=0.4)
    assert [is_confident(chance, weights=weights) for chance in (0.0, 0.39, 0.4, 1.0)] == [False, False, True, True]


def test_a_slip_of_the_pen_is_no_other_name() -> None:
    held = frozenset({"nazarbayev", "astana"})
    assert missing_terms(["nazerbayev", "astana"], held) == []
    assert missing_terms(["nazarov", "astra", "ban"], held) == ["nazarov", "astra", "ban"]


@pytest.mark.parametrize(
    ("question", "looked_up"),
    [
        ("What is the Meadow Institute?", True),
        ("Tell me about masons", True),
        ("What is an old mason?", False),  # not in a row
        ("How many masons are there?", False),
        ("When were the masons there?", False),
        ("Who are the masons?", False),
        ("Why masons?", False),
        ("What are masons, carpenters, students?", False),
    ],
)
def test_a_word_that_is_looked_up_is_found_where_it_stands(tmp_path: Path, question: str, *, looked_up: bool) -> None:
    with library_of(tmp_path, {"town": TOWN}) as sources:
        wanted, hits = analyse_question(question, sources), sources.search(Query(text=question, k=3)).hits
        scored = score_candidates(wanted, candidate_sentences(hits, sources), sources, weights=read_weights())
        found = gather_findings(wanted, hits, scored, sources)
        unsure = replace(read_weights(), confidence={"bias": -3.0})
        assert (confidence(found, sources, weights=unsure) == pytest.approx(0.7)) is looked_up
        assert confidence(found, sources, weights=replace(unsure, confidence={"bias": 3.0})) > 0.9
        translated = replace(found, question=replace(wanted, is_translation=True))
        assert confidence(translated, sources, weights=unsure) < 0.1
