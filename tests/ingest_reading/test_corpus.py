"""The corpus is what it was when its pages were checked, and none of it is part of the distribution."""

import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from pincite.ingest.record import read_record

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"

SHA256 = {
    "aitmurzina2025": "2b6d6e2074cb62ed8baad72263ffd915f7f17734859469f79cd36b8896f65796",
    "patalakh2018": "ce670e7affd0a6e787194aee7ffb3879562ca911c18e5f97122c5f8e3022f019",
    "temirtashev2024": "b6a665fb7d0746fdc0e7b6d1478c7c76c2d30bbf60404bd4f402a0e31c61269c",
    "yessirkep2025": "b2d9db3594d0353362993b222745db6b630f304afc938365556deabb5827170b",
    "zhunissova2023": "81102626dd7cb98b404d1effb676275e5df46b914b763276bf5ff2e11e28c94a",
}
PAGES = {"aitmurzina2025": 47, "patalakh2018": 24, "temirtashev2024": 8, "yessirkep2025": 10, "zhunissova2023": 28}

of_each_document = pytest.mark.parametrize("document_id", sorted(SHA256))


def text_of(document_id: str) -> str:
    return (CORPUS / "documents" / f"{document_id}.txt").read_bytes().decode("utf-8")


def page_map_of(document_id: str) -> dict[str, Any]:
    page_map = json.loads((CORPUS / "pages" / f"{document_id}.json").read_text("utf-8"))
    assert isinstance(page_map, dict)
    return page_map


def records() -> list[dict[str, Any]]:
    items = json.loads((CORPUS / "library.json").read_text("utf-8"))
    assert isinstance(items, list)
    return items


@of_each_document
def test_the_text_is_the_one_whose_pages_were_checked(document_id: str) -> None:
    content = (CORPUS / "documents" / f"{document_id}.txt").read_bytes()
    assert sha256(content).hexdigest() == SHA256[document_id]


def test_each_text_has_one_record_and_one_page_map() -> None:
    assert sorted(path.name for path in (CORPUS / "documents").iterdir()) == [f"{name}.txt" for name in sorted(SHA256)]
    assert sorted(path.name for path in (CORPUS / "pages").iterdir()) == [f"{name}.json" for name in sorted(SHA256)]
    assert sorted(item["id"] for item in records()) == sorted(SHA256)


def test_each_record_can_be_read_and_names_its_licence() -> None:
    for item in records():
        record = read_record(item, where="corpus/library.json")
        assert record.authors
        assert record.year
        assert item["custom"]["licence"]


def test_what_the_text_does_not_say_is_marked() -> None:
    marked = {item["id"]: item["custom"].get("outside_text", []) for item in records()}
    text = " ".join(text_of("patalakh2018").split()).casefold()
    item = next(item for item in records() if item["id"] == "patalakh2018")
    for field in ("title", "container-title", "DOI"):
        assert item[field].casefold() not in text
        assert field in marked["patalakh2018"]


def test_only_the_inferred_year_is_circa() -> None:
    assert [item["id"] for item in records() if item["issued"].get("circa")] == ["zhunissova2023"]


@of_each_document
def test_pages_are_numbered_from_one_and_starts_grow(document_id: str) -> None:
    pages = page_map_of(document_id)["pages"]
    assert [page["page"] for page in pages] == list(range(1, PAGES[document_id] + 1))
    bounds = [offset for page in pages for offset in (page.get("page_from", page["start"]), page["start"])]
    assert bounds == sorted(bounds)
    assert len({page["start"] for page in pages}) == len(pages)
    assert bounds[0] == 0


@of_each_document
def test_each_page_begins_where_its_map_says(document_id: str) -> None:
    text = text_of(document_id)
    page_map = page_map_of(document_id)
    assert page_map["document"] == document_id
    for page in page_map["pages"]:
        assert text.startswith(page["starts_with"], page["start"]), f"page {page['page']}"


@of_each_document
def test_a_page_says_how_sure_its_start_is(document_id: str) -> None:
    for page in page_map_of(document_id)["pages"]:
        assert page["confidence"] in {"certain", "likely", "guess"}
        assert page.get("tolerance_chars", 1) > 0
        assert page["label"] == (None if document_id == "zhunissova2023" else str(page["page"]))


def test_the_wheel_holds_the_packages_and_no_text_of_the_corpus(tmp_path: Path) -> None:
    # Built from a copy: building leaves files behind in the folder it builds from.
    source = tmp_path / "source"
    shutil.copytree(
        ROOT, source, symlinks=True, ignore=shutil.ignore_patterns(".*", "data", "build", "dist", "*.egg-info")
    )
    command = [sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", str(tmp_path), str(source)], check=True)
    (wheel,) = tmp_path.glob("pincite-*.whl")
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        hashes = {sha256(archive.read(name)).hexdigest() for name in names}
    folders = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert folders == {"pincite"}
    assert not hashes & set(SHA256.values())
