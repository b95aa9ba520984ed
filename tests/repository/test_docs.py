"""The documentation says what is true now."""

import re
from pathlib import Path

from typer.main import get_command

from pincite.service.commands.cli import app
from pincite.service.engine import Engine
from pincite.service.http.app import create_app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
HTTP = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")


def test_every_route_is_in_the_list_of_routes(tmp_path: Path) -> None:
    routes = create_app(Engine(tmp_path)).openapi()["paths"]
    missing = [path for path in routes if path.startswith("/v1") and f" {path}`" not in HTTP]
    assert missing == []


def test_every_command_and_its_settings_are_in_the_readme() -> None:
    command = get_command(app)
    names = getattr(command, "commands")  # noqa: B009  (a group of commands; typer does not say so)
    assert [name for name in names if f"pincite {name} " not in README] == []
    settings = {p.envvar for sub in names.values() for p in sub.params if isinstance(p.envvar, str)}
    assert sorted(name for name in settings if name not in README) == []


def test_every_make_target_is_described() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert targets is not None
    written = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8") + makefile
    assert [name for name in targets[1].split() if name != "help" and f"make {name}" not in written] == []


def test_links_to_files_lead_somewhere() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "corpus/README.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?://|#)([^)]+)\)", text):
            assert (ROOT / name).parent.joinpath(target).exists(), f"{name}: {target}"


def test_no_registry_is_named_but_the_one_that_torch_documents() -> None:
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "Makefile", *ROOT.glob("scripts/*/*.*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace(
                "TORCH_CPU_INDEX ?= https://download.pytorch.org/whl/cpu", ""
            )
            assert not re.search(r"pypi\.org|download\.pytorch\.org|npmjs", text), path


def test_the_changelog_has_a_place_for_what_comes() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
