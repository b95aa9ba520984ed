"""Measures Pincite, and beside it what one would otherwise put together, in one run.

    python scripts/benchmarks/bench.py --data DIR [--large [N]] [--runs N] [--json]

A table a topic, in Markdown. docs/explanation/benchmarks.md says what each row means.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench_answer import answer_table
from bench_ingest import ingest_table
from bench_large import large_tables
from bench_process import alone
from bench_query import query_table
from bench_start import start_table
from bench_table import Table, machine, markdown

from pincite.index.errors import RetrievalError
from pincite.index.snapshots.snapshot import open_snapshot

ROOT = Path(__file__).parents[2]
LARGE = 100_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        encoder = open_snapshot(options.data).encoder_id
    except RetrievalError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    setting = {"date": datetime.now(UTC).date().isoformat(), "runs": str(options.runs), **machine(encoder)}
    if not options.json:
        print("".join(f"- {name}: {value}\n" for name, value in setting.items()), flush=True)
    tables = []
    for table in _tables(options):
        tables.append(table)
        if not options.json:
            print(markdown(table), flush=True)
    if options.json:
        print(json.dumps({**setting, "tables": [asdict(table) for table in tables]}, ensure_ascii=False, indent=1))
    return 0


def _tables(options: argparse.Namespace) -> Iterator[Table]:
    lines = options.questions.read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    yield alone(start_table, options.data, questions, options.runs)
    yield alone(query_table, options.data, questions, options.runs)
    yield alone(answer_table, options.data, questions, options.runs)
    yield alone(ingest_table, options.data, options.documents, options.runs)
    if options.large:
        yield from alone(large_tables, options.large, options.runs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure start, queries, ingest and memory.", allow_abbrev=False)
    parser.add_argument("--data", metavar="DIR", type=Path, default=Path("data"), help="a built data directory")
    parser.add_argument(
        "--questions", metavar="FILE.jsonl", type=Path, default=ROOT / "eval" / "gold" / "sample.jsonl",
        help="what to ask: JSON objects with a question (default: the gold questions)",
    )  # fmt: skip
    parser.add_argument(
        "--documents", metavar="DIR", type=Path, default=ROOT / "corpus",
        help="what to ingest (default: the corpus that comes along)",
    )  # fmt: skip
    parser.add_argument(
        "--large", metavar="N", type=_count, nargs="?", const=LARGE,
        help=f"also search N synthetic passages ({LARGE:,} when N is left out); takes minutes",
    )  # fmt: skip
    parser.add_argument("--runs", metavar="N", type=_count, default=5, help="how often to repeat each (default: 5)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of Markdown")
    return parser


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
