"""By which rules documents were read, and with which page map."""

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from small_documents import document_of, file_of, fill
from version_01 import as_version_01_left_it

from pincite.ingest.document import Document
from pincite.ingest.errors import DocumentNotFound
from pincite.ingest.library.store import Library


def read_by(name: str, rules: str) -> Document:
    return replace(document_of(name), rules=rules, page_map=b'{"pages": []}')


def test_rules_and_page_map_come_back_with_the_document(tmp_path: Path) -> None:
    document = read_by("a", "text/plain 1 1 1")
    with Library(tmp_path, write=True) as library:
        library.add(document, file_of("a"))
        assert library.document("a") == document
        found = library.reading("a")
        assert (found.key, found.rules, found.page_map) == (document.key, document.rules, document.page_map)
        assert (found.sha256, found.file_name, found.record) == (document.sha256, "a.txt", document.record)
        with pytest.raises(DocumentNotFound, match="'b'"):
            library.reading("b")


def test_what_other_rules_read_is_counted_and_listed(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library:
        for name, rules in (("a", "old"), ("b", "new"), ("c", "new, too"), ("d", "")):
            library.add(read_by(name, rules), file_of(name))
        assert library.read_otherwise({"new", "new, too"}) == ["a", "d"]
        assert library.count_read_otherwise({"new", "new, too"}) == 2
        library.remove("a")
        library.add(replace(read_by("d", "new"), key="other"), file_of("d"))
        assert library.read_otherwise({"new"}) == ["c"]
        assert library.count_read_otherwise({"new"}) == 1


def test_adding_the_same_document_again_notes_by_which_rules(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path, write=True) as library:
        assert library.add(read_by("a", "new"), file_of("a")) == "unchanged"
        assert library.reading("a").rules == "new"


def test_rules_are_noted_for_the_document_that_was_looked_at_alone(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path, write=True) as library:
        seen = library.reading("a")
        library.note_reading(replace(seen, rules="new", page_map=b"map"))
        assert (library.reading("a").rules, library.reading("a").page_map) == ("new", b"map")
        library.add(document_of("a", 2), file_of("a", 2))
        library.note_reading(replace(seen, rules="newer"))
        assert library.reading("a").rules == ""


def test_a_document_is_exchanged_for_one_from_the_same_file_while_it_is_the_one_that_was_read(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path, write=True) as library:
        before = library.document("a")
        again = replace(before, key="again", text=before.text, rules="new", passages=before.passages[:2])
        assert not library.exchange(again, key="another key")
        assert library.document("a") == before
        assert library.exchange(again, key=before.key)
        assert library.document("a") == again
        assert library.waiting() == {"a": "again"}
        assert library.present_passage(before.passages[0].id) == again.passages[0]
        library.remove("a")
        assert not library.exchange(again, key="again")
        assert library.keys() == {}
        assert library.problems() == []


@pytest.mark.parametrize("version", [4, 5])
def test_an_older_library_has_read_all_by_older_rules(tmp_path: Path, version: int) -> None:
    fill(tmp_path, "a", "b")
    if version == 4:
        as_version_01_left_it(tmp_path)
    else:
        with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as database:
            database.executescript("DROP TABLE readings; PRAGMA user_version = 5")
    for write in (False, True):  # who only reads need not wait for a writer
        with Library(tmp_path, write=write) as library:
            assert library.document("a") == document_of("a")
            assert library.read_otherwise({"new"}) == ["a", "b"]
            assert library.count_read_otherwise({"new"}) == 2
            assert library.problems() == []
