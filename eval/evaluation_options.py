"""The options of the commands."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pincite.service.settings import read_reranker

CORPUS = Path(__file__).resolve().parents[1] / "corpus"  # pincite/eval is a link in the repository
_EPILOG = """further commands, each with --help:
  pincite eval check GOLD ...         is a gold set sound: does every quote stand once, and where?
  pincite eval candidates QUESTIONS   passages to judge, for a gold set of your own
  pincite eval judged FILE            gold questions from judged candidates
  pincite eval tables FILE ...        make the tables of documents anew from accepted scores"""


def evaluation_parser() -> argparse.ArgumentParser:
    """`pincite eval`."""
    parser = argparse.ArgumentParser(
        prog="pincite eval",
        description="Score sparse, dense and hybrid search on gold questions.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_gold(parser)
    _add_data(parser)
    parser.add_argument("--url", metavar="http://...", help="evaluate the service that runs there instead")
    parser.add_argument(
        "--split", choices=("dev", "test", "all"), default="all",
        help="only the questions for choosing (dev) or for reporting (test)",
    )  # fmt: skip
    parser.add_argument("--k", type=_depth, default=10, help="how many hits count, 1 to 100 (default: 10)")
    parser.add_argument("--answers", action="store_true", help="ask for answers too, and score them")
    parser.add_argument(
        "--baselines", action="store_true",
        help="score the usual stack, Haystack and txtai beside it (see: make baselines)",
    )  # fmt: skip
    parser.add_argument(
        "--reranker", metavar="MODEL",
        help="a cross-encoder, by name or folder, that orders the best passages (PINCITE_RERANKER; default: none)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON, with the scores and hits of each question")
    parser.add_argument(
        "--out", metavar="DIR", type=Path,
        help="save the evaluation there: JSON, TREC files, Markdown and a web page; only JSON in a .json file",
    )  # fmt: skip
    parser.add_argument(
        "--compare", metavar=("A", "B"), nargs="+", action=_TwoOrMore,
        help="compare saved evaluations with A: folders of --out or their JSON files; :sparse, :dense or :answers "
        "behind one names another of its runs than hybrid",
    )  # fmt: skip
    parser.add_argument(
        "--base", metavar="SAVED",
        help="also print the paired differences to this saved evaluation, which is compared and never fails",
    )  # fmt: skip
    parser.add_argument(
        "--gate", metavar="FILE", type=Path, help="fail if a score falls below its interval in this file"
    )
    parser.add_argument("--accept", metavar="REASON", help="with --gate: write these scores into the file, and why")
    return parser


def parse_evaluation(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of `pincite eval`. Ends the process with status 2 for those that do not go together."""
    parser = evaluation_parser()
    options = parser.parse_intermixed_args(arguments)
    if options.accept is not None and options.gate is None:
        parser.error("--accept goes with --gate")
    if options.accept is not None and not options.accept.strip():
        parser.error("--accept takes the reason, in words")
    if options.gate is not None and options.split != "all":
        parser.error("--gate looks at all splits; leave --split out")
    if options.baselines and options.url:
        parser.error("--baselines reads the documents themselves; leave --url out")
    if options.reranker and options.url:
        parser.error("--reranker is for this process; set PINCITE_RERANKER where the service at --url runs")
    options.reranker = options.reranker or read_reranker(os.environ)
    if options.reranker and options.gate is not None:
        parser.error("--gate is for the ranking that comes along; leave --reranker out, and unset PINCITE_RERANKER")
    return options


def check_parser() -> argparse.ArgumentParser:
    """`pincite eval check`."""
    parser = argparse.ArgumentParser(
        prog="pincite eval check", description="Look up every quote of gold sets.", allow_abbrev=False
    )
    _add_gold(parser)
    _add_data(parser)
    parser.add_argument("--json", action="store_true", help="print JSON, with the pages of each quote")
    return parser


def candidates_parser() -> argparse.ArgumentParser:
    """`pincite eval candidates`."""
    parser = argparse.ArgumentParser(
        prog="pincite eval candidates",
        description="Pool the best passages of every retriever for each question, to be judged by a person.",
        allow_abbrev=False,
    )
    parser.add_argument("questions", metavar="QUESTIONS", type=Path, help="questions, one a line, as text or JSON")
    _add_data(parser)
    parser.add_argument("--depth", type=_depth, default=10, help="how many of each retriever (default: 10)")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="where to write the judgement file")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def judged_parser() -> argparse.ArgumentParser:
    """`pincite eval judged`."""
    parser = argparse.ArgumentParser(
        prog="pincite eval judged", description="Make gold questions of judged candidates.", allow_abbrev=False
    )
    parser.add_argument("judged", metavar="FILE", type=Path, help="a judgement file, with a grade for each candidate")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="where to write the gold set")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def tables_parser() -> argparse.ArgumentParser:
    """`pincite eval tables`."""
    parser = argparse.ArgumentParser(
        prog="pincite eval tables",
        description="Make the tables of documents anew from accepted scores.",
        allow_abbrev=False,
    )
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="documents with marked tables")
    parser.add_argument("--gate", metavar="FILE", type=Path, required=True, help="the accepted scores")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _add_gold(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "gold", metavar="GOLD", type=Path, nargs="*",
        help="gold questions, one JSON object a line (default: those about the corpus that comes along)",
    )  # fmt: skip


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", metavar="DIR", type=Path, default=Path(os.environ.get("PINCITE_DATA") or "data"),
        help="the data directory (PINCITE_DATA; default: data)",
    )  # fmt: skip
    parser.add_argument(
        "--corpus", metavar="DIR", type=Path, default=CORPUS,
        help="the folder whose documents/ and pages/ say where quotes stand (default: corpus/ of a clone)",
    )  # fmt: skip


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
