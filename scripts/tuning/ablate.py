"""What each step of the ranking is worth: the gold questions ranked with a step left out, or with other weights.

    .venv/bin/python scripts/tuning/ablate.py --data data --split dev

Prints a Markdown table for English questions and one for the others. p is that of a paired randomisation test against
the ranking as it is, of nDCG@10 and evidence recall@10. Nothing is built or changed.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.eval.gold.gold_questions import GoldQuestion, read_gold_sets
from pincite.eval.gold.truth import Truth, find_truth
from pincite.eval.measures.ranking_measures import Scores, evaluate
from pincite.eval.statistics.significance import randomisation_test
from pincite.index.encoding.query_vectors import read_query
from pincite.index.interface.filters import Scope
from pincite.index.interface.passage_index import Candidates, PassageSearch
from pincite.index.interface.ranked_passages import Ranking, ranked
from pincite.index.interface.word_vectors import EncodedText
from pincite.index.query_translation import QueryVariant
from pincite.index.ranking.best_sentences import RESCORED, SENTENCE_WEIGHT
from pincite.index.ranking.demotion import demote
from pincite.index.ranking.fusion import DENSE_WEIGHT, HEAD, POOL, WORDS_WEIGHT, blend, fuse
from pincite.index.ranking.question_words import rarities
from pincite.index.ranking.tied_vectors import best_of_ties, tie_scores
from pincite.index.search import Searcher, checked_text
from pincite.index.snapshots.snapshot import open_encoder, open_snapshot

ROOT = Path(__file__).parents[2]
MEASURES = ("hit@1", "hit@10", "MRR@10", "nDCG@10", "evidence recall@10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The ranking with these weights. `head` passages are ranked by words; a section's better passages leave `kept`."""

    name: str
    dense: float = DENSE_WEIGHT
    sentences: float = SENTENCE_WEIGHT
    words: float = WORDS_WEIGHT
    head: int = HEAD
    kept: float = 1.0
    translated: bool = True
    demoted: bool = True
    tied: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """A question, put to the retrievers once for all variants: as it is, and in English terms where it is foreign."""

    original: str
    query: QueryVariant
    encoded: EncodedText
    weights: NDArray[np.float64]
    candidates: Candidates


AS_IT_IS = Variant(name="as it is")
VARIANTS = (
    AS_IT_IS,
    Variant(name="BM25 alone", dense=0, words=0, demoted=False, tied=False),
    Variant(name="passage vectors alone", dense=1, sentences=0, words=0, demoted=False, tied=False),
    Variant(name="passage and sentence vectors", dense=1, words=0, demoted=False, tied=False),
    Variant(name="no words", words=0),
    Variant(name="no words, no sentences", words=0, sentences=0),
    Variant(
        name="before: no words, no sentences, BM25 0.4, sections spread", words=0, sentences=0, dense=0.6, kept=0.85
    ),
    Variant(name="no sentences", sentences=0),
    Variant(name="no BM25", dense=1),
    Variant(name="BM25 0.2", dense=0.8),
    Variant(name="BM25 0.4", dense=0.6),
    Variant(name="BM25 0.5", dense=0.5),
    Variant(name="sentences 0.2", sentences=0.2),
    Variant(name="sentences 0.6", sentences=0.6),
    Variant(name="words 0.3", words=0.3),
    Variant(name="words 0.6", words=0.6),
    Variant(name="words of the 30 best", head=30),
    Variant(name="words of the 200 best", head=200),
    Variant(name="sections spread, 0.85", kept=0.85),
    Variant(name="similar passages keep their scores", tied=False),
    Variant(name="questions not translated", translated=False),
    Variant(name="nothing is demoted", demoted=False),
)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data"), help="a data directory with the corpus (data)")
    parser.add_argument("--split", choices=("dev", "test"), default="dev", help="which gold questions (dev)")
    options = parser.parse_args()
    snapshot = open_snapshot(options.data)
    searcher = Searcher(snapshot, open_encoder(options.data, snapshot))
    documents = set(snapshot.documents.ids.tolist())
    gold = read_gold_sets(sorted((ROOT / "eval" / "gold").glob("*.jsonl")), documents=documents)
    questions = [question for question in gold if question.evidence and question.split == options.split]
    truth = find_truth(questions, snapshot.parts.stored.library.passage_texts(documents))
    asked = {flag: [ask(searcher, question, translated=flag) for question in questions] for flag in (True, False)}
    rankings = {
        variant.name: {
            question.id: rank(one, variant) for question, one in zip(questions, asked[variant.translated], strict=True)
        }
        for variant in VARIANTS
    }
    for group, english in (("English", True), ("Russian and Kazakh", False)):
        chosen = {one.id: truth[one.id] for one in questions if (one.language == "en") is english}
        print(f"\n{group}: {len(chosen)} questions, {options.split}\n")
        print_table(chosen, rankings)


def ask(searcher: Searcher, question: GoldQuestion, *, translated: bool) -> Asked:
    """The question as the searcher puts it; `translated` False leaves it in its own language."""
    text = checked_text(question.question)
    (query,) = searcher.translator.variants(text, Scope())
    if not translated and query.english:
        query = replace(query, text=text, tokens=[token for token in query.tokens if not token.isascii()])
    encoded = read_query(query.text, searcher.encoder)
    sought = PassageSearch(
        scope=query.scope,
        terms=query.tokens,
        best_by_terms=POOL,
        vector=encoded.vector,
        best_by_vector=RESCORED * POOL,
    )
    return Asked(
        original=text,
        query=query,
        encoded=encoded,
        weights=rarities(encoded.words, searcher.snapshot),
        candidates=searcher.snapshot.retrieve([sought]),
    )


def rank(asked: Asked, variant: Variant) -> list[str]:
    """The ids of the ten best passages."""
    candidates = asked.candidates
    (found,) = candidates.found
    sparse, nearest = found.by_terms, found.by_vector
    best = candidates.sentences(nearest.positions).best(asked.encoded.vector)
    scores = (1 - variant.sentences) * nearest.scores + variant.sentences * best
    dense = ranked(nearest.positions, scores).first(POOL)
    if variant.tied:
        dense = tie_scores(dense, sparse, candidates.vectors)
    head = fuse(sparse, dense, dense_weight=variant.dense).first(variant.head)
    if variant.words:
        matched = candidates.words(head.positions).scores(asked.encoded.word_vectors, asked.weights)
        if variant.tied:
            matched = best_of_ties(matched, head.positions, candidates.vectors)
        head = blend(head, matched, weight=variant.words)
    if variant.demoted:
        head = demote(head, asked.query.text, candidates, original=asked.original)
    return spread(candidates, head, variant.kept)


def spread(candidates: Candidates, ranking: Ranking, kept: float) -> list[str]:
    """The ten best, each score multiplied by `kept` for every better one of its section."""
    waiting = dict(zip(ranking.positions.tolist(), ranking.scores.tolist(), strict=True))
    stored = candidates.passages(list(waiting))
    sections = {place: (one.record.id, one.passage.section) for place, one in stored.items()}
    taken: list[tuple[str, tuple[str, ...]]] = []
    chosen: list[str] = []
    while waiting and len(chosen) < 10:
        place = max(waiting, key=lambda one: (waiting[one] * kept ** taken.count(sections[one]), -one))
        chosen.append(stored[place].passage.id)
        taken.append(sections[place])
        del waiting[place]
    return chosen


def print_table(truth: Mapping[str, Truth], rankings: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
    """One line a variant."""
    measured = {name: evaluate(truth, ranking, k=10) for name, ranking in rankings.items()}
    print("| |", " | ".join(MEASURES), "| p (nDCG, recall) |")
    print("| --- |", " | ".join("---:" for _ in MEASURES), "| --- |")
    for name, scores in measured.items():
        means = " | ".join(f"{np.mean(list(scores[measure].values())):.3f}" for measure in MEASURES)
        tested = "" if name == AS_IT_IS.name else tests(scores, measured[AS_IT_IS.name])
        print(f"| {name} | {means} | {tested} |")


def tests(one: Mapping[str, Scores], other: Mapping[str, Scores]) -> str:
    """The p-values of the last two measures."""
    columns = [[one[measure][name] - other[measure][name] for name in other[measure]] for measure in MEASURES[-2:]]
    return ", ".join(f"{value:.3f}" for value in randomisation_test(np.array(columns).T))


if __name__ == "__main__":
    main()
