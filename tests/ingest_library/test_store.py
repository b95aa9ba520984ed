import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from other_process import add_to_full_disk, kill_writers, output_of
from small_documents import document_of, file_of, fill, unit
from version_01 import keep_vectors

from pincite.ingest.errors import (
    DocumentNotFound,
    LibraryError,
    PassageNotFound,
)
from pincite.ingest.library.store import Library


def test_a_document_comes_back_equal(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path) as library:
        document = document_of("a")
        assert library.document("a") == document
        assert [library.passage(passage.id) for passage in document.passages] == list(document.passages)
        assert library.original("a").read_bytes() == file_of("a")


def test_a_document_without_pages_comes_back_equal(tmp_path: Path) -> None:
    bare = replace(document_of("a"), pages=(), spans=())
    with Library(tmp_path, write=True) as library:
        library.add(bare, file_of("a"))
        assert library.document("a") == bare
        assert library.problems() == []


def test_adding_says_what_it_did(tmp_path: Path) -> None:
    with Library(tmp_path / "new" / "data", write=True) as library:
        assert library.add(document_of("a"), file_of("a")) == "added"
        assert library.add(document_of("a"), file_of("a")) == "unchanged"
        assert library.add(document_of("a", 2), file_of("a", 2)) == "replaced"
        assert library.document("a") == document_of("a", 2)
        assert library.keys() == {"a": "a-2-4"}
        assert [path.name for path in (library.data / "files").iterdir()] == [document_of("a", 2).sha256]
        with pytest.raises(PassageNotFound, match="search again"):
            library.passage("a:0000-1")
        assert library.problems() == []


def test_summaries_count_and_are_ordered(tmp_path: Path) -> None:
    fill(tmp_path, "b", "a")
    with Library(tmp_path) as library:
        summaries = library.summaries()
    document = document_of("a")
    assert [summary.id for summary in summaries] == ["a", "b"]
    assert (summaries[0].pages, summaries[0].passages, summaries[0].characters) == (2, 4, len(document.text))
    assert (summaries[0].key, summaries[0].record, summaries[0].sha256, summaries[0].media_type) == (
        document.key,
        document.record,
        document.sha256,
        "text/plain",
    )


def test_a_file_that_is_not_the_documents_is_refused(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library:
        with pytest.raises(LibraryError, match="not made from the 5 bytes"):
            library.add(document_of("a"), b"other")
        assert library.keys() == {}


def test_a_document_that_cannot_be_stored_leaves_nothing(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path, write=True) as library:
        sound = document_of("b")
        with pytest.raises(LibraryError, match="lone surrogate"):
            library.add(replace(sound, source="\udc00"), file_of("b"))
        with pytest.raises(LibraryError, match="UNIQUE"):
            library.add(replace(sound, passages=sound.passages[:1] * 2), file_of("b"))
        with pytest.raises(LibraryError, match="its record says something else"):
            library.add(replace(sound, record=replace(sound.record, year=1999)), file_of("b"))
        assert list(library.keys()) == ["a"]
        assert [path.name for path in (tmp_path / "files").iterdir()] == [document_of("a").sha256]


def test_a_removed_document_is_gone_for_every_reader(tmp_path: Path) -> None:
    fill(tmp_path, "a", "b")
    with Library(tmp_path) as reader:
        original = reader.original("a")
        with Library(tmp_path, write=True) as library:
            library.remove("a")
        assert list(reader.keys()) == [summary.id for summary in reader.summaries()] == ["b"]
        for read in (reader.document, reader.original):
            with pytest.raises(DocumentNotFound, match="pincite list"):
                read("a")
        with pytest.raises(PassageNotFound):
            reader.passage("a:0000-1")
        assert not original.exists()
        assert reader.problems() == []
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"b 1: part" in stored
    assert b"a 1: part" not in stored


def test_a_file_shared_by_two_documents_stays_with_the_second(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library:
        for name in ("a", "b"):
            library.add(document_of(name, file=b"same"), b"same")
        library.remove("a")
        assert library.original("b").read_bytes() == b"same"
        assert library.problems() == []


def test_removing_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library, pytest.raises(DocumentNotFound, match="'a'"):
        library.remove("a")


def test_vectors_come_back_by_encoder_and_hash(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path, write=True) as library:
        keep_vectors(tmp_path, "one", {"h": unit(1, 2)}, uses=[("a:0000-1", "h")])
        keep_vectors(tmp_path, "two", {"h": unit(3, 4)}, uses=[("a:0000-1", "h")])
        assert library.vectors("one", ["h", "missing"])["h"].tolist() == unit(1, 2).tolist()
        assert library.vectors("two", ["h"])["h"].dtype == np.float32
        assert list(library.vectors("one", ["h", "missing"])) == ["h"]
        assert library.vectors("three", ["h"]) == {}


def test_vectors_live_as_long_as_a_passage_uses_them(tmp_path: Path) -> None:
    fill(tmp_path, "a", "b")
    with Library(tmp_path, write=True) as library:
        keep_vectors(
            tmp_path, "e", {"own": unit(1), "shared": unit(1)}, uses=[("a:0000-1", "own"), ("a:0001-1", "shared")]
        )
        keep_vectors(tmp_path, "e", {}, uses=[("b:0000-1", "shared")])
        library.remove("a")
        assert list(library.vectors("e", ["own", "shared"])) == ["shared"]
        library.remove("b")
        assert library.vectors("e", ["shared"]) == {}
        assert library.problems() == []


def test_vectors_of_words_are_kept_in_bytes(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path, write=True) as library:
        words = np.array([[1, 200, 3]], dtype=np.uint8)
        keep_vectors(tmp_path, "e+words", {"h": words}, uses=[("a:0000-1", "h")])
        assert library.vectors("e+words", ["h"])["h"].tolist() == [1, 200, 3]
        assert library.problems() == []


def test_replacing_keeps_the_vectors_of_passages_that_stay(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path, write=True) as library:
        keep_vectors(tmp_path, "e", {"0": unit(1), "3": unit(1)}, uses=[("a:0000-1", "0"), ("a:0003-1", "3")])
        library.add(document_of("a", passages=2), file_of("a"))
        assert list(library.vectors("e", ["0", "3"])) == ["0"]
        assert library.problems() == []


def test_forgotten_vectors_give_their_space_back(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path, write=True) as library:
        uses = [("a:0000-1", str(number)) for number in range(500)]
        keep_vectors(tmp_path, "e", {key: unit(*range(1, 385)) for _, key in uses}, uses=uses)
        before = (tmp_path / "library.db").stat().st_size + (tmp_path / "library.db-wal").stat().st_size
        assert library.has_vectors()
        library.forget_vectors()
        assert not library.has_vectors()
        assert library.document("a") == document_of("a")
    assert (tmp_path / "library.db").stat().st_size < before / 4


def test_a_document_is_looked_up_by_file_path_and_what_filters_ask_for(tmp_path: Path) -> None:
    fill(tmp_path, "b")
    with Library(tmp_path, write=True) as library:
        first = replace(document_of("a"), path="/papers/a.txt")
        library.add(first, file_of("a"))
        assert (library.with_file(first.sha256), library.with_file("0" * 64)) == ("a", None)
        assert (library.at_path(first.path), library.at_path("/none"), library.at_path("")) == ("a", None, None)
        assert (library.count(), library.record("b")) == (2, library.document("b").record)
        assert library.keys_of(["b", "none"]) == {"b": library.keys()["b"]}
        assert library.passages_in(["a", "b", "none"]) == 2 * len(first.passages)
        assert library.selected(languages=["en", "kk"], documents=["b", "none"]) == ["b"]


def test_a_former_passage_leads_to_what_stands_there_now(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path, write=True) as library:
        former = library.document("a").passages[1]
        library.add(document_of("a", edition=2), file_of("a", 2))
        library.add(document_of("a", edition=3, passages=2), file_of("a", 3))
        now = library.document("a").passages[1]
        assert library.present_passage(now.id) == now
        assert library.present_passage(former.id) == now
        assert library.present_passage("a:0001-2") == now
        for unknown in ("a:0003-1", "a:0001-9"):  # the text is shorter now; never there
            with pytest.raises(PassageNotFound):
                library.present_passage(unknown)
        library.remove("a")
        with pytest.raises(PassageNotFound):
            library.present_passage(former.id)


def test_what_has_changed_waits_until_the_index_has_followed(tmp_path: Path) -> None:
    fill(tmp_path, "a", "b")
    with Library(tmp_path, write=True) as library:
        keys = library.keys()
        assert library.waiting() == keys
        library.followed(keys.items())
        assert library.waiting() == {}
        library.remove("a")
        library.add(document_of("b", edition=2), file_of("b", 2))
        library.followed([("b", keys["b"])])  # of the edition before
        assert library.waiting() == {"a": None, "b": library.keys()["b"]}


def test_threads_read_whole_documents_while_one_writes(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    editions = [document_of("a", edition) for edition in (1, 2)]
    done = threading.Event()
    wrong: list[object] = []

    def read(library: Library) -> None:
        while not done.is_set():
            try:
                document = library.document("a")
            except LibraryError as error:
                wrong.append(error)
            else:
                wrong.extend([] if document in editions else [document])

    with Library(tmp_path, write=True) as library:
        threads = [threading.Thread(target=read, args=(library,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for turn in range(20):
            library.add(editions[(turn + 1) % 2], file_of("a", (turn + 1) % 2 + 1))
        done.set()
        for thread in threads:
            thread.join()
    assert wrong == []


@pytest.mark.parametrize(("length", "passages"), [(300_000, 1), (10, 10_000)], ids=["file", "rows"])
def test_a_full_disk_leaves_the_library_as_it_was(tmp_path: Path, length: int, passages: int) -> None:
    fill(tmp_path, "a")
    assert output_of(add_to_full_disk, tmp_path, length, passages).startswith("LibraryUnwritable: ")
    assert [path.name for path in (tmp_path / "files").iterdir()] == [document_of("a").sha256]
    with Library(tmp_path, write=True) as library:
        assert library.document("a") == document_of("a")
        assert list(library.keys()) == ["a"]
        assert library.problems() == []


def test_a_killed_writer_loses_nothing_and_leaves_nothing_half(tmp_path: Path, full: bool) -> None:
    kills = 80 if full else 12
    interrupted, *_ = output_of(kill_writers, tmp_path / "data", kills).split()
    assert int(interrupted) >= kills // 4
