"""Waiting for the snapshot that serves; what else it does is tested through the engine."""

import threading
from pathlib import Path

import pytest
from engine_states import index, open_words
from fakes import WordEncoder
from small_documents import fill

from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import EncoderUnavailable
from pincite.index.interface.passage_index import PassageIndex
from pincite.service.errors import NotReady
from pincite.service.serving_snapshot import ServingSnapshot


def test_waiting_ends_when_the_snapshot_serves(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    identifier = index(tmp_path)
    serving = ServingSnapshot(tmp_path, open_encoder=open_words)
    assert serving.id() is None
    serving.wait(600)
    assert serving.id() == serving.searcher().snapshot.id == identifier
    serving.close()


def test_nobody_waits_for_what_was_never_indexed(tmp_path: Path) -> None:
    with pytest.raises(NotReady) as caught:
        ServingSnapshot(tmp_path).wait(threading.TIMEOUT_MAX)
    assert caught.value.state == "empty"


def test_waiting_ends_when_the_snapshot_cannot_be_opened(tmp_path: Path) -> None:
    def fail(data: Path, snapshot: PassageIndex, *, threads: int) -> Encoder:
        raise EncoderUnavailable("no model")

    fill(tmp_path, "a")
    index(tmp_path)
    with pytest.raises(NotReady, match="no model") as caught:
        ServingSnapshot(tmp_path, open_encoder=fail).wait(threading.TIMEOUT_MAX)
    assert caught.value.state == "failed"


def test_patience_has_an_end(tmp_path: Path) -> None:
    may_open = threading.Event()

    def open_slowly(data: Path, snapshot: PassageIndex, *, threads: int) -> Encoder:
        assert may_open.wait(600)
        return WordEncoder()

    fill(tmp_path, "a")
    index(tmp_path)
    serving = ServingSnapshot(tmp_path, open_encoder=open_slowly)
    with pytest.raises(NotReady) as caught:
        serving.wait(0.01)
    assert caught.value.state == "starting"
    may_open.set()
    serving.close()
