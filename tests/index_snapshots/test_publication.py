"""Publishing: what is found depends on the documents, not on how they came; its cost is that of the change."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import WordEncoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi
from word_library import ENCODER, bears_and_bees, put

from pincite.index.language.tokenizer import tokenize, tokenize_query
from pincite.index.search import Query, Searcher
from pincite.index.snapshots import merging, serving
from pincite.index.snapshots.manifest import current_id, current_name, read_manifest, segments_folder
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.index.snapshots.verification import snapshot_problems
from pincite.ingest.library.store import Library
from pincite.ingest.text.passage_context import byline, heading_context, searched_text

WORDS = ("honey", "bees", "bears", "мёд", "forest", "hive", "қыс", "winter", "sleep", "蜂蜜")
QUESTIONS = ("honey bees", "bears sleep in winter", "мёд", "қыс hive honey honey", "蜂蜜")


class CountingEncoder(WordEncoder):
    """Says which texts it has read."""

    def __init__(self) -> None:
        super().__init__()
        object.__setattr__(self, "texts", [])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts.extend(texts)  # type: ignore[attr-defined]
        return super().encode(texts)


def texts_read(library: Library) -> list[str]:
    """The texts of several words that are encoded to publish what has changed."""
    encoder = CountingEncoder()
    build_snapshot(library, encoder)
    read: list[str] = encoder.texts  # type: ignore[attr-defined]
    return [text for text in read if " " in text]


def results(data: Path) -> list[list[tuple[str, float, object, object]]]:
    searcher = Searcher(open_snapshot(data), ENCODER)
    return [
        [
            (hit.passage.id, hit.score, hit.sparse, hit.dense)
            for hit in searcher.search(Query(text=text, mode=mode)).hits
        ]
        for text in QUESTIONS
        for mode in ("sparse", "dense", "hybrid")
    ]  # fmt: skip


def segments_of(data: Path) -> set[str]:
    name = current_name(data)
    assert name is not None
    return {entry.name for entry in read_manifest(data, name).segments}


Change = tuple[str, str, bool]
changes = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"),
        st.lists(st.sampled_from(WORDS), min_size=0, max_size=6).map(" ".join),
        st.booleans(),
    ),
    min_size=1,
    max_size=24,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=changes, sizes=st.tuples(st.integers(1, 12), st.integers(1, 4)))
def test_a_library_grown_in_any_way_is_one_built_at_once(
    tmp_path_factory: pytest.TempPathFactory, history: list[Change], sizes: tuple[int, int]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "LARGEST", sizes[0])
        patch.setattr(merging, "MOST_SMALL", sizes[1])
        with Library(folder / "grown", write=True) as grown, Library(folder / "at-once", write=True) as at_once:
            for name, text, published in history:
                if text:
                    put(grown, name, f"{text}. They are {name}.")
                elif grown.keys_of([name]):
                    grown.remove(name)
                if published:
                    build_snapshot(grown, ENCODER)
            build_snapshot(grown, ENCODER)
            for name in sorted(grown.keys(), reverse=True):
                document = grown.document(name)
                at_once.add(document, grown.original(name).read_bytes())
            patch.undo()
            build_snapshot(at_once, ENCODER)
            assert current_id(grown.data) == current_id(at_once.data)
            assert snapshot_problems(grown.data, grown.keys()) == []
            assert results(grown.data) == results(at_once.data)
            check_against_rank_bm25(grown)


def check_against_rank_bm25(library: Library) -> None:
    snapshot = open_snapshot(library.data)
    tokens = []
    stored = snapshot.parts.stored.passages(range(len(snapshot)))
    assert len(stored) == len(snapshot)
    for passage, record in ((one.passage, one.record) for one in stored.values()):
        text = searched_text(heading_context(record.title, passage.section), passage.text)
        tokens.append(tokenize(f"{byline(record)}\n{text}", record.language))
    for question in QUESTIONS if tokens else ():
        query = tokenize_query(question, snapshot.languages)
        expected = BM25Okapi(tokens).get_scores(query)
        np.testing.assert_allclose(snapshot.parts.sparse.scores(query), expected, rtol=1e-12, atol=1e-13)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return bears_and_bees(tmp_path / "data")


def test_a_new_document_is_all_that_is_read_and_written(library: Library) -> None:
    before = segments_of(library.data)
    put(library, "cars2020", "Electric cars need batteries.")
    assert all("cars" in text.lower() or "Doe" in text for text in texts_read(library))
    assert before < segments_of(library.data)


def test_publishing_again_changes_nothing(library: Library) -> None:
    name = current_name(library.data)
    assert texts_read(library) == []
    assert current_name(library.data) == name


def test_of_a_replaced_document_only_changed_texts_are_encoded(library: Library) -> None:
    put(library, "bees2010", "Honey bees live in hives and make honey. Drones do not.")
    read = texts_read(library)
    assert "Drones do not." in read
    assert "Honey bees live in hives and make honey." not in read


def test_a_removed_document_leaves_no_trace_and_the_other_segments_stay(library: Library) -> None:
    put(library, "owls2022", "Nocturnal owls hunt.")
    build_snapshot(library, ENCODER)
    before = segments_of(library.data)
    library.remove("owls2022")
    assert texts_read(library) == []
    assert len(before & segments_of(library.data)) == 1
    library.close()
    for path in library.data.rglob("*"):
        assert not path.is_file() or not {b"owls", b"nocturnal"} & set(path.read_bytes().lower().split()), path
        assert not path.is_file() or b"owls2022" not in path.read_bytes(), path


class StubbornEncoder(WordEncoder):
    """Fails for texts about owls."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if any("owls" in text for text in texts):
            raise ZeroDivisionError("no owls")
        return super().encode(texts)


def test_a_document_that_cannot_be_embedded_is_named_and_the_others_are_found(library: Library) -> None:
    put(library, "owls2022", "At night owls hunt.")
    put(library, "ants2023", "Ants carry leaves.")
    published = build_snapshot(library, StubbornEncoder())
    assert published.failed == {
        "owls2022": "document owls2022 cannot be indexed (ZeroDivisionError: no owls)",
    }
    assert set(open_snapshot(library.data).documents.ids.tolist()) == {"ants2023", "bears2001", "bees2010"}
    assert build_snapshot(library, ENCODER).failed == {}
    assert "owls2022" in open_snapshot(library.data).documents.ids.tolist()


class Interrupted(Exception):
    """Somebody has stopped the run."""


def test_what_was_embedded_before_an_interruption_is_not_embedded_again(library: Library) -> None:
    for number in range(4):
        put(library, f"note{number}", f"Note number {number} is about salt.")

    def interrupt(stage: str, done: int, total: int) -> None:
        if stage == "embedding passages" and done == 2:
            raise Interrupted

    before = current_name(library.data)
    with pytest.raises(Interrupted):
        build_snapshot(library, ENCODER, progress=interrupt)
    assert current_name(library.data) == before
    read = texts_read(library)
    assert not any("number 0" in text for text in read)
    assert any("number 3" in text for text in read)
    assert snapshot_problems(library.data, library.keys()) == []


def test_what_another_process_is_embedding_stays(library: Library) -> None:
    pending = library.data / "index" / "pending"
    ended = subprocess.Popen(["true"])
    ended.wait()
    for name in (f".building-{os.getppid()}-x", f".building-{ended.pid}-x"):
        (pending / name).mkdir(parents=True)
    put(library, "cars2020", "Electric cars need batteries.")
    build_snapshot(library, ENCODER)
    assert [path.name for path in pending.iterdir()] == [f".building-{os.getppid()}-x"]


def test_many_small_segments_become_few(library: Library) -> None:
    for number in range(3 * merging.MOST_SMALL):
        put(library, f"note{number}", f"Note number {number}.")
        build_snapshot(library, ENCODER)
    assert len(segments_of(library.data)) <= merging.MOST_SMALL
    assert {path.name for path in segments_folder(library.data).iterdir()} == segments_of(library.data)


def test_a_merge_changes_the_generation_and_not_the_name_of_the_snapshot(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(library, "cars2020", "Electric cars need batteries.")
    build_snapshot(library, ENCODER)
    before, found = current_name(library.data), results(library.data)
    monkeypatch.setattr(merging, "MOST_SMALL", 1)
    put(library, "owls2022", "Owls hunt.")
    build_snapshot(library, ENCODER)
    library.remove("owls2022")
    build_snapshot(library, ENCODER)
    after = current_name(library.data)
    assert before is not None
    assert after is not None
    assert before.split("-")[0] < after.split("-")[0]
    assert before.split("-")[1] == after.split("-")[1]
    assert len(segments_of(library.data)) == 1
    assert results(library.data) == found


def test_an_open_snapshot_goes_on_serving_when_its_segments_are_swept_away(library: Library) -> None:
    searcher = Searcher(open_snapshot(library.data), ENCODER)
    library.remove("bears2001")
    build_snapshot(library, ENCODER)
    assert [hit.record.id for hit in searcher.search(Query(text="bees")).hits] == ["bees2010"]


@pytest.mark.parametrize(("rule", "read_again"), [("TOKENIZER_VERSION", False), ("WORDS_VERSION", True)])
def test_other_rules_need_other_vectors_only_where_they_make_them(
    library: Library, monkeypatch: pytest.MonkeyPatch, rule: str, read_again: bool
) -> None:
    before, name = results(library.data), current_name(library.data)
    monkeypatch.setattr(serving, rule, "other rules")
    assert any("honey" in text.lower() for text in texts_read(library)) == read_again
    assert (results(library.data), current_name(library.data) == name) == (before, False)
    assert texts_read(library) == []
    assert snapshot_problems(library.data, library.keys()) == []
