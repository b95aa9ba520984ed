"""The shape of the code, read from its imports: who may know whom, and which library stays behind which module."""

import ast
from collections import Counter
from collections.abc import Mapping

import pytest
from source_modules import MODULES, PACKAGES, ROOT, is_within, package_of, room_of

MAY_IMPORT: Mapping[str, frozenset[str]] = {
    "ingest": frozenset(),
    "index": frozenset({"ingest"}),
    "service": frozenset({"ingest", "index"}),
    "eval": frozenset({"index", "service"}),
    "pincite": frozenset({"ingest", "index", "service"}),
}

# The rooms and modules of each package from the lowest layer to the highest, a line a layer: each imports only what
# stands in lines above its own. (`__main__` stands on top of all.)
LAYERS: Mapping[str, str] = {
    "ingest": """
        encoder_package errors media_types writing
        disk_space
        record
        document
        moved_passages pages
        library source text
        hypertext layout lost_pages reading_rules
        formats ocr
        pdf
        readers
        read sandbox
        collect
    """,
    "index": """
        errors
        language
        interface
        encoding
        ranking
        query_translation
        search
        structures
        segments
        segment_index
        snapshots
        dense_recall
    """,
    "service": """
        errors questions
        documents evidence
        answer
        citations
        model
        answers serving_snapshot settings
        engine jobs
        bodies
        chat mcp
        http
        commands
    """,
    "eval": """
        errors evaluation_options
        gold
        systems
        measures
        gold_building statistics
        evaluation
        baselines reports
        acceptance
    """,
    "pincite": "open_library",
}
MOST_MODULES = 14  # in a room, without its __init__ and __main__

# A fence is a module ("pincite.ingest.pdf.pdfium") or a package ("pincite.service"): elsewhere the library is never
# imported, neither at the top of a module nor inside a function.
FENCES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("pypdf", "pypdfium2", "pdfminer", "pdfplumber", "fitz", "pymupdf"),
        frozenset({"pincite.ingest.pdf.pdfium", "pincite.ingest.pdf.pdf_structure"}),
    ),
    **dict.fromkeys(
        ("sqlite3",),
        frozenset(
            f"pincite.ingest.library.{name}"
            for name in ("database", "document_rows", "reader", "readings", "schema", "store")
        ),
    ),
    **dict.fromkeys(
        ("torch", "sentence_transformers", "transformers"),
        frozenset({"pincite.index.encoding.encoder", "pincite.index.ranking.reranker"}),
    ),
    **dict.fromkeys(
        ("onnx", "onnxscript"), frozenset({"pincite.index.encoding.encoder", "pincite.index.encoding.onnx_encoder"})
    ),
    **dict.fromkeys(("onnxruntime",), frozenset({"pincite.index.encoding.onnx_encoder"})),
    **dict.fromkeys(
        ("tokenizers",),
        frozenset(
            {
                "pincite.index.encoding.default_encoder",
                "pincite.index.encoding.encoder",
                "pincite.index.encoding.onnx_encoder",
            }
        ),
    ),
    **dict.fromkeys(("lxml",), frozenset({"pincite.ingest.hypertext.elements", "pincite.ingest.formats.docx"})),
    **dict.fromkeys(("anyascii",), frozenset({"pincite.ingest.record"})),
    **dict.fromkeys(("mammoth",), frozenset({"pincite.ingest.formats.docx"})),
    **dict.fromkeys(("faiss",), frozenset({"pincite.index.structures.dense"})),
    **dict.fromkeys(("prometheus_client",), frozenset({"pincite.service.http.metrics"})),
    **dict.fromkeys(("rank_bm25",), frozenset({"pincite.eval.baselines.usual_stack"})),
    **dict.fromkeys(("haystack",), frozenset({"pincite.eval.baselines.haystack_pipeline"})),
    **dict.fromkeys(("txtai",), frozenset({"pincite.eval.baselines.txtai_pipeline"})),
    **dict.fromkeys(("citeproc",), frozenset({"pincite.service.citations.csl_styles"})),
    **dict.fromkeys(("bibtexparser",), frozenset({"pincite.service.citations.bibtex"})),
    **dict.fromkeys(("rispy",), frozenset({"pincite.service.citations.ris"})),
    **dict.fromkeys(("rjsmin", "rcssmin"), frozenset({"pincite.service.http.web_files"})),
    **dict.fromkeys(
        ("mcp", "mcp_types"), frozenset({"pincite.service.mcp.mcp_tools", "pincite.service.mcp.mcp_endpoint"})
    ),
    **dict.fromkeys(
        ("fastapi", "starlette", "pydantic", "uvicorn", "python_multipart"), frozenset({"pincite.service"})
    ),
    **dict.fromkeys(
        ("httpx", "httpx2", "requests", "urllib3", "aiohttp", "urllib.request", "http.client"),
        # The evaluation asks a running service as any user does.
        frozenset({"pincite.service.model.chat_model", "pincite.eval.systems.remote_library"}),
    ),
}

# What is about HTTP and the command line: the evaluation runs the pipeline behind them.
DOORS = (
    "pincite.service.http.app",
    "pincite.service.http.routes",
    "pincite.service.bodies.search_schemas",
    "pincite.service.commands.cli",
    "pincite.service.__main__",
)

# Who asks the index outside its own package, and what they may import to open one.
ASKING = (
    "pincite.service.answers",
    "pincite.service.engine",
    "pincite.service.evidence",
    "pincite.eval.gold",
    "pincite.eval.systems.local_library",
)
OPENING = {
    "pincite.index.snapshots.snapshot.open_encoder",
    "pincite.index.snapshots.snapshot.open_snapshot",
}

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
SHARED_NAMES = {"__init__", "__main__", "errors"}


def test_every_package_is_there() -> None:
    assert {module.package for module in MODULES} == set(PACKAGES)


def test_packages_import_only_what_the_picture_allows() -> None:
    for module in MODULES:
        ours = {package_of(name) for name in module.all} & set(PACKAGES)
        forbidden = ours - {module.package} - MAY_IMPORT[module.package]
        assert not forbidden, f"{module.name} must not import {sorted(forbidden)}"


@pytest.mark.parametrize("package", PACKAGES)
def test_rooms_import_only_lower_layers(package: str) -> None:
    layers = [line.split() for line in LAYERS[package].strip().splitlines()]
    height = {room: number for number, line in enumerate(layers) for room in line}
    modules = [module for module in MODULES if module.package == package and module.room not in {"", "__main__"}]
    assert {module.room for module in modules} == set(height)
    for module in modules:
        others = {room_of(name) for name in module.all if package_of(name) == package} - {module.room, ""}
        upward = {room for room in others if height[room] >= height[module.room]}
        assert not upward, f"{module.name} must not import {sorted(upward)}: not in a lower layer"


def test_no_modules_import_each_other_in_a_circle() -> None:
    known = {module.name for module in MODULES}
    waiting = {module.name: module.all & known - {module.name} for module in MODULES}
    while ready := [name for name, others in waiting.items() if not others & waiting.keys()]:
        for name in ready:
            del waiting[name]
    assert sorted(waiting) == []


def test_no_room_is_a_hall() -> None:
    rooms = Counter(module.path.parent for module in MODULES if module.path.stem not in {"__init__", "__main__"})
    rooms += Counter(path.parent for path in (ROOT / "scripts").rglob("*.py"))
    rooms += Counter(path.parent for path in (ROOT / "tests").rglob("test_*.py"))
    assert {str(room.relative_to(ROOT)): count for room, count in rooms.items() if count > MOST_MODULES} == {}


def test_every_room_says_in_a_sentence_what_it_is_for() -> None:
    for module in MODULES:
        if module.path.stem == "__init__" and module.package != "pincite":
            (statement,) = ast.parse(module.path.read_text("utf-8")).body
            assert isinstance(statement, ast.Expr), f"{module.path}: a docstring and nothing else"


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


def test_whoever_asks_the_index_does_not_know_how_it_is_kept() -> None:
    """What ranks cannot: see LAYERS. Others open an index, and know it by its interface."""
    kept = [f"pincite.index.{room}" for room in ("structures", "segments", "segment_index", "snapshots")]
    for module in MODULES:
        if any(is_within(module.name, place) for place in ASKING):
            found = {name for name in module.all for room in kept if is_within(name, room)}
            modules = {name for name in found if any(other.startswith(f"{name}.") for other in found)}
            assert found - modules <= OPENING, f"{module.name} imports {sorted(found - modules - OPENING)}"


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
                assert "eval" not in bound, f"{path}:{node.lineno}: write `from pincite.eval.gold... import ...`"


def test_module_names_are_unique() -> None:
    names = Counter(module.path.stem for module in MODULES if module.path.stem not in SHARED_NAMES)
    assert [name for name, count in names.items() if count > 1] == []


def test_module_names_are_nouns_of_the_field() -> None:
    assert [module.name for module in MODULES if set(module.name.split(".")) & VAGUE_NAMES] == []


def test_no_file_reaches_300_lines() -> None:
    files = [*(module.path for module in MODULES), *(ROOT / "tests").rglob("*.py"), *(ROOT / "service").rglob("*.js")]
    lines = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {path: count for path, count in lines.items() if count >= 300} == {}


def test_folders_of_tests_hide_no_package() -> None:
    # A folder tests/index/ would hide the folder index/.
    assert [name for name in PACKAGES if (ROOT / "tests" / name).exists()] == []
