"""One evaluation from gold files to scores."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pincite.eval.errors import GoldError
from pincite.eval.gold.gold_questions import GoldQuestion, read_gold_sets
from pincite.eval.gold.truth import Truth, find_truth
from pincite.eval.measures.answer_measures import Replies, ask_questions, score_answers
from pincite.eval.measures.confidence_measures import OperatingPoint, auroc, risk_coverage
from pincite.eval.measures.page_measures import PageCheck, PagedText, check_pages, read_paged_texts
from pincite.eval.measures.ranking_measures import Scores
from pincite.eval.measures.scoring import score_run
from pincite.eval.statistics.estimates import GroupScores, group_scores, groups
from pincite.eval.systems.run import Run, run_questions
from pincite.eval.systems.system import MODES, RetrievedPassage, Search, System
from pincite.index.search import Mode
from pincite.index.snapshots.publication import Progress

ANSWERS = "answers"

Selection = Literal["dev", "test", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationParams:
    """What is asked and how: gold files, which split of them, how many hits count.

    corpus: the folder with the source texts and page maps; citations of documents it has not are not checked.
    answers: ask for answers too.
    """

    gold: Sequence[Path]
    corpus: Path
    split: Selection = "all"
    k: int = 10
    answers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredRun:
    """A run, what was right among all that it could have returned, and its scores: measure -> question -> score."""

    run: Run
    truth: Mapping[str, Truth]
    scores: Mapping[str, Scores]
    pages: PageCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredAnswers:
    """What was answered, scored: measure -> question -> score; groups hold the unanswerable questions too.

    auroc: by group, where it has questions of both sorts; curve: over all of them.
    """

    replies: Replies
    scores: Mapping[str, Scores]
    comparisons: Sequence[GroupScores]
    auroc: Mapping[str, float]
    curve: Sequence[OperatingPoint]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that an evaluation found.

    versions: what was evaluated, by name; gold: file name -> sha256; questions: all that were selected, of which
    those with evidence are scored; comparisons: by group of questions.
    """

    snapshot: str
    versions: Mapping[str, str]
    gold: Mapping[str, str]
    split: Selection
    k: int
    questions: Sequence[GoldQuestion]
    runs: Sequence[ScoredRun]
    comparisons: Sequence[GroupScores]
    answers: ScoredAnswers | None = None

    @property
    def truth(self) -> Mapping[str, Truth]:
        """What is right among the passages of the library."""
        return self.runs[0].truth

    @property
    def left_out(self) -> list[str]:
        """The questions without evidence."""
        return [question.id for question in self.questions if not question.evidence]

    @property
    def nowhere(self) -> list[dict[str, str]]:
        """The evidences that no passage contains: they point at defects of cleaning or cutting."""
        return [
            {"question": question.id, "document": evidence.document_id, "quote": evidence.quote}
            for question in self.questions
            if question.evidence
            for evidence, holding in zip(question.evidence, self.truth[question.id].holders, strict=True)
            if not holding
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Another way of searching the same documents: its stretches, document id -> stretch id -> text, and its search."""

    name: str
    texts: Mapping[str, Mapping[str, str]]
    search: Search


def evaluate_system(
    system: System,
    params: EvaluationParams,
    *,
    pipelines: Sequence[Pipeline] = (),
    progress: Progress | None = None,
) -> Evaluation:
    """Ask the gold questions in every mode, and of the other pipelines, and score what comes back.

    Raises GoldError, CorpusError.
    """
    questions = select(read_gold_sets(params.gold, documents=system.documents), params.split)
    scored = [question for question in questions if question.evidence]
    if not scored:
        which = f"no question of the split {params.split!r}" if params.split != "all" else "no question"
        raise GoldError(
            f"{', '.join(map(str, params.gold))}: {which} has evidence, so there is nothing to score; "
            "add 'evidence' to some"
        )
    cited = {evidence.document_id for question in scored for evidence in question.evidence}
    paged = read_paged_texts(params.corpus, cited)
    own = system.texts(cited)
    ways = [Pipeline(name=mode, texts=own, search=partial(_in_mode, system, mode)) for mode in MODES]
    runs = [_scored_run(way, scored, paged, k=params.k, progress=progress) for way in [*ways, *pipelines]]
    scores = {one.run.name: one.scores for one in runs}
    return Evaluation(
        snapshot=system.snapshot,
        versions={**system.versions, "ir-measures": version("ir-measures")},
        gold={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in params.gold},
        split=params.split,
        k=params.k,
        questions=questions,
        runs=runs,
        comparisons=[group_scores(group, ids, scores) for group, ids in groups(scored).items()],
        answers=_scored_answers(system, questions, progress=progress) if params.answers else None,
    )


def select(questions: Collection[GoldQuestion], split: Selection) -> tuple[GoldQuestion, ...]:
    """The questions of a split."""
    return tuple(question for question in questions if split in ("all", question.split))


def _in_mode(system: System, mode: Mode, text: str, k: int) -> tuple[RetrievedPassage, ...]:
    return system.search(text, mode=mode, k=k)


def _scored_answers(system: System, questions: Sequence[GoldQuestion], *, progress: Progress | None) -> ScoredAnswers:
    asked = ask_questions(system.ask, questions, progress=progress)
    scores = score_answers(asked.replies, questions)
    confidence = {name: reply.confidence for name, reply in asked.replies.items()}
    answerable = {question.id: bool(question.evidence) for question in questions}
    found = groups(questions)
    areas = {group: auroc({name: confidence[name] for name in ids}, answerable) for group, ids in found.items()}
    return ScoredAnswers(
        replies=asked,
        scores=scores,
        comparisons=[group_scores(group, ids, {ANSWERS: scores}) for group, ids in found.items()],
        auroc={group: area for group, area in areas.items() if area is not None},
        curve=risk_coverage(confidence, answerable),
    )


def _scored_run(
    way: Pipeline,
    questions: Sequence[GoldQuestion],
    paged: Mapping[str, PagedText],
    *,
    k: int,
    progress: Progress | None,
) -> ScoredRun:
    truth = find_truth(questions, way.texts)
    run = run_questions(way.search, questions, name=way.name, k=k, progress=progress)
    return ScoredRun(
        run=run,
        truth=truth,
        scores=score_run(run, questions, truth, k=k, texts=paged),
        pages=check_pages(run, questions, truth, texts=paged),
    )
