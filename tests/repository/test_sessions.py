"""What the pages show of the command and of HTTP is what comes of it."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from asked_app import wait_until_ready
from command_run import run
from fastapi.testclient import TestClient
from generated_parts import PAGES, refresh_sessions, settled

from pincite.service.engine import Engine
from pincite.service.http.app import create_app

ROOT = Path(__file__).parents[2]
WITH_SESSIONS = [page for page in PAGES if "```console" in page.read_text(encoding="utf-8")]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def client(corpus_data: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Engine(corpus_data))) as client:
        wait_until_ready(client)
        yield client


@pytest.mark.parametrize("page", WITH_SESSIONS, ids=named)
def test_a_session_prints_what_the_page_shows(page: Path, corpus_data: Path) -> None:
    def played(command: str) -> str:
        ran = run(*shlex.split(command)[1:], "--data", corpus_data)
        assert (ran.status, ran.err) == (0, ""), command
        return ran.out

    text = page.read_text(encoding="utf-8")
    assert settled(refresh_sessions(text, played)) == settled(text), "run: make reference"


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "docs/howto/http.md"], ids=named)
def test_a_request_that_is_shown_is_answered(page: Path, client: TestClient) -> None:
    text = page.read_text(encoding="utf-8").replace("\\\n", "")
    shown = re.findall(r"^curl [^\n]*127\.0\.0\.1:8000(/v1/\w+) [^\n]*-d '(.*)'$", text, re.MULTILINE)
    assert shown
    for path, body in shown:
        reply = client.post(path, json=json.loads(body))
        assert reply.status_code == 200, reply.text


def test_addresses_of_citations_that_are_shown_are_answered(client: TestClient) -> None:
    text = (ROOT / "docs/howto/citations.md").read_text(encoding="utf-8")
    shown = re.findall(r"^curl 'http://127\.0\.0\.1:8000(\S+)'$", text, re.MULTILINE)
    assert len(shown) == 2
    assert [client.get(address).status_code for address in shown] == [200, 200]


def test_follow_up_questions_are_completed_as_the_page_shows(client: TestClient) -> None:
    text = (ROOT / "docs/howto/http.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^\| before \| then \| searched as \|\n\|[- |]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()]
    assert len(rows) == 9
    for before, question, searched in rows:
        reply = client.post("/v1/ask", json={"question": question, "history": [{"question": before}]})
        assert reply.json()["asked"] == searched


def test_everything_in_a_data_directory_is_described(corpus_data: Path) -> None:
    text = (ROOT / "docs/reference/data-directory.md").read_text(encoding="utf-8")
    # SQLite's files beside the library are there only while it is open.
    found = {f"{path.name}/" if path.is_dir() else path.name for path in corpus_data.iterdir()}
    described = set(re.findall(r"`([\w.-]+/?)`", "".join(re.findall(r"^\| (`.*?) \|", text, re.MULTILINE))))
    assert found <= described


def test_the_example_in_python_is_python() -> None:
    for page in PAGES:
        for example in re.findall(r"^```python\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE):
            compile(example, str(page), "exec")
