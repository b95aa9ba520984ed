"""The engine of the service, on small libraries that change under it."""

import contextlib
import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from engine_states import index, open_words, state
from fakes import WordEncoder
from small_documents import document_of, file_of, fill
from waiting import wait_until

from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import EncoderUnavailable
from pincite.index.interface.passage_index import PassageIndex
from pincite.index.search import Query
from pincite.index.snapshots.manifest import current_id
from pincite.ingest.errors import LibraryError
from pincite.ingest.library.store import Library
from pincite.service.engine import Engine
from pincite.service.errors import NotReady
from pincite.service.serving_snapshot import OpenEncoder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    fill(tmp_path, "a", "b")
    index(tmp_path)
    return tmp_path


@pytest.fixture
def engine_of() -> Iterator[Callable[..., Engine]]:
    """Starts engines, and closes them at the end of the test."""
    with contextlib.ExitStack() as stack:

        def start(data: Path, open_encoder: OpenEncoder = open_words, *, threads: int = 1) -> Engine:
            engine = Engine(data, threads=threads, open_encoder=open_encoder)
            stack.callback(engine.close)
            engine.start()
            return engine

        yield start


@pytest.fixture
def engine(data: Path, engine_of: Callable[..., Engine]) -> Engine:
    engine = engine_of(data)
    wait_until(lambda: state(engine) == "ready")
    return engine


def put(data: Path, name: str, edition: int = 1) -> None:
    with Library(data, write=True) as library:
        library.add(document_of(name, edition), file_of(name, edition))


def remove(data: Path, name: str) -> None:
    with Library(data, write=True) as library:
        library.remove(name)


def serves(engine: Engine, snapshot: str) -> Callable[[], bool]:
    def condition() -> bool:
        try:
            return engine.ready().snapshot == snapshot
        except NotReady:
            return False

    return condition


def found(engine: Engine, text: str = "part of the text") -> set[str]:
    return {hit.passage.document_id for hit in engine.search(Query(text=text, k=100)).outcome.hits}


def test_a_search_names_the_snapshot_it_is_from(data: Path, engine: Engine) -> None:
    answer = engine.search(Query(text="a 1 part"))
    assert answer.snapshot == current_id(data) == engine.snapshot_id()
    assert answer.outcome.hits[0].passage.document_id == "a"
    assert answer.took_ms > 0


def test_without_a_library_it_says_how_to_make_one(tmp_path: Path, engine_of: Callable[..., Engine]) -> None:
    engine = engine_of(tmp_path / "nowhere")
    with pytest.raises(NotReady, match="pincite add") as caught:
        engine.search(Query(text="a"))
    assert caught.value.state == "empty"
    with pytest.raises(LibraryError, match="pincite add"):
        engine.library()


def test_it_gets_ready_once_something_is_indexed(tmp_path: Path, engine_of: Callable[..., Engine]) -> None:
    engine = engine_of(tmp_path)
    assert state(engine) == "empty"
    fill(tmp_path, "a")
    assert state(engine) == "empty"
    assert engine.library().document("a").id == "a"  # reading needs no index
    wait_until(serves(engine, index(tmp_path)))
    assert found(engine) == {"a"}


def test_while_the_index_opens_it_says_so(data: Path, engine_of: Callable[..., Engine]) -> None:
    opened = threading.Event()

    def open_slowly(data: Path, snapshot: PassageIndex, *, threads: int) -> Encoder:
        assert opened.wait(600)
        return WordEncoder()

    engine = engine_of(data, open_slowly)
    with pytest.raises(NotReady, match="ask again") as caught:
        engine.search(Query(text="a"))
    assert (caught.value.state, caught.value.retry_after_s) == ("starting", 1)
    opened.set()
    wait_until(lambda: state(engine) == "ready")


def test_a_quotation_in_a_large_library_waits_for_the_index(tmp_path: Path, engine_of: Callable[..., Engine]) -> None:
    fill(tmp_path, *(f"n{number}" for number in range(51)))
    index(tmp_path)
    engine = engine_of(tmp_path)
    located = engine.locate("n7 1: part 0 of the")
    assert {place.document.id for place in located.places if place.match == "exact"} == {"n7"}
    assert engine.snapshot_id() == current_id(tmp_path)


def test_a_removed_document_is_never_found_again(data: Path, engine: Engine) -> None:
    assert found(engine) == {"a", "b"}
    remove(data, "a")
    assert found(engine) == {"b"}
    assert engine.ready().documents == 1


def test_a_replaced_document_is_left_out_until_it_is_indexed(data: Path, engine: Engine) -> None:
    put(data, "a", edition=2)
    assert found(engine) == {"b"}
    wait_until(serves(engine, index(data)))
    assert found(engine) == {"a", "b"}
    assert engine.search(Query(text="a 2")).outcome.hits[0].passage.text.startswith("a 2")


def test_what_was_just_added_is_found_by_the_first_question(data: Path, engine: Engine) -> None:
    put(data, "new")
    snapshot = index(data)
    answer = engine.search(Query(text="part of the text", k=100))
    assert answer.snapshot == snapshot
    assert "new" in {hit.record.id for hit in answer.outcome.hits}


def test_the_old_snapshot_serves_until_the_new_one_is_open(data: Path, engine_of: Callable[..., Engine]) -> None:
    may_open = threading.Event()

    def open_second_slowly(data: Path, snapshot: PassageIndex, *, threads: int) -> Encoder:
        assert snapshot.encoder_id == "words@1" or may_open.wait(600)
        return WordEncoder(id=snapshot.encoder_id)

    engine = engine_of(data, open_second_slowly)
    wait_until(lambda: state(engine) == "ready")
    first = engine.snapshot_id()
    second = index(data, encoder="words@2")
    assert engine.search(Query(text="a")).snapshot == engine.search(Query(text="a")).snapshot == first
    may_open.set()
    wait_until(serves(engine, second))


def test_an_encoder_is_opened_once_for_all_snapshots_built_with_it(
    data: Path, engine_of: Callable[..., Engine]
) -> None:
    opened = []

    def open_counting(data: Path, snapshot: PassageIndex, *, threads: int) -> Encoder:
        opened.append(threads)
        return WordEncoder()

    engine = engine_of(data, open_counting, threads=3)
    wait_until(lambda: state(engine) == "ready")
    put(data, "c")
    wait_until(serves(engine, index(data)))
    assert opened == [3]


def test_a_damaged_new_snapshot_leaves_the_old_one_serving(
    data: Path, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    first = engine.snapshot_id()
    put(data, "c")
    index(data)
    for path in (data / "index").rglob("arrays.json"):
        path.unlink()
    with caplog.at_level(logging.WARNING):
        assert found(engine) == {"a", "b"}
        wait_until(lambda: bool(caplog.records))
    assert "damaged" in caplog.text
    assert engine.snapshot_id() == first
    assert found(engine) == {"a", "b"}


def test_a_snapshot_that_cannot_be_opened_is_explained_and_the_next_one_is_opened(
    data: Path, engine_of: Callable[..., Engine]
) -> None:
    for path in (data / "index" / "manifests").iterdir():
        path.unlink()
    engine = engine_of(data)
    wait_until(lambda: state(engine) == "failed")
    with pytest.raises(NotReady, match="manifest"):
        engine.search(Query(text="a"))
    put(data, "c")
    wait_until(serves(engine, index(data)))


@pytest.mark.parametrize("error", [EncoderUnavailable("no model"), RuntimeError("a defect")])
def test_whatever_keeps_the_encoder_from_opening_is_told(
    data: Path, error: Exception, engine_of: Callable[..., Engine]
) -> None:
    def fail(data: Path, snapshot: PassageIndex, *, threads: int) -> Encoder:
        raise error

    engine = engine_of(data, fail)
    wait_until(lambda: state(engine) == "failed")
    with pytest.raises(NotReady, match=str(error)):
        engine.ready()


def test_another_library_in_the_same_place_is_noticed(data: Path, engine: Engine) -> None:
    shutil.rmtree(data)
    fill(data, "z")
    assert found(engine) == set()
    wait_until(serves(engine, index(data)))
    assert found(engine) == {"z"}


def test_many_threads_get_the_same_answers(engine: Engine) -> None:
    queries = [Query(text=f"{name} 1 part {number}") for name in "ab" for number in range(4)] * 20
    alone = {query.text: engine.search(query).outcome.hits for query in queries[:8]}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(engine.search, queries))
    assert all(answer.outcome.hits == alone[answer.query.text] for answer in answers)


def test_no_removed_document_is_found_while_others_are_added_and_removed(data: Path, engine: Engine) -> None:
    gone: set[str] = set()
    with ThreadPoolExecutor(2) as pool:
        for name in "cdef":
            put(data, name)
            index(data)
            searches = [pool.submit(found, engine) for _ in range(5)]
            remove(data, name)
            gone.add(name)
            assert not gone & found(engine)
            assert all(search.result() >= {"a", "b"} for search in searches)


def test_the_closed_engine_closes_its_library_once(data: Path, engine_of: Callable[..., Engine]) -> None:
    engine = engine_of(data)
    library = engine.library()
    engine.close()
    engine.close()
    with pytest.raises(LibraryError, match="closed"):
        library.keys()
