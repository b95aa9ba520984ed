"""Asks ten questions through each door and writes what comes back into docs/tutorial/ten-questions.md.

A service is started on a free port for it. Run it when answers have changed:
`python scripts/documentation/ten_questions.py`.
"""

import argparse
import asyncio
import json
import os
import re
import shlex
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mcp import Client
from mcp_types import CallToolResult, TextContent
from openai import OpenAI

ROOT = Path(__file__).parents[2]
SHOWN_ADDRESS = "http://127.0.0.1:8000"

# What researchers ask of the five papers. One question takes up the one before it; the papers do not answer the last.
THROUGH_OPENAI = (
    ("How does Kazakhstan manage foreign soft power?",),
    ("What is China's soft power in Kazakhstan?", "And Russia's?"),
    ("What norms does the EU promote in its policies towards Kazakhstan?",),
)
THROUGH_MCP = (
    ("ask", {"question": "What is Joseph Nye's definition of soft power?"}),
    ("ask", {"question": "How many Confucius Institutes are there in Kazakhstan?"}),
    ("ask", {"question": "What is multi-vector foreign policy?", "documents": ["aitmurzina2025"]}),
)
THROUGH_CURL = (
    "Which methods were used to study soft power in Kazakhstan?",
    "What role do scholarships play in the soft power of the European Union?",
    "What does Kazakhstan export to Brazil?",
)


@contextmanager
def service(data: Path) -> Iterator[str]:
    """The address of a service that is ready."""
    settings = os.environ | {"PINCITE_DATA": str(data), "PINCITE_PORT": "0"}
    with subprocess.Popen(
        [sys.executable, "-m", "pincite.service"], env=settings, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found, "the service did not start"
            wait_until_ready(found[0])
            yield found[0]
        finally:
            process.terminate()


def wait_until_ready(address: str) -> None:
    """Raises TimeoutError after a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/readyz"):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{address} is not ready after a minute; run: pincite add corpus")


def through_openai(address: str, turns: tuple[str, ...]) -> str:
    """A conversation with the `openai` client: each question, then the message that answers it."""
    client = OpenAI(base_url=f"{address}/v1", api_key="none")
    messages: list[Any] = []
    said = []
    for turn in turns:
        messages.append({"role": "user", "content": turn})
        reply = client.chat.completions.create(model="pincite-extractive", messages=messages)
        content = reply.choices[0].message.content or ""
        messages.append({"role": "assistant", "content": content})
        asked = (reply.model_extra or {})["pincite"]["asked"]
        as_asked = "" if asked == turn else f"\n(searched as: {asked})"
        said.append(f"> {turn}{as_asked}\n\n{content}")
    return "\n\n".join(said)


async def through_mcp(address: str, tool: str, arguments: dict[str, Any]) -> str:
    """What a tool says to the SDK's client."""
    async with Client(f"{address}/mcp") as client:
        result = await client.call_tool(tool, arguments)
        assert isinstance(result, CallToolResult)
        return "\n".join(block.text for block in result.content if isinstance(block, TextContent))


def through_curl(address: str, question: str) -> tuple[str, str]:
    """The command, and what it prints: the reply without its hits, which would fill pages."""
    body = json.dumps({"question": question}, ensure_ascii=False)
    command = ["curl", "-s", f"{address}/v1/ask", "-H", "Content-Type: application/json", "-d", body]
    printed = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    printed["hits"] = f"... {len(printed['hits'])} hits"
    printed["citations"] = [
        {name: one[name] for name in ("n", "text", "quote", "match", "start", "end", "url")}
        for one in printed["citations"]
    ]
    return shlex.join(command), json.dumps(printed, ensure_ascii=False, indent=2)


def page(address: str) -> str:
    """The whole page."""
    parts = [
        "# Ten questions",
        "What the five papers of `corpus/` answer, asked in three ways and written down as it came back\n"
        "by `scripts/documentation/ten_questions.py`. [Other programs](../howto/other-programs.md) describes\n"
        "each way to ask.",
        "## With the openai client",
        'After `client.chat.completions.create(model="pincite-extractive", messages=[...])`:\n'
        "`reply.choices[0].message.content`.",
    ]
    for turns in THROUGH_OPENAI:
        parts.append(fenced(through_openai(address, turns)))
    parts += ["## With an MCP client", f'`async with Client("{SHOWN_ADDRESS}/mcp") as client:`']
    for tool, arguments in THROUGH_MCP:
        parts.append(f"`await client.call_tool({tool!r}, {arguments!r})`")
        parts.append(fenced(asyncio.run(through_mcp(address, tool, arguments))))
    parts += ["## With curl", "Of each citation some fields are left out here, and so are the hits."]
    for question in THROUGH_CURL:
        command, printed = through_curl(address, question)
        parts += [f"```\n{command}\n```", f"```json\n{printed}\n```"]
    return "\n\n".join(parts).replace(address, SHOWN_ADDRESS) + "\n"


def fenced(text: str) -> str:
    """Text as it came, with long lines folded."""
    lines = [textwrap.fill(line, 118, break_long_words=False, break_on_hyphens=False) for line in text.splitlines()]
    return "```\n" + "\n".join(lines) + "\n```"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"), help="a data directory with the papers of corpus/")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "tutorial" / "ten-questions.md")
    options = parser.parse_args()
    with service(options.data) as address:
        options.out.write_text(page(address), encoding="utf-8")


if __name__ == "__main__":
    main()
