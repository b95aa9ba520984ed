"""What the commands print and write."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pincite.eval.errors import ReportUnwritable
from pincite.eval.evaluation import Evaluation
from pincite.eval.reports.html_report import evaluation_page
from pincite.eval.reports.markdown_report import as_markdown
from pincite.eval.reports.saved_evaluation import RUN_FILE
from pincite.eval.reports.trec import write_trec
from pincite.index.snapshots.publication import Progress

_PATIENCE_S = 1.0


def as_json_text(value: Any) -> str:
    """A value as JSON for people and programs, ending with a line end."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def print_text(text: str) -> int:
    """Print the text; the exit status."""
    try:
        print(text, end="", flush=True)
    except BrokenPipeError:
        # The reader has closed the pipe (`| head`); Python would complain about that at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


def write_evaluation(where: Path, evaluation: Evaluation, saved: dict[str, Any], *, service: str) -> None:
    """Write an evaluation into the folder `where`, or as JSON alone into a .json file. Raises ReportUnwritable."""
    if where.suffix == ".json":
        write_text(where, as_json_text(saved))
        return
    write_text(where / RUN_FILE, as_json_text(saved))
    write_text(where / "report.md", as_markdown(evaluation))
    write_text(where / "report.html", evaluation_page(saved, service=service))
    try:
        write_trec(evaluation, where)
    except OSError as error:
        raise ReportUnwritable(f"{where}: the TREC files cannot be written ({error.strerror})") from error


def write_text(path: Path, text: str) -> None:
    """Write a file, for which its folder is made unless it is a single .json file. Raises ReportUnwritable."""
    try:
        if path.suffix != ".json" or path.name == RUN_FILE:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReportUnwritable(
            f"{path}: the report cannot be written ({error.strerror}); name another --out"
        ) from error


@contextmanager
def progress_line(*, quiet: bool) -> Iterator[Progress | None]:
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
