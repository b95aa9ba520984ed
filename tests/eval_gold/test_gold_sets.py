"""The gold questions that come along: what one split learns does not answer the other."""

from itertools import combinations
from pathlib import Path

from pincite.eval.gold.gold_questions import GoldQuestion, read_gold_sets

ROOT = Path(__file__).parents[2]
TEXTS = {path.stem: path.read_text("utf-8") for path in sorted((ROOT / "corpus" / "documents").glob("*.txt"))}
SETS = sorted((ROOT / "eval" / "gold").glob("*.jsonl"))

Stretch = tuple[str, int, int]


def answering(question: GoldQuestion) -> list[Stretch]:
    """Where the best evidence of a question stands: document, start and end."""
    return [
        (evidence.document_id, start, start + len(evidence.quote))
        for evidence in question.evidence
        if evidence.grade >= 2
        for start in [TEXTS[evidence.document_id].index(evidence.quote)]
    ]


def mostly_the_same(one: Stretch, other: Stretch) -> bool:
    shared = min(one[2], other[2]) - max(one[1], other[1])
    return one[0] == other[0] and shared > 0.5 * min(one[2] - one[1], other[2] - other[1])


def test_no_two_splits_ask_for_the_same_in_one_language() -> None:
    questions = read_gold_sets(SETS, documents=TEXTS.keys())
    assert len(questions) > 250
    for one, other in combinations(questions, 2):
        if one.split != other.split and one.language == other.language:
            shared = [(a, b) for a in answering(one) for b in answering(other) if mostly_the_same(a, b)]
            assert not shared, f"{one.id} is {one.split} and {other.id} is {other.split}"


def test_both_splits_ask_in_every_language_and_what_cannot_be_answered() -> None:
    for split in ("dev", "test"):
        chosen = [question for question in read_gold_sets(SETS, documents=TEXTS.keys()) if question.split == split]
        assert {question.language for question in chosen} == {"en", "ru", "kk"}
        assert sum(question.kind == "unanswerable" for question in chosen) >= 20
