"""The pages for people: safe, complete, and in step with the API."""

import os
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from pincite.service.bodies import answer_schemas, document_schemas, job_schemas
from pincite.service.bodies import search_schemas as schemas
from pincite.service.chat import chat_schemas
from pincite.service.engine import Engine
from pincite.service.http.app import create_app
from pincite.service.http.problem_kinds import KINDS
from pincite.service.http.web_files import WEB, client_files

PAGES = sorted(WEB.glob("*.html"))
SCRIPTS = sorted(WEB.rglob("*.js"))
LANGUAGES = [WEB / "languages" / f"{code}.js" for code in ("en", "ru", "kk")]
MODELS = [
    value
    for module in (schemas, document_schemas, answer_schemas, chat_schemas, job_schemas)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, BaseModel) and value is not BaseModel
]


class Elements(HTMLParser):
    """All start tags of a page, with their attributes."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def imported(script: Path) -> list[str]:
    """The addresses of the modules that a script imports: all but its language."""
    names = re.findall(r'(?:from|import\() ?"(\..*?)"', script.read_text("utf-8"))
    files = [Path(os.path.normpath(script.parent / name)) for name in names]
    return [f"/web/{file.relative_to(WEB).as_posix()}" for file in files]


def reached(script: Path) -> set[Path]:
    """The script and all that it loads in turn."""
    found, waiting = set[Path](), {script}
    while waiting:
        found.add(one := waiting.pop())
        waiting |= {WEB / address.removeprefix("/web/") for address in imported(one)} - found
    return found


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(create_app(Engine(tmp_path_factory.mktemp("empty")))) as client:
        yield client


@pytest.fixture(scope="module")
def description(client: TestClient) -> Mapping[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.mark.parametrize("path", ["/", "/threads", "/library", "/docs", "/documents/x", "/web/style.css", "/nope"])
def test_every_response_forbids_what_no_page_needs(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_hold_no_inline_script_or_style(page: Path) -> None:
    for tag, attributes in Elements(page).found:
        assert tag != "style"
        assert tag != "script" or attributes.get("src")
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_load_only_files_that_are_there(client: TestClient, page: Path) -> None:
    for tag, attributes in Elements(page).found:
        address = attributes.get("src") or (attributes.get("href") if tag == "link" else None)
        if address is not None:
            assert client.get(address).status_code == 200
    assert all(client.get(address).status_code == 200 for script in SCRIPTS for address in imported(script))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_id_is_used_once(page: Path) -> None:
    ids = [attributes["id"] for _, attributes in Elements(page).found if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_every_script_belongs_to_a_page() -> None:
    entries = {WEB / name for page in PAGES for name in re.findall(r'src="/web/(.*?\.js)"', page.read_text("utf-8"))}
    assert set(SCRIPTS) == {file for entry in entries for file in reached(entry)} | set(LANGUAGES)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_text_from_documents_never_becomes_markup(script: Path) -> None:
    markup = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML|DOMParser|\beval\(|new Function"
    assert not re.search(markup, script.read_text("utf-8"))


def test_nothing_is_loaded_from_another_host() -> None:
    links_and_names = ("https://doi.org/${", "http://www.w3.org/2000/svg")
    for file in client_files():
        text = file.read_text("utf-8")
        for known in links_and_names:
            text = text.replace(known, "")
        assert not re.search(r"(?:https?:)?//[a-z]", text), file


def test_scripts_ask_for_elements_that_are_on_the_page() -> None:
    on_page = {attributes.get("id") for _, attributes in Elements(WEB / "index.html").found}
    made = {name for script in SCRIPTS for name in re.findall(r'\bid: "([\w-]+)"', script.read_text("utf-8"))}
    for script in reached(WEB / "main.js"):
        wanted = set(re.findall(r'find\("#([\w-]+)', script.read_text("utf-8")))
        assert wanted <= on_page | made, script


def test_every_kind_of_problem_is_described(description: Mapping[str, Any]) -> None:
    described = [(one["type"], one["status"]) for one in description["x-problems"]]
    assert described == [(f"/docs#{kind.name}", kind.status) for kind in KINDS]
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_the_client_names_only_problems_that_exist() -> None:
    named = set(re.findall(r'"problem\.([\w-]+)"', (WEB / "languages" / "en.js").read_text("utf-8")))
    assert named - {"other"} <= {kind.name for kind in KINDS}


def test_every_route_of_the_contract_is_described(description: Mapping[str, Any]) -> None:
    routes = {f"{method.upper()} {path}" for path, methods in description["paths"].items() for method in methods}
    assert routes == {
        "POST /v1/search",
        "POST /v1/ask",
        "POST /v1/locate",
        "GET /v1/documents",
        "GET /v1/documents/{document_id}",
        "GET /v1/documents/{document_id}/passages",
        "GET /v1/documents/{document_id}/pages/{number}",
        "GET /v1/documents/{document_id}/pages/{number}.png",
        "GET /v1/documents/{document_id}/citation",
        "GET /v1/citations",
        "POST /v1/chat/completions",
        "GET /v1/models",
        "GET /v1/models/{model}",
        "GET /v1/passages/{passage_id}",
        "POST /v1/documents",
        "POST /v1/reread",
        "DELETE /v1/documents/{document_id}",
        "GET /v1/jobs",
        "GET /v1/jobs/{job_id}",
        "GET /v1/jobs/{job_id}/events",
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
    }


def test_every_body_has_an_example(description: Mapping[str, Any]) -> None:
    for methods in description["paths"].values():
        for route in methods.values():
            (status,) = route["responses"].keys() & {"200", "202"}
            bodies = [route["responses"][status], *([route["requestBody"]] if "requestBody" in route else [])]
            for body in (body for body in bodies if "application/json" in body["content"]):
                name = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
                assert description["components"]["schemas"][name]["examples"]
            for status, response in route["responses"].items():
                (described,) = (
                    response["content"].values() if status not in ("200", "202", "304") else ({"example": 1},)
                )
                assert "example" in described


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_examples_are_what_they_are_examples_of(model: type[BaseModel]) -> None:
    for example in model.model_json_schema()["examples"]:
        assert model.model_validate(example).model_dump(by_alias=True, exclude_unset=True, mode="json") == example
