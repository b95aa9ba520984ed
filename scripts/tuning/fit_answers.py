"""Fits which sentences answer a question and when to refuse, on the gold questions for choosing (dev).

    python scripts/tuning/fit_answers.py --data DIR [--write]

Two logistic regressions. The first separates sentences that hold evidence from the other sentences found; the second
separates questions that the documents answer from those they do not, among them near misses made of answerable ones
(near_misses.py). What is printed is cross-validated over ten folds of questions; with --write the weights of all go to
service/evidence/weights.json. Run it after the ranking has changed.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from near_misses import KINDS, Miss, altered_questions, without_evidence
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from pincite.eval.gold.gold_questions import GoldQuestion, read_gold_sets
from pincite.eval.gold.quote_words import words
from pincite.eval.gold.truth import GRAM, contains, grams
from pincite.index.search import Hit, Query, Searcher
from pincite.index.snapshots.snapshot import open_encoder, open_snapshot
from pincite.ingest.library.store import Library
from pincite.service.answers.sentence_choice import choose_sentences
from pincite.service.evidence.candidate_sentences import Candidate, candidate_sentences
from pincite.service.evidence.confidence import Findings, confidence_features, gather_findings
from pincite.service.evidence.relevance import (
    AnalysedQuestion,
    analyse_question,
    possible_answers,
    score_candidates,
    sentence_features,
)
from pincite.service.evidence.sources import LibrarySources
from pincite.service.evidence.weights import BIAS, FILE, Weights

ROOT = Path(__file__).parents[2]
GOLD = sorted((ROOT / "eval" / "gold").glob("*.jsonl"))
K, DEEP = 8, 40
MISS = 0.15  # the weight of a near miss beside a question: all together less than twice the unanswerable ones
FOLDS = 10
REFUSED, ANSWERED = 0.97, 0.90  # what is wanted of unanswerable and of answerable questions
Features = list[dict[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A gold question, what was found for it, and the grade of the evidence that each sentence holds (0: none)."""

    gold: GoldQuestion
    asked: AnalysedQuestion
    hits: tuple[Hit, ...]
    found: tuple[Candidate, ...]
    features: Features
    grades: tuple[int, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(description="Fit the weights of answers.", allow_abbrev=False)
    parser.add_argument("--data", metavar="DIR", type=Path, default=Path("data"), help="a built data directory")
    parser.add_argument("--write", action="store_true", help="write service/evidence/weights.json")
    options = parser.parse_args(arguments)
    snapshot = open_snapshot(options.data)
    searcher = Searcher(snapshot, open_encoder(options.data, snapshot))
    documents = frozenset(snapshot.documents.ids.tolist())
    gold = [one for one in read_gold_sets(GOLD, documents=documents) if one.split == "dev"]
    with Library(options.data) as library:
        sources = LibrarySources(searcher, library)
        cases = [_case(one, sources) for one in gold]
        sentence, probabilities = fit_sentences([case for case in cases if case.gold.evidence])
        first = Weights(sentence=sentence, confidence={}, threshold=0.0)
        findings = [_findings(case, sources, first) for case in cases]
        report_answers(cases, findings, probabilities)
        misses = _near_misses(cases, sources, first)
        weights, threshold = fit_confidence(findings, misses, gold)
    if options.write:
        weights_in_file = {
            "sentence": _rounded(sentence),
            "confidence": _rounded(weights),
            "threshold": round(threshold, 3),
        }
        FILE.write_text(json.dumps(weights_in_file, indent=1) + "\n", encoding="utf-8")
        print(f"written to {FILE.relative_to(ROOT)}")
    return 0


def _case(gold: GoldQuestion, sources: LibrarySources) -> Case:
    outcome = sources.search(Query(text=gold.question, k=K))
    return _case_of(gold, outcome.hits, sources, rendering=outcome.translation)


def _near_misses(cases: Sequence[Case], sources: LibrarySources, weights: Weights) -> list[Miss]:
    """Questions that are like the answerable ones, and not answered."""
    altered = altered_questions([case.gold for case in cases if case.gold.language == "en"])
    misses = list[Miss]()
    for place, case in enumerate(cases):
        if case.gold.evidence:
            outcome = sources.search(Query(text=case.gold.question, k=DEEP))
            remaining = without_evidence(outcome.hits, case.gold)[:K]
            without = _case_of(case.gold, remaining, sources, rendering=outcome.translation)
            misses.append(Miss(twin_of=place, kind="bereft", findings=_findings(without, sources, weights)))
        if case.gold.id in altered:
            other = _case(replace(case.gold, question=altered[case.gold.id]), sources)
            misses.append(Miss(twin_of=place, kind="altered", findings=_findings(other, sources, weights)))
    return misses


def _case_of(gold: GoldQuestion, hits: Sequence[Hit], sources: LibrarySources, *, rendering: str | None) -> Case:
    question = analyse_question(gold.question, sources, rendering=rendering)
    found = possible_answers(question, candidate_sentences(hits, sources), sources)
    terms = [frozenset(sources.terms(one.text)) for one in found]
    return Case(
        gold=gold,
        asked=question,
        hits=tuple(hits),
        found=found,
        features=sentence_features(question, found, terms),
        grades=tuple(
            max((e.grade for e in gold.evidence if _holds(one, e.document_id, e.quote)), default=0) for one in found
        ),
    )


def _holds(candidate: Candidate, document: str, quote: str) -> bool:
    """Whether the sentence holds the quote, or is a good part of it."""
    if candidate.document.id != document:
        return False
    sentence, wanted = words(candidate.text), words(quote)
    size = min(GRAM, len(sentence), len(wanted))
    if not size:
        return False
    part = len(sentence) >= 2 * GRAM and contains(frozenset(grams(wanted, size)), sentence)
    return part or contains(frozenset(grams(sentence, min(GRAM, len(wanted)))), wanted)


def fit_sentences(cases: Sequence[Case]) -> tuple[dict[str, float], dict[str, list[float]]]:
    """The weights, and for each question the cross-validated probabilities of its sentences."""
    names = sorted(cases[0].features[0])
    rows = np.array([[one[name] for name in names] for case in cases for one in case.features])
    right = np.array([grade > 0 for case in cases for grade in case.grades])
    sample_weight = np.array([max(1, grade) for case in cases for grade in case.grades])
    group = np.array([place for place, case in enumerate(cases) for _ in case.features])
    chance = np.zeros(len(right))
    for train, test in GroupKFold(FOLDS).split(rows, right, group):
        model = LogisticRegression(max_iter=5000).fit(rows[train], right[train], sample_weight=sample_weight[train])
        chance[test] = model.predict_proba(rows[test])[:, 1]
    by_question = {case.gold.id: chance[group == place].tolist() for place, case in enumerate(cases)}
    firsts = [_first_right(by_question[case.gold.id], case.grades) for case in cases if case.gold.language == "en"]
    reciprocal, first = np.mean([1 / one if one else 0 for one in firsts]), np.mean([one == 1 for one in firsts])
    print(f"sentences: {len(right)} of {len(cases)} questions, {right.mean():.1%} with evidence")
    print(f"English sentences: MRR {reciprocal:.3f}, first {first:.3f}")
    model = LogisticRegression(max_iter=5000).fit(rows, right, sample_weight=sample_weight)
    return _weights(names, model), by_question


def fit_confidence(
    findings: Sequence[Findings], misses: Sequence[Miss], gold: Sequence[GoldQuestion]
) -> tuple[dict[str, float], float]:
    """The weights, and the threshold: that of REFUSED, or where it leaves too few the highest that keeps ANSWERED.

    findings: that of each gold question. A question and the near misses made of it are always in the same fold.
    """
    features = [confidence_features(found) for found in (*findings, *(miss.findings for miss in misses))]
    names, right = sorted(features[0]), np.array([bool(one.evidence) for one in gold])
    rows = np.array([[one[name] for name in names] for one in features])
    group = np.array([*range(len(gold)), *(miss.twin_of for miss in misses)])
    answerable = np.concatenate([right, np.zeros(len(misses), dtype=np.bool_)])
    weight = np.where(np.arange(len(answerable)) < len(gold), 1.0, MISS)
    chance = np.zeros(len(answerable))
    for seed in range(5):
        for _, test in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(rows[: len(gold)], right):
            held = np.isin(group, test)
            model = _fitted(rows[~held], answerable[~held], weight[~held])
            chance[held] += model.predict_proba(rows[held])[:, 1] / 5
    _report_misses(chance, right, misses)
    chance = chance[: len(gold)]
    scale, shift = _calibration(chance, right)
    chance = _logistic(scale * _logit(chance) + shift)
    english = np.array([one.language == "en" for one in gold])
    for name, chosen in (("English", english), ("all", np.ones_like(english))):
        _report_risk(name, chance[chosen], right[chosen])
    strict = float(np.quantile(chance[~right], REFUSED, method="higher"))
    kept = float(np.quantile(chance[right], 1 - ANSWERED, method="lower"))
    threshold = min(strict, kept)
    print(f"threshold {threshold:.3f}" + ("" if strict <= kept else ", for both cannot be had"))
    scaler, model = _fitted(rows, answerable, weight)
    weights = _weights(names, model, scaler=scaler)
    return {name: scale * value + (shift if name == BIAS else 0.0) for name, value in weights.items()}, threshold


def _calibration(chance: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, float]:
    """How to stretch and shift the logits so that 0.5 means even odds, were both classes equally frequent.

    (Platt, "Probabilistic Outputs for Support Vector Machines", 1999.) Small weights and near misses keep chances near
    0.5; the order stays.
    """
    model = LogisticRegression(C=1e6, class_weight="balanced").fit(_logit(chance)[:, None], right)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _logit(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.log(chance / (1 - chance)))


def _logistic(logit: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-logit)))


def report_answers(cases: Sequence[Case], findings: Sequence[Findings], chances: dict[str, list[float]]) -> None:
    """How many answers hold all their keys, how much of the evidence, and how many of their sentences are evidence."""
    keys, recall, precision, lengths = [], [], [], []
    for case, found in zip(cases, findings, strict=True):
        if case.gold.language != "en" or not case.gold.evidence or not case.found:
            continue
        score = {(one.hit.passage.id, one.number): p for one, p in zip(case.found, chances[case.gold.id], strict=True)}
        again = [replace(one, score=score[one.candidate.hit.passage.id, one.candidate.number]) for one in found.scored]
        chosen = [one.candidate for one in choose_sentences(case.asked, sorted(again, key=lambda one: -one.score))]
        text = " ".join(one.text for one in chosen).casefold()
        if case.gold.answer_keys:
            keys.append(all(" ".join(key.casefold().split()) in text for key in case.gold.answer_keys))
        recall.append(np.mean([any(_holds(s, e.document_id, e.quote) for s in chosen) for e in case.gold.evidence]))
        precision.append(np.mean([any(_holds(s, e.document_id, e.quote) for e in case.gold.evidence) for s in chosen]))
        lengths.append(len(chosen))
    print(
        f"English answers: all keys {np.mean(keys):.3f} ({len(keys)} questions), evidence recall "
        f"{np.mean(recall):.3f}, precision {np.mean(precision):.3f}, {np.mean(lengths):.1f} sentences"
    )


def _findings(case: Case, sources: LibrarySources, weights: Weights) -> Findings:
    return gather_findings(
        case.asked, case.hits, score_candidates(case.asked, case.found, sources, weights=weights), sources
    )


def _report_risk(name: str, chance: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    print(
        f"confidence, {name}: {right.sum()} answerable, {(~right).sum()} not, AUROC {roc_auc_score(right, chance):.3f}"
    )
    for share in (0.99, 0.95, 0.90, 0.85, 0.80, 0.70, 0.60):
        limit = np.quantile(chance[right], 1 - share, method="lower")
        print(f"  answered {share:.2f}  refused {(chance[~right] < limit).mean():.3f}  (threshold {limit:.3f})")


def _report_misses(chance: NDArray[np.float64], right: NDArray[np.bool_], misses: Sequence[Miss]) -> None:
    answerable = chance[: len(right)][right]
    for kind in KINDS:
        near_miss_chances = chance[len(right) :][[miss.kind == kind for miss in misses]]
        area = roc_auc_score([1] * len(answerable) + [0] * len(near_miss_chances), [*answerable, *near_miss_chances])
        print(f"{len(near_miss_chances)} near misses, {kind}: AUROC {area:.3f}")


def _first_right(chances: Sequence[float], grades: Sequence[int]) -> int:
    order = sorted(range(len(chances)), key=lambda place: (-chances[place], place))
    return next((rank for rank, place in enumerate(order, start=1) if grades[place]), 0)


def _fitted(rows: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]) -> Pipeline:
    """Of features on one scale, and with small weights: there are few questions for so many features."""
    halves = np.where(right, weight / weight[right].sum(), weight / weight[~right].sum()) * len(right) / 2
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=5000))
    return pipeline.fit(rows, right, logisticregression__sample_weight=halves)


def _weights(
    names: Sequence[str], model: LogisticRegression, *, scaler: StandardScaler | None = None
) -> dict[str, float]:
    """The weights of the features as they are, before any scaling."""
    weights, bias = model.coef_[0], float(model.intercept_[0])
    if scaler is not None:
        weights = weights / scaler.scale_
        bias -= float(weights @ scaler.mean_)
    return {BIAS: bias, **dict(zip(names, weights.tolist(), strict=True))}


def _rounded(weights: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in weights.items()}


if __name__ == "__main__":
    sys.exit(main())
