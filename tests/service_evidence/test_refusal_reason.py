"""A refusal says what is missing, and says nothing untrue."""

from pathlib import Path

import pytest
from small_library import TOWN, library_of

from pincite.index.interface.filters import Filters
from pincite.index.search import Query
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.service.answer import Answered, Question
from pincite.service.answers.ask import ask
from pincite.service.evidence.candidate_sentences import candidate_sentences
from pincite.service.evidence.confidence import gather_findings
from pincite.service.evidence.refusal_reason import refusal_reason
from pincite.service.evidence.relevance import analyse_question, score_candidates
from pincite.service.evidence.sources import LibrarySources
from pincite.service.evidence.weights import logistic, read_weights


def why(question: str, sources: LibrarySources, k: int = 3) -> str:
    wanted, hits = analyse_question(question, sources), sources.search(Query(text=question, k=k)).hits
    found = candidate_sentences(hits, sources)
    return refusal_reason(
        gather_findings(wanted, hits, score_candidates(wanted, found, sources, weights=read_weights()), sources)
    )


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many grants went to Wonderland?", "no passage mentions “Wonderland”"),
        ("Which grants did students from Ruritania get from Bavaria?", "none of the 3 nearest passages mentions "
         "“Ruritania” together with “Bavaria”"),
        ("When was the library built by masons?", "no sentence of the nearest passages gives a date or year"),
        ("How many masons built the library?", "no sentence of the nearest passages gives a number"),
        ("Where do penguins swim?", "no passage mentions “penguins” or “swim”"),
        ("Which library was built?", "the nearest passages share its words, but no sentence comes near enough"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(tmp_path: Path, question: str, said: str) -> None:
    with library_of(tmp_path, {"town": TOWN}) as sources:
        assert why(question, sources).startswith(said)


def test_what_stands_beyond_the_nearest_passages_is_not_called_absent(tmp_path: Path) -> None:
    with library_of(tmp_path, {"town": TOWN}) as sources:
        said = why("Did carpenters build the library near Bavaria?", sources, k=1)
    assert said == "the nearest passage does not mention “Bavaria”"


def test_no_hit_at_all_is_a_refusal_too(tmp_path: Path) -> None:
    with library_of(tmp_path, {"town": TOWN}) as sources:
        question = Question(text="Who built the library?", filters=Filters(kinds=("table",)))
        *_, last = ask(question, sources)
    assert isinstance(last, Answered)
    answer = last.answer
    assert (answer.status, answer.hits, answer.confidence) == ("not_in_corpus", (), 0.0)
    assert answer.reason == "no passage comes near the question"


def test_a_snapshot_tells_the_weights_of_its_time(corpus_data: Path) -> None:
    snapshot = open_snapshot(corpus_data)
    told = snapshot.manifest.noted["answers"]
    assert told["threshold"] == read_weights().threshold
    assert told["weights"].startswith("sha256:")


def test_the_weights_that_came_along_are_whole() -> None:
    weights = read_weights()
    assert 0 < weights.threshold < 1
    assert logistic({}, {"x": 1.0}) == 0.5
    assert logistic(weights.sentence, {"similarity": 0.9}) > logistic(weights.sentence, {"similarity": 0.1})
    assert logistic(weights.confidence, {"sentence_similarity": 0.9}) > logistic(
        weights.confidence, {"sentence_similarity": 0.1}
    )
