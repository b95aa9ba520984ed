"""Measures how the cost of a library grows with its size, on synthetic documents.

    python scripts/benchmarks/growth.py [--sizes N ...] [--queries N] [--folder DIR] [--keep] [--json]

Documents go through the library and the index as `pincite add` would take them, once they were read from their files;
a stand-in encodes them, since encoding costs the same at any size. docs/explanation/benchmarks.md says what each row
means.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench_process import alone
from bench_table import Row, Table, machine, markdown
from growing.building import Measured, built, bytes_a_passage
from growing.changes import changed
from growing.encoder import StandIn
from growing.queries import Quantiles, opened
from growing.rivals import rivals

_SIZES = (1_000, 10_000, 100_000)
_QUERIES = 200


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    options = _parser().parse_args(arguments)
    measured = []
    for size in options.sizes:
        folder = Path(tempfile.mkdtemp(prefix=f"growth-{size}-", dir=options.folder))
        try:
            measured.append(_measured(folder / "data", size, options.queries))
        finally:
            if options.keep:
                print(f"growth: kept {folder}", file=sys.stderr)
            else:
                shutil.rmtree(folder, ignore_errors=True)
    setting = {"date": datetime.now(UTC).date().isoformat(), **machine(StandIn.id)}
    tables = _tables(options.sizes, measured)
    if options.json:
        print(json.dumps({**setting, "tables": [asdict(table) for table in tables]}, ensure_ascii=False, indent=1))
    else:
        print("".join(f"- {name}: {value}\n" for name, value in setting.items()))
        print("\n".join(map(markdown, tables)), end="")
    return 0


def _measured(data: Path, size: int, count: int) -> tuple[Measured, Quantiles]:
    build = alone(built, data, size)
    documents = int(build["documents"] or 0)
    disk = alone(bytes_a_passage, data, size)
    opening, queries = alone(opened, data, documents, count)
    building, others = alone(rivals, data, documents, size, count=count)
    changes = alone(changed, data, documents)
    return {**build, **opening, **changes, **disk, **building}, {**queries, **others}


def _tables(sizes: Sequence[int], measured: Sequence[tuple[Measured, Quantiles]]) -> tuple[Table, Table]:
    values = [one for one, _ in measured]
    quantiles: list[Mapping[str, tuple[float | None, float | None]]] = [two for _, two in measured]
    return (
        Table(
            title="A library of so many passages",
            columns=tuple(f"{size:,}" for size in sizes),
            rows=tuple(Row(what=what, values=tuple(one[what] for one in values)) for what in values[0]),
        ),
        Table(
            title="Queries, one thread, in milliseconds",
            columns=tuple(f"{size:,} {name}" for size in sizes for name in ("p50", "p99")),
            rows=tuple(
                Row(what=what, values=tuple(value for one in quantiles for value in one[what])) for what in quantiles[0]
            ),
        ),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure how costs grow with the library.", allow_abbrev=False)
    parser.add_argument(
        "--sizes", metavar="N", type=_size, nargs="+", default=_SIZES,
        help="how many passages (default: 1000 10000 100000; 1000000 takes two hours and 12 GB)",
    )  # fmt: skip
    parser.add_argument(
        "--queries", metavar="N", type=int, default=_QUERIES,
        help=f"how many of each kind (default: {_QUERIES})",
    )  # fmt: skip
    parser.add_argument("--folder", metavar="DIR", type=Path, help="where to build them (default: the temporary one)")
    parser.add_argument("--keep", action="store_true", help="leave the libraries where they were built")
    parser.add_argument("--json", action="store_true", help="print JSON instead of Markdown")
    return parser


def _size(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) >= 300):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 300")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
