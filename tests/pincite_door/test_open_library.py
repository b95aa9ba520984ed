"""`import pincite`: open a library, add, search, ask, close, as in a notebook."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pincite

ROOT = Path(__file__).parents[2]
HERONS = (
    "Herons of the delta\n\nGrey herons nest in tall trees near the river, and they come back to the same tree for "
    "many years. The colony of the delta had forty nests in the spring of 1998."
)
BREAD = "On bread\n\nBread is baked in the village oven every Saturday morning, and the loaves are sold on the square."


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "herons1998.txt").write_text(HERONS, "utf-8")
    return folder


def test_what_was_added_is_found_and_what_was_removed_is_not(new_data: Callable[[], Path], papers: Path) -> None:
    with pincite.open_library(new_data()) as library:
        assert [outcome.status for outcome in library.add(papers).outcomes] == ["added"]
        assert library.search("Where do herons nest?").hits[0].passage.document_id == "herons1998"
        (papers / "bread.txt").write_text(BREAD, "utf-8")
        assert library.add(str(papers / "bread.txt")).count("added") == 1
        assert {hit.passage.document_id for hit in library.search("When is bread baked?").hits} >= {"bread"}
        assert [document.id for document in library.documents()] == ["bread", "herons1998"]
        library.remove("bread")
        assert {hit.passage.document_id for hit in library.search("When is bread baked?").hits} == {"herons1998"}


def test_an_answer_is_quoted_from_the_document(new_data: Callable[[], Path], papers: Path) -> None:
    with pincite.open_library(new_data()) as library:
        library.add(papers)
        answer = library.ask("Where do grey herons nest?")
        assert answer.status == "answered"
        assert all(citation.quote in HERONS for citation in answer.citations)
        assert answer.citations[0].text == "(“Herons of the delta”, 1998, line 3)"


def test_the_notebook_of_the_documentation_runs_in_an_event_loop(
    new_data: Callable[[], Path], papers: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(papers.parent)
    new_data().rename("my-library")
    text = (ROOT / "docs" / "howto" / "notebooks.md").read_text("utf-8")
    cells = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}

    async def notebook() -> None:
        for cell in cells:
            exec(cell, names)

    asyncio.run(notebook())
    printed = capsys.readouterr().out
    assert printed.startswith("added herons1998.txt")
    assert "answered" in printed
    assert names["rows"][0]["passage"]["document_id"] == "herons1998"
    assert len(cells) == 5


def test_a_question_before_anything_was_added_says_what_to_do(tmp_path: Path) -> None:
    library = pincite.open_library(tmp_path / "nothing")
    with pytest.raises(pincite.NotReady, match="nothing has been indexed yet; run: pincite add"):
        library.search("anything")
    library.close()
    library.close()
    assert repr(library) == f"OpenLibrary({str(tmp_path / 'nothing')!r})"


def test_arguments_out_of_range_are_refused(new_data: Callable[[], Path], papers: Path) -> None:
    with pincite.open_library(new_data()) as library:
        library.add(papers)
        with pytest.raises(ValueError, match="less than or equal to 100"):
            library.search("herons", k=101)
        with pytest.raises(pincite.BadFilter, match="'nobody'"):
            library.search("herons", filters={"documents": ["nobody"]})
        with pytest.raises(pincite.BadQuery):
            library.ask(" ")
        with pytest.raises(pincite.ServiceError, match="PINCITE_LLM"):
            library.ask("Where do herons nest?", answerer="llm")
        with pytest.raises(pincite.IngestError, match="nobody"):
            library.remove("nobody")


def test_importing_pincite_imports_no_other_package_and_nothing_heavy() -> None:
    program = (
        "import sys; import pincite; ours = {name for name in sys.modules if name.startswith('pincite')}\n"
        "others = {name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)\n"
        "print(sorted(ours)); print(sorted(others & {'numpy', 'pydantic', 'fastapi', 'onnxruntime', 'rich'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    ours, others = done.stdout.splitlines()
    assert others == "[]"
    assert set(re.findall(r"'(.+?)'", ours)) == {
        "pincite", "pincite.open_library", "pincite.service", "pincite.service.errors",
        "pincite.index", "pincite.index.errors", "pincite.ingest", "pincite.ingest.errors",
    }  # fmt: skip
