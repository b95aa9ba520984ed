"""What is found in files and folders."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pincite.ingest.collect import Refused, collect, guess_record
from pincite.ingest.formats.plain import read_plain
from pincite.ingest.read import Item


def items(*paths: Path) -> list[Item | Refused]:
    return list(collect(paths))


def library(folder: Path, *ids: str) -> Path:
    (folder / "documents").mkdir(parents=True)
    records = [{"id": identifier, "title": f"Work {identifier}"} for identifier in ids]
    (folder / "library.json").write_text(json.dumps(records), encoding="utf-8")
    for identifier in ids:
        (folder / "documents" / f"{identifier}.txt").write_text("Some text.", encoding="utf-8")
    return folder


def test_a_library_folder_gives_its_records_and_page_maps(tmp_path: Path) -> None:
    library(tmp_path, "a2001", "b2002")
    (tmp_path / "README.md").write_text("Not a document.", encoding="utf-8")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "b2002.json").write_text("{}", encoding="utf-8")
    found = [item for item in items(tmp_path) if isinstance(item, Item)]
    assert [(item.file.name, item.record.id if item.record else None) for item in found] == [
        ("a2001.txt", "a2001"),
        ("b2002.txt", "b2002"),
    ]
    assert [item.page_map for item in found] == [None, tmp_path / "pages" / "b2002.json"]


def test_a_record_without_a_file_is_reported(tmp_path: Path) -> None:
    library(tmp_path, "a2001")
    (tmp_path / "documents" / "a2001.txt").unlink()
    (refused,) = items(tmp_path)
    assert isinstance(refused, Refused)
    assert "there is no file for it" in str(refused.error)


def test_an_id_used_twice_is_reported(tmp_path: Path) -> None:
    library(tmp_path, "a2001", "b2002")
    (tmp_path / "library.json").write_text('[{"id": "x", "title": "A"}, {"id": "x", "title": "B"}]', encoding="utf-8")
    (refused,) = items(tmp_path)
    assert isinstance(refused, Refused)
    assert "'x' is used more than once" in str(refused.error)


def test_any_other_folder_gives_every_readable_file_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.pdf", "sub/c.md", ".hidden/d.txt", "picture.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    found = [item.file.relative_to(tmp_path).as_posix() for item in items(tmp_path) if isinstance(item, Item)]
    assert found == ["a.pdf", "b.txt", "sub/c.md"]


def test_a_file_takes_the_record_and_page_map_beside_it(tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text("Some text.", encoding="utf-8")
    (tmp_path / "paper.json").write_text('{"id": "doe2020", "title": "A paper"}', encoding="utf-8")
    (tmp_path / "paper.pages.json").write_text("{}", encoding="utf-8")
    (item,) = items(tmp_path / "paper.txt")
    assert isinstance(item, Item)
    assert item.record is not None
    assert (item.record.id, item.page_map) == ("doe2020", tmp_path / "paper.pages.json")


def test_a_file_of_a_library_folder_takes_its_record_from_there(tmp_path: Path) -> None:
    library(tmp_path, "a2001")
    (item,) = items(tmp_path / "documents" / "a2001.txt")
    assert isinstance(item, Item)
    assert item.record is not None
    assert item.record.id == "a2001"


def test_a_path_that_is_not_there_is_reported(tmp_path: Path) -> None:
    (refused,) = items(tmp_path / "missing.pdf")
    assert isinstance(refused, Refused)
    assert "there is no such file or folder" in str(refused.error)


def test_a_record_is_guessed_from_the_text_and_marked_so() -> None:
    source = read_plain(b"# **On Soft Power**\n\nText.", "x", media_type="text/markdown")
    record = guess_record(source, Path("nye-1990-draft.md"), "en")
    assert (record.title, record.year, record.language) == ("On Soft Power", 1990, "en")
    assert record.csl["custom"] == {"guessed": ["title", "issued"]}


@pytest.mark.parametrize(
    ("title", "author"),
    [("untitled", "anonymous"), ("(unspecified)", "(unspecified)"), ("Microsoft Word - draft2.doc", "User"), ("", "")],
)
def test_what_programs_write_for_want_of_a_name_is_no_title_and_no_author(title: str, author: str) -> None:
    source = replace(read_plain(b"On Soft Power\n\nText.", "x", media_type="text/plain"), title=title, author=author)
    record = guess_record(source, Path("draft.pdf"), "en")
    assert (record.id, record.title, record.authors) == ("draft", "On Soft Power", ())


@pytest.mark.parametrize(
    ("title", "author"),
    [
        ("The Unknown Citizen", "W. H. Auden"),
        ("Untitled Lives", "Anna Nonymous"),
        ("1984", "Orwell"),
        ("Microsoft Word in schools", "Ed"),
    ],
)
def test_titles_that_only_look_like_none_stay(title: str, author: str) -> None:
    source = replace(read_plain(b"Text.", "x", media_type="text/plain"), title=title, author=author)
    record = guess_record(source, Path("draft.pdf"), "en")
    assert (record.title, str(record.authors[0])) == (title, author)


def test_a_running_head_with_the_page_number_is_no_title() -> None:
    pages = [f"Lee et al. {1023 + place}\n\nOn dredging\n\nText." for place in range(3)]
    source = read_plain("\f".join(pages).encode(), "x", media_type="text/plain")
    assert guess_record(source, Path("paper.txt"), "en").title == "On dredging"
