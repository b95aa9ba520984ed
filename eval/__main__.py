"""The command `pincite eval`, also `python -m eval`: score a library on gold questions.

Exit status: 0 done, 1 failed (a sentence on the error stream says what and what next), 2 wrong usage.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eval.contrast import contrast, contrasts_as_json, contrasts_as_text
from eval.errors import EvaluationError, GoldError, ReportUnwritable
from eval.evaluation import EvaluationParams, evaluate_system
from eval.local import EncoderFor, LocalLibrary
from eval.remote import RemoteLibrary
from eval.report import as_text
from eval.run import Progress
from eval.saved import RUN_FILE, as_json, read_saved_run
from index.snapshot import open_encoder
from service.errors import PROBLEMS

_CORPUS = Path(__file__).parent.parent / "corpus"
_GOLD = Path(__file__).parent / "gold"
_PATIENCE_S = 1.0
# The errors whose message says what to do next: ours, and those that the service explains.
EXPLAINED: tuple[type[Exception], ...] = (EvaluationError, *PROBLEMS)


def main(arguments: Sequence[str] | None = None, *, encoder_for: EncoderFor = open_encoder) -> int:
    """Run the command; the exit status. `encoder_for` opens the encoder of a snapshot."""
    options = _parser().parse_intermixed_args(arguments)
    try:
        return _compare(options) if options.compare else _evaluate(options, encoder_for)
    except EXPLAINED as error:
        print(f"eval: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("eval: interrupted; nothing was written", file=sys.stderr)
        return 130


def _evaluate(options: argparse.Namespace, encoder_for: EncoderFor) -> int:
    params = EvaluationParams(
        gold=options.gold or _gold_sets(),
        corpus=options.corpus,
        split=options.split,
        k=options.k,
        answers=options.answers,
    )
    system = RemoteLibrary(options.url) if options.url else LocalLibrary(options.data, encoder_for=encoder_for)
    with system as library, _progress(quiet=options.json) as progress:
        report = evaluate_system(library, params, progress=progress)
    written = _dump(as_json(report))
    if options.out is not None:
        _write(options.out, written)
    return _say(written if options.json else as_text(report))


def _compare(options: argparse.Namespace) -> int:
    base, *others = [read_saved_run(where) for where in options.compare]
    contrasts = contrast(base, others)
    if options.json:
        return _say(_dump(contrasts_as_json(contrasts, base, others)))
    return _say(contrasts_as_text(contrasts, base))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pincite eval",
        description="Score sparse, dense and hybrid search on gold questions.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "gold", metavar="GOLD", type=Path, nargs="*",
        help="gold questions, one JSON object a line (default: those about the corpus that comes along)",
    )  # fmt: skip
    parser.add_argument(
        "--data", metavar="DIR", type=Path, default=Path(os.environ.get("PINCITE_DATA") or "data"),
        help="the data directory (PINCITE_DATA; default: data)",
    )  # fmt: skip
    parser.add_argument("--url", metavar="http://...", help="evaluate the service that runs there instead")
    parser.add_argument(
        "--corpus", metavar="DIR", type=Path, default=_CORPUS,
        help="the folder whose documents/ and pages/ say where quotes stand (default: the corpus that comes along)",
    )  # fmt: skip
    parser.add_argument(
        "--split", choices=("dev", "test", "all"), default="all",
        help="only the questions for choosing (dev) or for reporting (test)",
    )  # fmt: skip
    parser.add_argument("--k", type=_depth, default=10, help="how many hits count, 1 to 100 (default: 10)")
    parser.add_argument("--answers", action="store_true", help="ask for answers too, and score them")
    parser.add_argument("--json", action="store_true", help="print JSON, with the scores and hits of each question")
    parser.add_argument(
        "--out", metavar="DIR", type=Path, help=f"save the evaluation in this folder ({RUN_FILE}), or in a .json file"
    )
    parser.add_argument(
        "--compare", metavar=("A", "B"), nargs="+", action=_TwoOrMore,
        help="compare saved evaluations with A: folders of --out, with :sparse or :dense behind for those runs",
    )  # fmt: skip
    return parser


class _TwoOrMore(argparse.Action):
    """Takes two values at least."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        if len(values) < 2:
            parser.error("--compare takes two saved evaluations or more")
        setattr(namespace, self.dest, values)


def _depth(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 100):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 100")
    return int(text)


def _gold_sets() -> list[Path]:
    found = sorted(_GOLD.glob("*.jsonl"))
    if not found:
        raise GoldError(f"{_GOLD}: there are no gold sets here; name one: pincite eval GOLD.jsonl")
    return found


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


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
        if path.suffix != ".json":
            path.mkdir(parents=True, exist_ok=True)
            path /= RUN_FILE
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
