"""The documentation says what is true now."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from generated_parts import PAGES, refresh_parts
from source_modules import MODULES
from typer.main import get_command

from pincite.ingest.sandbox.parser_limits import ParserLimits
from pincite.service.commands.cli import app
from pincite.service.model.chat_model import ModelSettings
from pincite.service.settings import Settings, read_limits, read_settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SITE = [page for page in PAGES if (ROOT / "docs") in page.parents]
TEXTS = [*PAGES, ROOT / "corpus" / "README.md"]
# What a path begins with that a page names: `ingest/text/clean_text.py`.
TOP = "corpus|docs|eval|index|ingest|pincite|scripts|service|tests"


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def without_code(text: str) -> str:
    return re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as the site and GitHub make them."""
    heads = re.findall(r"^#+ (.+)$", without_code(text), re.MULTILINE)
    plain = (re.sub(r"[^\w\s-]", "", re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", head)) for head in heads)
    return {re.sub(r"\s+", "-", head.strip().lower()) for head in plain}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_what_follows_from_the_code_is_as_the_code_is(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert refresh_parts(text) == text, "run: make reference"


class Remembering(dict[str, str]):
    """An environment that notes which settings are read."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__(known)
        self.read = set(known)

    def get(self, name: str, default: object = None) -> str:
        self.read.add(name)
        return super().get(name, str(default or ""))


def settings() -> set[str]:
    """Every setting that the service and the commands read."""
    environment = Remembering({"PINCITE_LLM_URL": "http://127.0.0.1/v1", "PINCITE_LLM_MODEL": "one"})
    read_settings(environment)
    read_limits(environment)
    parameters = [parameter for command in commands() for parameter in command.params]
    return environment.read | {one.envvar for one in parameters if isinstance(one.envvar, str)}


def commands() -> Iterator[Any]:
    waiting: list[Any] = [get_command(app)]
    while waiting:
        command = waiting.pop()
        waiting += getattr(command, "commands", {}).values()
        yield command


def test_every_setting_is_described_with_its_default() -> None:
    rows = re.findall(
        r"^\| `(PINCITE_\w+)` \| (?:`([^`]*)`)? ?\|",
        (ROOT / "docs/reference/settings.md").read_text("utf-8"),
        re.MULTILINE,
    )
    described = dict(rows)
    assert len(rows) == len(described)
    assert set(described) == settings()
    known, limits, model = Settings(), ParserLimits(), ModelSettings(url="", model="")
    for name, value in {
        "PINCITE_DATA": known.data,
        "PINCITE_HOST": known.host,
        "PINCITE_PORT": known.port,
        "PINCITE_THREADS": known.threads,
        "PINCITE_UPLOAD_MIB": known.upload_mib,
        "PINCITE_PARSER_SECONDS": int(limits.seconds),
        "PINCITE_PARSER_MEMORY_MIB": limits.memory_mib,
        "PINCITE_PARSER_OUTPUT_MIB": limits.output_mib,
        "PINCITE_PARSER_INPUT_MIB": limits.input_mib,
        "PINCITE_LLM_TIMEOUT_S": int(model.timeout_s),
        "PINCITE_LLM_RETRIES": model.retries,
        "PINCITE_LLM_PROMPT_TOKENS": model.prompt_tokens,
        "PINCITE_LLM_ANSWER_TOKENS": model.answer_tokens,
    }.items():
        assert described[name] == str(value), name


def test_commands_and_targets_that_are_named_exist() -> None:
    known = set(
        re.findall(r"^## pincite (.+)$", (ROOT / "docs/reference/commands.md").read_text("utf-8"), re.MULTILINE)
    )
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert phony is not None
    targets = set(phony[1].split())
    for page in TEXTS:
        text = page.read_text(encoding="utf-8")
        code = "\n".join(
            re.findall(r"`[^`\n]+`", text) + re.findall(r"^ *```.*?^ *```$", text, re.DOTALL | re.MULTILINE)
        )
        for name in re.findall(r"(?:^|[`$] ?|bin/)pincite ([a-z]+)", code, re.MULTILINE):
            assert any(command.split()[0] == name for command in known), f"{named(page)}: pincite {name}"
        for name in re.findall(r"(?:^|`)make ([a-z-]+)", code, re.MULTILINE):
            assert name in targets, f"{named(page)}: make {name}"


def test_every_make_target_is_described() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert targets is not None
    assert [name for name in targets[1].split() if name != "help" and f"make {name}" not in makefile] == []


@pytest.mark.parametrize("page", TEXTS, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://)([^)\s]+)\)", without_code(page.read_text(encoding="utf-8"))):
        file, _, anchor = target.partition("#")
        goal = page.parent.joinpath(file).resolve() if file else page
        assert goal.exists(), target
        assert not anchor or anchor in anchors(goal.read_text(encoding="utf-8")), target


def test_links_of_the_site_stay_within_the_site() -> None:
    for page in SITE:
        for target in re.findall(r"\]\((?!https?://|#)([^)\s#]+)", without_code(page.read_text(encoding="utf-8"))):
            assert ROOT / "docs" in page.parent.joinpath(target).resolve().parents, f"{named(page)}: {target}"


def test_every_page_is_in_the_navigation_once() -> None:
    listed = re.findall(r": (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(str(page.relative_to(ROOT / "docs")) for page in SITE)


@pytest.mark.parametrize("page", TEXTS, ids=named)
def test_files_and_folders_that_are_named_exist(page: Path) -> None:
    # `documents/<id>.txt` and the like have a place to be filled in; build/ and data/ are made later.
    named_there = re.findall(rf"`((?:{TOP})/[\w./-]*\w/?)[`:]", page.read_text(encoding="utf-8"))
    named_there += re.findall(r"python ((?:scripts|tests)/\S+\.py)", page.read_text(encoding="utf-8"))
    assert [path for path in named_there if not (ROOT / path).exists()] == []


def test_pages_that_the_code_names_exist() -> None:
    files = [module.path for module in MODULES] + sorted((ROOT / "scripts").rglob("*.py"))
    files += [ROOT / "Makefile", ROOT / "CHANGELOG.md", *ROOT.glob("constraints*.txt")]
    for file in files:
        for path in re.findall(r"docs/[\w/-]+\.\w+", file.read_text(encoding="utf-8")):
            assert (ROOT / path).exists(), f"{named(file)}: {path}"


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 120


def test_pages_ask_no_other_host_for_fonts_scripts_or_pictures() -> None:
    assert re.search(r"^  font: false$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    for page in TEXTS:
        assert not re.search(r"!\[[^\]]*\]\(https?:|<(?:img|script|link)\b", page.read_text("utf-8")), named(page)


def test_no_registry_is_named_but_the_one_that_torch_documents() -> None:
    for path in (*TEXTS, ROOT / "CHANGELOG.md", ROOT / "Makefile", *ROOT.glob("scripts/*/*.*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace(
                "TORCH_CPU_INDEX ?= https://download.pytorch.org/whl/cpu", ""
            )
            assert not re.search(r"pypi\.org|download\.pytorch\.org|npmjs", text), path


def test_the_changelog_has_a_place_for_what_comes() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
