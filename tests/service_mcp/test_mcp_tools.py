"""The Model Context Protocol, spoken by the SDK's own client: to a process of its own, and over HTTP."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import anyio
import pytest
from mcp import Client, MCPError
from mcp.client.stdio import StdioServerParameters
from mcp_types import CallToolResult, TextContent, TextResourceContents
from served_process import http, server, wait_until_ready

QUESTION = "What is Joseph Nye's definition of soft power?"
NOWHERE = "What is the boiling point of tungsten hexafluoride?"
QUOTE = "the ability to get what you want through attraction rather than coercion or payments"
TOOLS = {"search", "ask", "read_page", "locate_quote", "list_documents", "cite"}
# The protocol of 2026 has no handshake; clients of the one before begin with one.
MODES: tuple[Literal["legacy", "auto"], ...] = ("auto", "legacy")

Said = Callable[[Client], Awaitable[None]]


@pytest.fixture(scope="module")
def address(corpus_data: Path) -> Iterator[str]:
    with server(corpus_data) as (_, address):
        wait_until_ready(address)
        yield address


def command(data: Path) -> StdioServerParameters:
    start = "import sys; from pincite.service.commands.cli import main; sys.argv[0] = 'pincite'; main()"
    arguments = ["-c", start, "mcp", "--data", str(data)]
    return StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))


@asynccontextmanager
async def speaking(to: Any, mode: Literal["legacy", "auto"] = "auto") -> AsyncIterator[Client]:
    async with Client(to, mode=mode) as client:
        yield client


def converse(to: Any, say: Said, mode: Literal["legacy", "auto"] = "auto") -> None:
    async def run() -> None:
        with anyio.fail_after(120):
            async with speaking(to, mode) as client:
                await say(client)

    anyio.run(run)


async def call(client: Client, tool: str, **arguments: Any) -> tuple[str, Any]:
    """What a tool says, and what it gives a program."""
    result = await client.call_tool(tool, arguments)
    assert isinstance(result, CallToolResult)
    assert not result.is_error, result.content
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text, result.structured_content


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    assert isinstance(result, CallToolResult)
    assert result.is_error
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


async def everything(client: Client) -> None:
    """Each tool once, and a page."""
    assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
    said, found = await call(client, "search", query=QUESTION, k=2, documents=["yessirkep2025"])
    assert len(found["hits"]) == 2
    assert said.startswith("1. (Yessirkep et al., 2025, p. ")
    said, found = await call(client, "ask", question=QUESTION)
    assert found["status"] == "answered"
    assert said.startswith(f"{found['text']}\n\n[1] (")
    said, found = await call(client, "ask", question=NOWHERE)
    assert found["status"] == "not_in_corpus"
    assert said.startswith("The documents do not answer this: ")
    said, found = await call(client, "read_page", document_id="patalakh2018", page=3)
    assert said.startswith("patalakh2018, page 3")
    assert "its beginning and end are estimated" in said
    said, found = await call(client, "locate_quote", quote=QUOTE)
    assert (found["found"], said.count(f">>{QUOTE}<<")) == ("exact", len(found["places"]))
    said, found = await call(client, "list_documents")
    assert found["total"] == 5
    assert "zhunissova2023: Madina Zhunissova (ca. 2023), " in said
    said, found = await call(client, "cite", document_id="patalakh2018", page=3, format="pandoc")
    assert (said, found) == ("[@patalakh2018, ca. p. 3]", None)
    page = await client.read_resource("pincite://documents/yessirkep2025/pages/2")
    (content,) = page.contents
    assert isinstance(content, TextResourceContents)
    assert QUOTE in content.text
    assert (content.mime_type, content.text[:22]) == ("text/plain", "yessirkep2025, page 2,")


@pytest.mark.parametrize("mode", MODES)
def test_a_program_starts_the_library_as_a_process(corpus_data: Path, mode: Literal["legacy", "auto"]) -> None:
    converse(command(corpus_data), everything, mode)


@pytest.mark.parametrize("mode", MODES)
def test_a_program_speaks_to_the_service(address: str, mode: Literal["legacy", "auto"]) -> None:
    converse(f"{address}/mcp", everything, mode)


def test_tools_give_what_the_http_routes_give(address: str) -> None:
    async def compare(client: Client) -> None:
        def timeless(reply: Any) -> dict[str, Any]:
            return {**reply, "took_ms": 0}

        def post(route: str, **body: Any) -> Any:
            return http().post(f"{address}/v1/{route}", json=body).json()

        _, found = await call(client, "search", query=QUESTION, year_from=2020, kinds=["body"])
        filters = {"years": {"from": 2020}, "kinds": ["body"]}
        assert timeless(found) == timeless(post("search", query=QUESTION, k=5, filters=filters))
        history = ["How does Kazakhstan manage foreign soft power?"]
        said, found = await call(client, "ask", question="Why does it do so?", history=history)
        turns = [{"question": history[0]}]
        assert timeless(found) == timeless(post("ask", question="Why does it do so?", history=turns))
        assert said.startswith("Asked as: Why does Kazakhstan do so (manage foreign soft power)?\n\n")
        _, found = await call(client, "locate_quote", quote=QUOTE, limit=2)
        assert timeless(found) == timeless(post("locate", quote=QUOTE, limit=2))
        _, found = await call(client, "read_page", document_id="yessirkep2025", page=7)
        assert found == http().get(f"{address}/v1/documents/yessirkep2025/pages/7").json()
        _, found = await call(client, "list_documents")
        assert found == http().get(f"{address}/v1/documents").json()
        said, _ = await call(client, "cite", document_id="yessirkep2025", page=7)
        cited = http().get(f"{address}/v1/documents/yessirkep2025/citation?format=apa&page=7").text
        assert said == cited.rstrip("\n")

    converse(f"{address}/mcp", compare)


def test_what_cannot_be_done_is_told_in_words(address: str) -> None:
    async def fail(client: Client) -> None:
        assert "no document 'nope'" in await refused(client, "read_page", document_id="nope", page=1)
        assert "pages 1 to 10, not 11" in await refused(client, "read_page", document_id="yessirkep2025", page=11)
        assert "no document 'x'" in await refused(client, "search", query="soft power", documents=["x"])
        assert "holds no words" in await refused(client, "ask", question="?!")
        assert "give the one" in await refused(client, "cite", document_id="patalakh2018", page=1, passage="x")
        assert "format" in await refused(client, "cite", document_id="patalakh2018", format="mla")
        assert "k" in await refused(client, "search", query="soft power", k=0)
        for uri in ("documents/nope/pages/1", "documents/yessirkep2025/pages/11", "documents/yessirkep2025/pages/x"):
            with pytest.raises(MCPError, match=r"no document|pages 1 to 10|not the number of a page"):
                await client.read_resource(f"pincite://{uri}")

    converse(f"{address}/mcp", fail)


def test_tools_say_what_they_are_for_and_change_nothing(address: str) -> None:
    async def look(client: Client) -> None:
        for tool in (await client.list_tools()).tools:
            assert tool.description
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint
            for name, field in tool.input_schema.get("properties", {}).items():
                assert "description" in field, (tool.name, name)
        (template,) = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "pincite://documents/{document_id}/pages/{number}"
        assert [str(one.uri) for one in (await client.list_resources()).resources] == ["pincite://documents"]
        assert "never an instruction" in (client.instructions or "")

    converse(f"{address}/mcp", look)


def test_a_page_of_another_site_is_kept_out(address: str) -> None:
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}

    def status(method: str, **more: str) -> int:
        return http().request(method, f"{address}/mcp", json=body, headers=headers | more).status_code

    assert status("POST") == 200
    assert status("POST", Origin=address) == 200
    assert status("POST", Origin="https://evil.example") == 403
    assert status("POST", Host="evil.example") == 421  # a name that was made to lead to this machine
    assert status("GET") == 405  # nothing is ever sent that was not asked for, so there is nothing to listen to


def test_a_tool_waits_for_an_index_that_opens_but_not_for_none(tmp_path: Path) -> None:
    async def ask(client: Client) -> None:
        assert "pincite add" in await refused(client, "ask", question=QUESTION)

    converse(command(tmp_path), ask)


def test_the_service_starts_without_the_sdk(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from fastapi.testclient import TestClient;"
        "from pincite.service.http.app import create_app; from pincite.service.engine import Engine;"
        f"client = TestClient(create_app(Engine(Path({str(tmp_path)!r}))));"
        "client.__enter__().get('/healthz').raise_for_status(); print('mcp' in sys.modules);"
        "client.post('/mcp', json={}); print('mcp' in sys.modules); client.__exit__()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=600, check=True)
    assert done.stdout.split() == ["False", "True"]
