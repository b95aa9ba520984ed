"""What there is to do in a library."""

from dataclasses import replace
from pathlib import Path

from small_documents import document_of, file_of, fill
from version_01 import as_version_01_left_it
from word_library import ENCODER

from pincite.index.snapshots.publication import build_snapshot
from pincite.ingest.library.store import Library
from pincite.ingest.reading_rules import rules_of
from pincite.service.documents.library_status import library_status, steps


def test_a_library_says_what_there_is_to_do_until_it_is_done(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library:
        assert steps(library_status(tmp_path)) == ["there are no documents yet; run: pincite add FILE"]
        library.add(replace(document_of("a"), rules="text/plain 0 0 0"), file_of("a"))
        library.add(document_of("b"), file_of("b"))
        found = library_status(tmp_path)
        assert (found.documents, found.waiting, found.older, found.snapshot) == (2, 2, 2, None)
        assert steps(found) == [
            "2 documents were not followed by the index yet; run: pincite verify --repair",
            "2 documents were read by older rules; run: pincite reread",
        ]
        library.add(replace(document_of("a", 2), rules=rules_of("text/plain")), file_of("a", 2))
        snapshot = build_snapshot(library, ENCODER).snapshot
        found = library_status(tmp_path)
        assert (found.waiting, found.older, found.snapshot) == (0, 1, snapshot)
        assert steps(found) == ["1 document was read by older rules; run: pincite reread"]
        library.remove("b")
        build_snapshot(library, ENCODER)
    assert steps(library_status(tmp_path)) == []


def test_a_library_of_version_01_waits_as_a_whole(tmp_path: Path) -> None:
    fill(tmp_path, "a", "b")
    as_version_01_left_it(tmp_path)
    found = library_status(tmp_path)
    assert (found.documents, found.waiting, found.older) == (2, 2, 2)
