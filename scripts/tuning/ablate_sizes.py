"""How long a passage should be: the papers of corpus/ cut to other sizes, indexed and asked the gold questions.

    .venv/bin/python scripts/tuning/ablate_sizes.py --data data --split dev --sizes 100 140 190 225

Prints a Markdown table of hybrid search for English questions and one for the others. Sizes are those of `text_size`.
The data directory is only read, for its encoder; each library is built in a temporary folder, in a minute or two. p is
that of a paired randomisation test against the size that passages have.
"""

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pincite.eval.gold.gold_questions import GoldQuestion, read_gold_sets
from pincite.eval.gold.truth import find_truth
from pincite.eval.measures.ranking_measures import Scores, evaluate
from pincite.eval.measures.scoring import READ_WORDS, recall_within_words
from pincite.eval.statistics.significance import randomisation_test
from pincite.eval.systems.run import Run, run_questions
from pincite.eval.systems.system import RetrievedPassage
from pincite.index.encoding.protocol import Encoder
from pincite.index.search import Query, Searcher
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.snapshots.snapshot import Snapshot, open_encoder, open_snapshot
from pincite.ingest.collect import collect
from pincite.ingest.document import Document
from pincite.ingest.library.store import Library
from pincite.ingest.pages.page_starts import read_page_map
from pincite.ingest.read import Item, document_of, read_content, read_source
from pincite.ingest.record import Record
from pincite.ingest.text.clean_text import clean
from pincite.ingest.text.passages import PASSAGE_PARAMS, cut_passages

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
WITHIN = f"evidence recall in {READ_WORDS:,} words"
MEASURES = ("MRR@10", "nDCG@10", "evidence recall@10", WITHIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A size: how many passages it makes and of how many words in the mean, and measure -> question id -> score."""

    passages: int
    words: float
    scores: Mapping[str, Scores]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data"), help="a data directory, for its encoder (data)")
    parser.add_argument("--split", choices=("dev", "test"), default="dev", help="which gold questions (dev)")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[100, 140, 190, 225], help="what a passage is filled up to"
    )
    options = parser.parse_args()
    encoder = open_encoder(options.data, open_snapshot(options.data))
    usual = PASSAGE_PARAMS.target
    items = [item for item in collect([CORPUS]) if isinstance(item, Item)]
    documents = {item.record.id for item in items if item.record is not None}
    gold = read_gold_sets(sorted((ROOT / "eval" / "gold").glob("*.jsonl")), documents=documents)
    questions = [question for question in gold if question.evidence and question.split == options.split]
    measured = {size: measure(items, questions, encoder, size=size) for size in sorted({usual, *options.sizes})}
    for group, english in (("English", True), ("Russian and Kazakh", False)):
        chosen = [question.id for question in questions if (question.language == "en") is english]
        print(f"\n{group}: {len(chosen)} questions, {options.split}\n")
        print_table(measured, chosen, usual=usual)


def measure(items: Sequence[Item], questions: Sequence[GoldQuestion], encoder: Encoder, *, size: int) -> Measured:
    """The questions asked of a library whose passages are filled up to `size`."""
    with tempfile.TemporaryDirectory() as folder:
        snapshot = built(Path(folder), items, encoder, size=size)
        texts = snapshot.parts.stored.library.passage_texts(snapshot.documents.ids.tolist())
        truth = find_truth(questions, texts)
        run = ask(Searcher(snapshot, encoder), questions)
        lengths = [len(text.split()) for passages in texts.values() for text in passages.values()]
    scores = {**evaluate(truth, run.rankings, k=10), WITHIN: recall_within_words(run, truth, words=READ_WORDS)}
    return Measured(passages=len(lengths), words=float(np.mean(lengths)), scores=scores)


def built(data: Path, items: Sequence[Item], encoder: Encoder, *, size: int) -> Snapshot:
    """The snapshot of a new library in `data` that holds the items."""
    with Library(data, write=True) as library:
        for item in items:
            if item.record is not None:
                content = read_content(item)
                library.add(cut_to(size, item, item.record, content), content)
        build_snapshot(library, encoder)
    return open_snapshot(data)


def cut_to(size: int, item: Item, record: Record, content: bytes) -> Document:
    """The document in a file, with passages filled up to `size`; the largest are larger by as much as usual."""
    source = read_source(item, content)
    starts = read_page_map(item.page_map, source.text) if item.page_map is not None else source.starts
    cleaned = clean(source.text, starts, media_type=source.media_type)
    params = replace(PASSAGE_PARAMS, target=size, most=size + PASSAGE_PARAMS.most - PASSAGE_PARAMS.target)
    passages = cut_passages(cleaned, document_id=record.id, language=record.language, params=params)
    return replace(document_of(source, record, content, item=item), passages=passages)


def ask(searcher: Searcher, questions: Sequence[GoldQuestion]) -> Run:
    """The run of hybrid search."""

    def search(text: str, k: int) -> tuple[RetrievedPassage, ...]:
        hits = searcher.search(Query(text=text, k=k)).hits
        return tuple(
            RetrievedPassage(passage_id=hit.passage.id, document_id=hit.passage.document_id, text=hit.passage.text)
            for hit in hits
        )

    return run_questions(search, questions, name="hybrid", k=10)


def print_table(measured: Mapping[int, Measured], chosen: Sequence[str], *, usual: int) -> None:
    """One line a size."""
    print("| size | passages | words |", " | ".join(MEASURES), "| p |")
    print("| ---: | ---: | ---: |", " | ".join("---:" for _ in MEASURES), "| --- |")
    kept = table_of(measured[usual], chosen)
    for size, one in measured.items():
        scores = table_of(one, chosen)
        means = " | ".join(f"{mean:.3f}" for mean in scores.mean(axis=0))
        tested = ", ".join(f"{p:.3f}" for p in randomisation_test(scores - kept)) if size != usual else ""
        print(f"| {size}{' (kept)' if size == usual else ''} | {one.passages} | {one.words:.0f} | {means} | {tested} |")


def table_of(one: Measured, chosen: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """float64[questions, measures]."""
    return np.array([[one.scores[measure][name] for measure in MEASURES] for name in chosen])


if __name__ == "__main__":
    main()
