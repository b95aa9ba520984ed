"""The modules of the repository and what they import, read from their source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("ingest", "index", "service", "eval", "pincite")  # "pincite" is the door: its own two modules


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module of ours and the dotted names it imports: `immediate` at its own import, `all` at any time."""

    name: str
    path: Path
    immediate: frozenset[str]
    all: frozenset[str]

    @property
    def package(self) -> str:
        return package_of(self.name)

    @property
    def room(self) -> str:
        """The room or the single module of the package: "text" of pincite.ingest.text.clean_text."""
        return room_of(self.name)


def read_module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    inner = parts[:-1] if parts[-1] == "__init__" else parts
    name = ".".join(inner if parts[0] == "pincite" else ("pincite", *inner))
    tree = ast.parse(path.read_text("utf-8"), filename=str(path))
    return Module(
        name=name,
        path=path,
        immediate=frozenset(imported(run_at_import(tree))),
        all=frozenset(imported(ast.walk(tree))),
    )


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported: all but the bodies of functions and of `if TYPE_CHECKING`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        yield child
        yield from run_at_import(child)


def imported(nodes: Iterator[ast.AST]) -> Iterator[str]:
    """The dotted names that `nodes` import: for `from pincite import index` both "pincite" and "pincite.index"."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def package_of(name: str) -> str:
    """The package of a dotted name: "ingest" of pincite.ingest.text, "pincite" of what belongs to no other."""
    if not is_within(name, "pincite"):
        return ""
    package = f"{name}.".split(".")[1]
    return package if package in PACKAGES else "pincite"


def room_of(name: str) -> str:
    parts = f"{name}..".split(".")
    return parts[1] if package_of(name) == "pincite" else parts[2]


def is_within(name: str, place: str) -> bool:
    """Whether the dotted `name` is `place` or inside it."""
    return name == place or name.startswith(place + ".")


MODULES = tuple(
    read_module(path)
    for package in PACKAGES
    for path in sorted((ROOT / package).glob("*.py" if package == "pincite" else "**/*.py"))
)
