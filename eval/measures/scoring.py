"""All scores of a run: the standard measures, those by words and documents, and those of its pages."""

from collections.abc import Mapping, Sequence

from pincite.eval.gold.gold_questions import GoldQuestion
from pincite.eval.gold.truth import Truth
from pincite.eval.measures.page_measures import PagedText, page_accuracy
from pincite.eval.measures.ranking_measures import Scores, evaluate
from pincite.eval.systems.run import Run

READ_WORDS = 1500


def score_run(
    run: Run, questions: Sequence[GoldQuestion], truth: Mapping[str, Truth], *, k: int, texts: Mapping[str, PagedText]
) -> dict[str, Scores]:
    """Measure -> question id -> score; a question that a measure says nothing about is missing there."""
    measured = evaluate(truth, run.rankings, k=k)
    measured[f"evidence recall in {READ_WORDS:,} words"] = recall_within_words(run, truth, words=READ_WORDS)
    measured[f"document recall@{k}"] = document_recall(run, questions, k=k)
    measured["page accuracy"] = page_accuracy(run, questions, truth, texts=texts)
    return measured


def recall_within_words(run: Run, truth: Mapping[str, Truth], *, words: int) -> Scores:
    """|evidences in the passages that a reader of so many words gets through| / |evidences|.

    Passages are read in order and whole; the first that would go beyond the words ends the reading. So a system with
    long passages has no advantage over one with short ones.
    """
    found = dict[str, float]()
    for name, right in truth.items():
        read, left = set[str](), words
        for passage in run.deep.get(name, ()):
            left -= len(passage.text.split())
            if left < 0:
                break
            read.add(passage.passage_id)
        found[name] = sum(not read.isdisjoint(holding) for holding in right.holders) / len(right.holders)
    return found


def document_recall(run: Run, questions: Sequence[GoldQuestion], *, k: int) -> Scores:
    """|documents with evidence of which a passage is at rank <= k| / |documents with evidence|."""
    found = dict[str, float]()
    for question in questions:
        wanted = {evidence.document_id for evidence in question.evidence}
        if wanted:
            returned = {hit.document_id for hit in run.hits.get(question.id, ())[:k]}
            found[question.id] = len(wanted & returned) / len(wanted)
    return found
