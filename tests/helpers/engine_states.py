"""An engine over a small library, and its states."""

from pathlib import Path

from fakes import WordEncoder

from pincite.index.encoding.protocol import Encoder
from pincite.index.interface.passage_index import PassageIndex
from pincite.index.snapshots.publication import build_snapshot
from pincite.ingest.library.store import Library
from pincite.service.engine import Engine
from pincite.service.errors import NotReady


def open_words(data: Path, snapshot: PassageIndex, *, threads: int) -> Encoder:
    return WordEncoder(id=snapshot.encoder_id)


def index(data: Path, encoder: str = "words@1") -> str:
    with Library(data, write=True) as library:
        return build_snapshot(library, WordEncoder(id=encoder)).snapshot


def state(engine: Engine) -> str:
    try:
        engine.ready()
    except NotReady as error:
        return error.state
    return "ready"
