"""Which passages hold the evidence of a question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pincite.eval.gold.gold_questions import GoldQuestion
from pincite.eval.gold.quote_words import words

# Passages are cut at sentence ends, so a quote can lie across two of them: 60 % of it is the larger part, whatever
# the words at its ends, and four words in a row are hardly ever the same by chance.
GRAM = 4
SHARE = 0.6

Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is right for one question.

    holders: for each evidence, the passages that contain it; grades: each of these passages with the highest grade
    among the evidences it contains.
    """

    holders: tuple[frozenset[str], ...]
    grades: Mapping[str, int]


def find_truth(questions: Iterable[GoldQuestion], texts: Mapping[str, Mapping[str, str]]) -> dict[str, Truth]:
    """Question id -> its truth, for the questions that have evidence.

    texts: document id -> passage id -> text, of all passages that could be returned.
    """
    read = dict[tuple[str, int], dict[str, frozenset[Gram]]]()
    found = dict[str, Truth]()
    for question in questions:
        holders, grades = list[frozenset[str]](), dict[str, int]()
        for evidence in question.evidence:
            quote = words(evidence.quote)
            key = (evidence.document_id, min(GRAM, len(quote)))
            if key not in read:
                passages = texts.get(evidence.document_id, {})
                read[key] = {name: frozenset(grams(words(text), key[1])) for name, text in passages.items()}
            holding = frozenset(name for name, present in read[key].items() if contains(present, quote))
            holders.append(holding)
            grades |= {name: max(evidence.grade, grades.get(name, 0)) for name in holding}
        if holders:
            found[question.id] = Truth(holders=tuple(holders), grades=dict(sorted(grades.items())))
    return found


def contains(present: frozenset[Gram], quote: Sequence[str]) -> bool:
    """Whether a passage with the word n-grams `present` contains the quote, n = min(4, words of the quote).

        |n-grams of the quote that are present| / |n-grams of the quote| >= 0.6

    A quote of fewer than four words is one n-gram: all its words in a row.
    """
    wanted = grams(quote, min(GRAM, len(quote)))
    return bool(wanted) and sum(gram in present for gram in wanted) / len(wanted) >= SHARE


def grams(sequence: Sequence[str], size: int) -> list[Gram]:
    """Each `size` neighbouring words, in order."""
    return list(zip(*(sequence[start:] for start in range(size)), strict=False))
