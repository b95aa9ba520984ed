"""The measures by words and documents, against cases computed by hand."""

from pincite.eval.gold.gold_questions import Evidence, GoldQuestion
from pincite.eval.gold.truth import Truth
from pincite.eval.measures.scoring import document_recall, recall_within_words, score_run
from pincite.eval.systems.run import Run
from pincite.eval.systems.system import RetrievedPassage

# Passage p0 holds the first evidence, p2 the second and third.
TRUTH = {"q": Truth(holders=(frozenset({"p0"}), frozenset({"p2"}), frozenset({"p2"})), grades={"p0": 2, "p2": 1})}


def passage(number: int, *, words: int = 10, document: str = "a") -> RetrievedPassage:
    return RetrievedPassage(passage_id=f"p{number}", document_id=document, text="word " * words)


def run_of(*hits: RetrievedPassage) -> Run:
    return Run(name="hybrid", hits={"q": hits}, deep={"q": hits}, took_ms={})


def question(*documents: str) -> GoldQuestion:
    return GoldQuestion(
        id="q",
        question="?",
        language="en",
        kind="multi_doc",
        answer="",
        answer_keys=(),
        evidence=tuple(Evidence(document_id=name, quote="a quote", grade=1) for name in documents),
    )


def test_a_reader_of_some_words_finds_what_stands_in_them() -> None:
    run = run_of(passage(0), passage(1), passage(2))
    found = [recall_within_words(run, TRUTH, words=words)["q"] for words in (9, 10, 29, 30)]
    assert found == [0, 1 / 3, 1 / 3, 3 / 3]


def test_a_long_passage_ends_the_reading_instead_of_being_skipped() -> None:
    run = run_of(passage(1, words=100), passage(0))
    assert recall_within_words(run, TRUTH, words=50) == {"q": 0}


def test_document_recall_counts_documents_and_not_evidences() -> None:
    run = run_of(passage(0), passage(1), passage(2, document="b"))
    asked = [question("a", "a", "b", "c")]
    assert document_recall(run, asked, k=10)["q"] == 2 / 3
    assert document_recall(run, asked, k=2)["q"] == 1 / 3
    assert document_recall(run, [question()], k=2) == {}


def test_a_run_has_every_measure_and_none_that_says_nothing() -> None:
    scores = score_run(run_of(passage(0)), [question("a", "a", "a")], TRUTH, k=10, texts={})
    assert list(scores) == [
        "hit@1", "hit@5", "hit@10", "MRR@10", "nDCG@10", "evidence recall@10", "evidence recall in 1,500 words",
        "document recall@10", "page accuracy",
    ]  # fmt: skip
    assert scores["page accuracy"] == {}
