"""The versions by which files are read."""

from pathlib import Path

from pincite.ingest.media_types import MEDIA_TYPES
from pincite.ingest.read import Item, document_key, read_document
from pincite.ingest.reading_rules import PRESENT_RULES, READER_VERSIONS, rules_of, versions_of
from pincite.ingest.record import read_record
from pincite.ingest.text.clean_text import CLEANING_VERSION
from pincite.ingest.text.passages import PASSAGES_VERSION


def test_every_reader_has_a_version() -> None:
    assert set(READER_VERSIONS) == set(MEDIA_TYPES.values())
    assert len(PRESENT_RULES) == len(READER_VERSIONS)


def test_the_first_version_of_a_reader_is_in_no_key() -> None:
    for media_type, reader in READER_VERSIONS.items():
        versions = versions_of(media_type)
        assert versions[:2] == [CLEANING_VERSION, PASSAGES_VERSION]
        assert versions[2:] == ([] if reader == "1" else [reader])


def test_a_document_says_by_which_rules_it_was_read(tmp_path: Path) -> None:
    record = read_record({"id": "made2024", "title": "Made up"}, where="test")
    item = Item(file=tmp_path / "a.md", record=record)
    document = read_document(item, record, b"Bears eat honey.")
    assert document.rules == rules_of("text/markdown")
    assert document.rules in PRESENT_RULES
    assert document.key == document_key(item, record, document.sha256)
