"""The shape of the code, read from its imports: who may know whom, and which library stays behind which module."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("ingest", "index", "service", "eval")

MAY_IMPORT: Mapping[str, frozenset[str]] = {
    "ingest": frozenset(),
    "index": frozenset({"ingest"}),
    "service": frozenset({"ingest", "index"}),
    "eval": frozenset({"index", "service"}),
}

# A fence is a module ("ingest.pdf") or a package ("service"): elsewhere the library is never imported,
# neither at the top of a module nor inside a function.
FENCES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("pypdf", "pypdfium2", "pdfminer", "pdfplumber", "fitz", "pymupdf"),
        frozenset({"ingest.pdf", "ingest.pdf_structure"}),
    ),
    **dict.fromkeys(("sqlite3",), frozenset({"ingest.database", "ingest.library", "ingest.schema"})),
    **dict.fromkeys(("torch", "sentence_transformers", "transformers"), frozenset({"index.encoder", "index.reranker"})),
    **dict.fromkeys(("onnx", "onnxscript"), frozenset({"index.encoder", "index.onnx_encoder"})),
    **dict.fromkeys(("onnxruntime",), frozenset({"index.onnx_encoder"})),
    **dict.fromkeys(("tokenizers",), frozenset({"index.encoder", "index.onnx_encoder", "ingest.window"})),
    **dict.fromkeys(("lxml",), frozenset({"ingest.elements", "ingest.docx"})),
    **dict.fromkeys(("anyascii",), frozenset({"ingest.record"})),
    **dict.fromkeys(("mammoth",), frozenset({"ingest.docx"})),
    **dict.fromkeys(("faiss",), frozenset({"index.dense"})),
    **dict.fromkeys(("prometheus_client",), frozenset({"service.metrics"})),
    **dict.fromkeys(("rank_bm25",), frozenset({"index.bm25", "eval.baselines"})),
    **dict.fromkeys(("haystack",), frozenset({"eval.haystack_pipeline"})),
    **dict.fromkeys(("txtai",), frozenset({"eval.txtai_pipeline"})),
    **dict.fromkeys(("citeproc",), frozenset({"service.reference"})),
    **dict.fromkeys(("bibtexparser",), frozenset({"service.bibtex"})),
    **dict.fromkeys(("rispy",), frozenset({"service.ris"})),
    **dict.fromkeys(("rjsmin", "rcssmin"), frozenset({"service.client"})),
    **dict.fromkeys(("mcp", "mcp_types"), frozenset({"service.mcp_server", "service.mcp_door"})),
    **dict.fromkeys(("fastapi", "starlette", "pydantic", "uvicorn", "python_multipart"), frozenset({"service"})),
    **dict.fromkeys(
        ("httpx", "httpx2", "requests", "urllib3", "aiohttp", "urllib.request", "http.client"),
        # The evaluation asks a running service as any user does.
        frozenset({"service.llm", "eval.remote"}),
    ),
}

# What is about HTTP and the command line: the evaluation runs the pipeline behind them.
DOORS = ("service.app", "service.routes", "service.schemas", "service.cli", "service.__main__")

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
SHARED_NAMES = {"__init__", "__main__", "errors"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module of ours and the dotted names it imports: `immediate` at its own import, `all` at any time."""

    name: str
    path: Path
    immediate: frozenset[str]
    all: frozenset[str]

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]


def read_module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
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
    """The dotted names that `nodes` import: for `from index import dense` both "index" and "index.dense"."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(name: str, place: str) -> bool:
    """Whether the dotted `name` is `place` or inside it."""
    return name == place or name.startswith(place + ".")


MODULES = tuple(read_module(path) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))


def test_every_package_is_there() -> None:
    assert {module.package for module in MODULES} == set(PACKAGES)


def test_packages_import_only_what_the_picture_allows() -> None:
    for module in MODULES:
        ours = {name.partition(".")[0] for name in module.all} & set(PACKAGES)
        forbidden = ours - {module.package} - MAY_IMPORT[module.package]
        assert not forbidden, f"{module.name} must not import {sorted(forbidden)}"


def test_evaluation_runs_the_pipeline_and_not_the_doors() -> None:
    for module in MODULES:
        if module.package == "eval":
            doors = {name for name in module.all for door in DOORS if is_within(name, door)}
            assert not doors, f"{module.name} must not import {sorted(doors)}"


def test_libraries_stay_behind_their_fences() -> None:
    for module in MODULES:
        for library, fence in FENCES.items():
            if any(is_within(module.name, place) for place in fence):
                continue
            found = {name for name in module.all if is_within(name, library)}
            assert not found, f"{module.name} imports {library}, which only {sorted(fence)} may"


def test_importing_the_service_imports_no_torch() -> None:
    by_name = {module.name: module for module in MODULES}
    for start in (module for module in MODULES if module.package == "service"):
        seen, waiting = set[str](), {start.name}
        while waiting:
            name = waiting.pop()
            seen.add(name)
            waiting |= {other for other in by_name[name].immediate if other in by_name} - seen
            heavy = {other for other in by_name[name].immediate if is_within(other, "torch")}
            heavy |= {other for other in by_name[name].immediate if is_within(other, "sentence_transformers")}
            assert not heavy, f"importing {start.name} imports {name}, which imports {sorted(heavy)} at its top"


def test_nothing_hides_the_builtin_eval() -> None:
    for path in [*(module.path for module in MODULES), *sorted((ROOT / "tests").rglob("*.py"))]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                bound = {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
                assert "eval" not in bound, f"{path}:{node.lineno}: write `from eval.measures import ...`"


def test_module_names_are_unique() -> None:
    names = Counter(module.path.stem for module in MODULES if module.path.stem not in SHARED_NAMES)
    assert [name for name, count in names.items() if count > 1] == []


def test_module_names_are_nouns_of_the_field() -> None:
    assert [module.name for module in MODULES if set(module.name.split(".")) & VAGUE_NAMES] == []


def test_no_file_reaches_300_lines() -> None:
    files = [*(module.path for module in MODULES), *(ROOT / "tests").rglob("*.py"), *(ROOT / "service").rglob("*.js")]
    lines = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {path: count for path, count in lines.items() if count >= 300} == {}


def test_tests_are_flat() -> None:
    # A folder tests/index/ would hide the package index.
    assert [name for name in PACKAGES if (ROOT / "tests" / name).exists()] == []
