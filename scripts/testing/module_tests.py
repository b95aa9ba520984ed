"""Which test file runs a module: its own by name, or the one that the table names, with the share of lines it runs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "tests" / "repository" / "module_tests.tsv"
PACKAGES = ("ingest", "index", "service", "eval")
LEAST = 80  # per cent of a module's lines
UNMEASURED = "-"
# Where lines are run but cannot be noted: in the walled-in process that reads files, which may write nothing, and in
# the virtual environment of `make baselines`. The test file that runs as much as can be run here.
ELSEWHERE = {
    "ingest/sandbox/": "tests/ingest_sandbox/test_parser.py",
    "eval/baselines/": "tests/eval_baselines/test_usual_stack.py",
}

HEAD = f"""\
# Modules without a test file of their name, the test file that runs them, and the per cent of their lines it runs
# (at least {LEAST}; "{UNMEASURED}": in a process that cannot be measured). `make coverage` checks it, and
# `scripts/testing/module_coverage.py --write` makes it anew.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The test file that runs a module, both from the root of the repository, and the per cent of lines it runs."""

    test: str
    percent: str


def modules(root: Path = ROOT) -> list[str]:
    """Every module of the packages, as a path from the root; `__init__` holds no logic."""
    paths = (path for package in PACKAGES for path in sorted((root / package).rglob("*.py")))
    return [str(path.relative_to(root)) for path in paths if path.stem != "__init__"]


def has_own_test(module: str, root: Path = ROOT) -> bool:
    """Whether tests/<package>_<room>/test_<module>.py is there; a module in no room may have any of its package."""
    path = Path(module)
    package, *room = path.parts[:-1]
    folder = f"{package}_{room[0]}" if room else f"{package}_*"
    return any(root.glob(f"tests/{folder}/test_{path.stem}.py"))


def read_table(path: Path = TABLE) -> dict[str, Entry]:
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {module: Entry(test=test, percent=percent) for module, test, percent in rows}


def write_table(table: Mapping[str, Entry], path: Path = TABLE) -> None:
    rows = (f"{module}\t{entry.test}\t{entry.percent}\n" for module, entry in sorted(table.items()))
    path.write_text(HEAD + "".join(rows), "utf-8")


def faults(table: Mapping[str, Entry], names: Iterable[str], root: Path = ROOT) -> Iterator[str]:
    """What is wrong with the table, as far as can be seen without running a test."""
    known = set(names)
    for module in sorted(known):
        if has_own_test(module, root) == (module in table):
            told = (
                "a row, and a test file of its name" if module in table else "neither a test file of its name nor a row"
            )
            yield f"{module} has {told}"
    for module, entry in table.items():
        if module not in known:
            yield f"{module} is not there any more"
        if not (root / entry.test).is_file():
            yield f"{module}: {entry.test} is not there"
        elsewhere = entry.percent == UNMEASURED and any(module.startswith(folder) for folder in ELSEWHERE)
        if not elsewhere and not (entry.percent.isdecimal() and LEAST <= int(entry.percent) <= 100):
            yield f"{module}: {entry.test} runs {entry.percent} % of its lines, not {LEAST}"
