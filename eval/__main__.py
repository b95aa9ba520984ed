"""The command `python -m eval`: score the rankings of a library on gold questions.

Exit status: 0 done, 1 failed (a sentence on the error stream says what and what next), 2 wrong usage.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from eval.compare import compare, groups
from eval.errors import EvaluationError, GoldError, ReportUnwritable
from eval.gold import read_gold
from eval.measures import Scores, evaluate
from eval.places import check_pages, read_paged_texts
from eval.report import Report, as_json, as_text
from eval.run import MODES, Progress, run_questions
from eval.truth import find_truth, passage_texts
from index.encoder import Encoder
from index.errors import RetrievalError
from index.search import Searcher
from index.snapshot import Snapshot, open_encoder, open_snapshot
from index.tokenize import TOKENIZER_VERSION

_CORPUS = Path(__file__).parent.parent / "corpus"
_PATIENCE_S = 1.0

EncoderFor = Callable[[Path, Snapshot], Encoder]


def main(arguments: Sequence[str] | None = None, *, encoder_for: EncoderFor = open_encoder) -> int:
    """Run the command; the exit status. `encoder_for` opens the encoder of a snapshot."""
    options = _parser().parse_args(arguments)
    try:
        snapshot = open_snapshot(options.data)
        encoder = encoder_for(options.data, snapshot)
        with _progress(quiet=options.json) as progress:
            report = evaluate_search(
                snapshot, encoder, gold=options.gold, corpus=options.corpus, k=options.k, progress=progress
            )
        written = json.dumps(as_json(report), ensure_ascii=False, indent=1) + "\n"
        if options.out is not None:
            _write(options.out, written)
    except (EvaluationError, RetrievalError) as error:
        print(f"eval: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("eval: interrupted; nothing was written", file=sys.stderr)
        return 130
    return _say(written if options.json else as_text(report))


def evaluate_search(
    snapshot: Snapshot, encoder: Encoder, *, gold: Path, corpus: Path, k: int, progress: Progress | None = None
) -> Report:
    """Ask the questions in the file `gold` in every mode and score what comes back.

    corpus: the folder with the source texts and page maps; citations of documents it has not are not checked.
    Raises GoldError, CorpusError.
    """
    questions = read_gold(gold, documents={record.id for record in snapshot.records})
    scored = [question for question in questions if question.evidence]
    if not scored:
        raise GoldError(f"{gold}: no question has evidence, so there is nothing to score; add 'evidence' to some")
    cited = {evidence.document_id for question in scored for evidence in question.evidence}
    paged = read_paged_texts(corpus, cited)
    truth = find_truth(scored, passage_texts(snapshot, cited))
    searcher = Searcher(snapshot, encoder)
    runs = [run_questions(searcher, scored, mode=mode, k=k, progress=progress) for mode in MODES]
    scores: Mapping[str, Mapping[str, Scores]] = {run.mode: evaluate(truth, run.rankings, k=k) for run in runs}
    return Report(
        gold=gold.name,
        snapshot=snapshot.id,
        versions={
            "pincite": version("pincite"),
            "encoder": snapshot.encoder_id,
            "tokenizer": TOKENIZER_VERSION,
            "ir-measures": version("ir-measures"),
            "gold": f"sha256:{hashlib.sha256(gold.read_bytes()).hexdigest()}",
        },
        k=k,
        questions=questions,
        truth=truth,
        runs=runs,
        scores=scores,
        comparisons=[compare(group, ids, scores) for group, ids in groups(scored).items()],
        pages=[check_pages(run, scored, truth, texts=paged) for run in runs],
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval",
        description="Score sparse, dense and hybrid search on gold questions.",
        allow_abbrev=False,
    )
    parser.add_argument("gold", metavar="GOLD.jsonl", type=Path, help="gold questions, one JSON object a line")
    parser.add_argument(
        "--data", metavar="DIR", type=Path, default=Path(os.environ.get("PINCITE_DATA") or "data"),
        help="the data directory (PINCITE_DATA; default: data)",
    )  # fmt: skip
    parser.add_argument(
        "--corpus", metavar="DIR", type=Path, default=_CORPUS,
        help="the folder whose documents/ and pages/ say where quotes stand (default: the corpus that comes along)",
    )  # fmt: skip
    parser.add_argument("--k", type=_depth, default=10, help="how many hits count, 1 to 100 (default: 10)")
    parser.add_argument("--json", action="store_true", help="print JSON, with the scores and hits of each question")
    parser.add_argument("--out", metavar="FILE", type=Path, help="also write the JSON to this file")
    return parser


def _depth(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 100):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 100")
    return int(text)


def _say(text: str) -> int:
    try:
        print(text, end="", flush=True)
    except BrokenPipeError:
        # Its reader has gone (`| head`); Python would complain about that at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReportUnwritable(
            f"{path}: the report cannot be written ({error.strerror}); name another --out"
        ) from error


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress | None]:
    """A progress line on the error stream, once there is something to wait for; nothing off a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    begun = time.monotonic()
    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", visible=False)

        def show(what: str, done: int, total: int) -> None:
            late = time.monotonic() - begun > _PATIENCE_S
            bar.update(task, description=what, completed=done, total=total, visible=late)

        yield show


if __name__ == "__main__":
    sys.exit(main())
