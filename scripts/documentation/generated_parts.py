"""Make anew the parts of the documentation that follow from the code: `make reference`.

A part stands between two marks and is replaced as a whole:

    <!-- made from the code: commands -->
    ...
    <!-- end of what is made from the code -->

A session is a block marked `console` with lines that begin with `$ pincite`: the commands are run on the library of the
five papers (PINCITE_DATA, or ./data) and their output is written below them.
"""

import argparse
import ast
import os
import re
import shlex
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from typer.main import get_command

from pincite.eval import evaluation_options
from pincite.service.commands.cli import app
from pincite.service.engine import Engine
from pincite.service.http.app import create_app

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
WIDTH = 100
_PART = re.compile(r"(<!-- made from the code: (\w+) -->\n).*?(<!-- end of what is made from the code -->)", re.DOTALL)
_SESSION = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_EVALUATION = ("evaluation", "check", "candidates", "judged", "tables")

Run = Callable[[str], str]


def refresh_parts(text: str) -> str:
    """The text with every part made anew. A part that nobody knows is a KeyError."""
    return _PART.sub(lambda found: f"{found[1]}\n{PARTS[found[2]]()}\n\n{found[3]}", text)


def refresh_sessions(text: str, run: Run) -> str:
    """The text with every session run again; `run` gives what a command line prints."""

    def played(found: re.Match[str]) -> str:
        commands = [line for line in found[1].splitlines() if line.startswith("$ ")]
        turns = [f"{line}\n{folded(run(line.removeprefix('$ ')))}" for line in commands]
        return "```console\n" + "\n\n".join(turns) + "\n```"

    return _SESSION.sub(played, text)


def settled(text: str) -> str:
    """The text without what differs from run to run and from machine to machine: times, and how lines are folded."""
    return " ".join(re.sub(r"\d+(?:\.\d+)? ms, snapshot \w+", "N ms, snapshot S", text).split())


def folded(printed: str) -> str:
    """What a command printed, in lines that a page has room for."""
    lines: list[str] = []
    for line in printed.strip("\n").splitlines():
        indent = re.match(r" *", line)
        assert indent is not None
        if len(line) <= WIDTH or re.search(r"\S {3,}\S", line):  # a row of columns stays a row
            lines.append(line.rstrip())
        else:
            lines += textwrap.wrap(line.strip(), WIDTH, initial_indent=indent[0], subsequent_indent=indent[0])
    return "\n".join(lines)


def run_pincite(command: str) -> str:
    """What a command of a session prints."""
    start = "import sys; from pincite.service.commands.cli import main; sys.argv[0] = 'pincite'; main()"
    program, *arguments = shlex.split(command)
    assert program == "pincite", f"a session holds pincite commands only: {command}"
    call = [sys.executable, "-c", start, *arguments]
    return subprocess.run(call, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def commands() -> str:
    """Each command with its arguments and options."""
    return "\n\n".join([*_typer_commands("pincite", get_command(app)), *_evaluation_commands()])


def routes() -> str:
    """Every route of the service: the method, the address and the first sentence of its description."""
    with tempfile.TemporaryDirectory() as folder:
        described: Mapping[str, Any] = create_app(Engine(Path(folder))).openapi()
    rows = [
        (f"`{method.upper()} {path}`", _first_sentence(about["description"]))
        for path, methods in described["paths"].items()
        for method, about in methods.items()
    ]
    return _table(("route", "what it does"), rows)


def problems() -> str:
    """Every kind of problem document."""
    with tempfile.TemporaryDirectory() as folder:
        described: Mapping[str, Any] = create_app(Engine(Path(folder))).openapi()
    rows = [
        (f"`{kind['type'].partition('#')[2]}`", str(kind["status"]), kind["description"])
        for kind in described["x-problems"]
    ]
    return _table(("kind", "status", "when"), rows)


def layers() -> str:
    """The rooms and modules of each package from the lowest layer to the highest, and what each room is for."""
    tree = ast.parse((ROOT / "tests" / "repository" / "test_architecture.py").read_text("utf-8"))
    (known,) = (
        node.value for node in tree.body if isinstance(node, ast.AnnAssign) and _is_named(node.target, "LAYERS")
    )
    assert known is not None
    lines = []
    for package, picture in ast.literal_eval(known).items():
        lines.append(f"{package}/")
        for layer in picture.strip().splitlines():
            rooms = [name for name in layer.split() if (ROOT / package / name).is_dir()]
            modules = [f"{name}.py" for name in layer.split() if name not in rooms]
            lines += [f"  {' '.join(modules)}"] if modules else []
            lines += [f"  {name + '/':<16} {_purpose(ROOT / package / name)}" for name in rooms]
    return "```\n" + "\n".join(lines) + "\n```"


PARTS: Mapping[str, Callable[[], str]] = {
    "commands": commands,
    "routes": routes,
    "problems": problems,
    "layers": layers,
}


def _is_named(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


def _purpose(room: Path) -> str:
    """The first line of what its `__init__` says."""
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))) or ""
    return said.partition("\n")[0].rstrip(".")


def _typer_commands(name: str, command: Any) -> Iterator[str]:
    for each, below in getattr(command, "commands", {}).items():
        full = f"{name} {each}"
        if hasattr(below, "commands"):
            yield from _typer_commands(full, below)
        elif each != "eval":
            rows = [_typer_row(parameter) for parameter in below.params if parameter.name != "help"]
            yield f"## {full}\n\n{below.help}\n\n{_table(('argument or option', 'default', 'meaning'), rows)}"


def _typer_row(parameter: Any) -> tuple[str, str, str]:
    if parameter.param_type_name == "argument":
        shown = f"`{parameter.metavar or parameter.name.upper()}`"
    else:
        shown = ", ".join(f"`{option}`" for option in parameter.opts)
    known = parameter.default
    default = "" if known is None or known is False or known is ... or parameter.required else f"`{known}`"
    named = f" Setting: `{parameter.envvar}`." if parameter.envvar else ""
    return shown, default, f"{parameter.help}{named}"


def _evaluation_commands() -> Iterator[str]:
    for name in _EVALUATION:
        parser: argparse.ArgumentParser = getattr(evaluation_options, f"{name}_parser")()
        rows = [_argparse_row(action) for action in parser._actions if action.dest != "help"]
        yield f"## {parser.prog}\n\n{parser.description}\n\n{_table(('argument or option', 'meaning'), rows)}"


def _argparse_row(action: argparse.Action) -> tuple[str, str]:
    names = action.option_strings or [str(action.metavar or action.dest)]
    about = (action.help or "").strip()
    return ", ".join(f"`{name}`" for name in names), about[:1].upper() + about[1:] + "."


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.])\s", " ".join(text.split()), maxsplit=1)[0]


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def main() -> None:
    """Make every part and every session anew."""
    os.environ.setdefault("PINCITE_DATA", str(ROOT / "data"))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        made = refresh_sessions(refresh_parts(text), run_pincite)
        if settled(made) != settled(text):
            page.write_text(made, encoding="utf-8")
            print(f"made anew: {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
