"""Measures which test files run how much of the modules that have none of their name: `make coverage`.

Checks the table by running the test files it names. With --write, runs all tests and makes the table anew.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

import coverage
from line_contexts import CONTEXT
from module_tests import (
    ELSEWHERE,
    LEAST,
    PACKAGES,
    ROOT,
    UNMEASURED,
    Entry,
    faults,
    has_own_test,
    modules,
    read_table,
    write_table,
)

_WORK = ROOT / "build" / "coverage"
_NO_TEST = "none"  # what is run at import belongs to every test file
_SETTINGS = """\
[run]
parallel = true
context = ${{{context}-{none}}}
data_file = {work}/lines
source =
    {sources}
disable_warnings = no-data-collected,module-not-imported,module-not-measured,already-imported
"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="make the table anew from a run of all tests")
    parser.add_argument("--workers", default="2", help="processes that run tests")
    parser.add_argument(
        "tests", nargs="*", help="with --write: run these tests only, and keep what they do not run better"
    )
    options = parser.parse_args(arguments)
    table = read_table()
    wanted = [module for module in modules() if not has_own_test(module)]
    tests = options.tests or (
        ["tests"] if options.write else sorted({table[one].test for one in wanted if one in table})
    )
    status = _run(tests, workers=options.workers)
    measured = _measured(wanted)
    if options.write:
        before = table if options.tests else {}
        table = {module: _best(measured[module], before.get(module), module) for module in wanted}
        write_table(table)
    else:
        table = {m: Entry(test=e.test, percent=_percent(measured[m], e)) for m, e in table.items() if m in measured}
    wrong = list(faults(table, modules()))
    print("\n".join(wrong) if wrong else f"every module has a test file, or one that runs {LEAST} % of its lines")
    return 1 if wrong or status else 0


def _run(tests: Sequence[str], *, workers: str) -> int:
    shutil.rmtree(_WORK, ignore_errors=True)
    _WORK.mkdir(parents=True)
    sources = "\n    ".join(str(ROOT / package) for package in PACKAGES)
    settings = _WORK / "settings"
    settings.write_text(_SETTINGS.format(context=CONTEXT, none=_NO_TEST, work=_WORK, sources=sources), "utf-8")
    path = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path, "COVERAGE_PROCESS_START": str(settings)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        workers,
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        "-p",
        "line_contexts",
        *tests,
    ]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _measured(wanted: Collection[str]) -> dict[str, dict[str, int]]:
    """For each module, the per cent of its lines that each test file runs."""
    measuring = coverage.Coverage(config_file=str(_WORK / "settings"))
    measuring.combine()
    data = measuring.get_data()
    contexts = {_test_of(context) for context in data.measured_contexts()} - {_NO_TEST, ""}
    found: dict[str, dict[str, int]] = {}
    for module in wanted:
        path = str((ROOT / module).resolve())
        statements = set(measuring.analysis2(path)[1])
        by_line = {line: {*map(_test_of, names)} for line, names in data.contexts_by_lineno(path).items()}
        at_import = {line for line, names in by_line.items() if {_NO_TEST, ""} & names}
        found[module] = {}
        for context in contexts:
            lines = {line for line, names in by_line.items() if context in names}
            if lines:
                run = (lines | at_import) & statements
                found[module][context] = int(100 * len(run) / max(len(statements), 1))
    return found


def _test_of(context: str) -> str:
    """The test file of a context: of a test's own process "none|FILE", of its children FILE."""
    return context.rpartition("|")[2]


def _best(measured: dict[str, int], before: Entry | None, module: str) -> Entry:
    shares = dict(measured)
    if before is not None and before.percent.isdecimal():
        shares.setdefault(before.test, int(before.percent))
    for folder, other in ELSEWHERE.items():
        if module.startswith(folder) and max(shares.values(), default=0) < LEAST:
            return Entry(test=other, percent=UNMEASURED)
    enough = {test: percent for test, percent in shares.items() if percent >= LEAST}
    test, percent = max((enough or shares or {"": 0}).items(), key=lambda one: (_near(one[0], module), one[1], one[0]))
    return Entry(test=test, percent=str(percent))


def _near(test: str, module: str) -> int:
    """How near a test file is to a module, for who looks for it: 2 in its room's folder, 1 in its package's."""
    package, *room = Path(module).parts[:-1]
    folder = Path(test).parent.name
    return 2 if room and folder == f"{package}_{room[0]}" else int(folder.startswith(f"{package}_"))


def _percent(measured: dict[str, int], entry: Entry) -> str:
    return entry.percent if entry.percent == UNMEASURED else str(measured.get(entry.test, 0))


if __name__ == "__main__":
    sys.exit(main())
