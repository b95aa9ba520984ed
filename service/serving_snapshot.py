"""The snapshot that serves: opened in the background, and exchanged when another one is named.

starting ── the snapshot opens ──────> ready     when another snapshot is named, it opens while this one serves
   ├─────── nothing was indexed yet ─> empty     left as soon as there is a snapshot to open
   └─────── it cannot be opened ─────> failed    tried again, at once when another snapshot is named
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import RetrievalError
from pincite.index.interface.passage_index import PassageIndex
from pincite.index.ranking.reranker import Reranker
from pincite.index.search import Searcher
from pincite.index.snapshots.manifest import current_name, terms_folder
from pincite.index.snapshots.snapshot import Snapshot, open_encoder, open_snapshot
from pincite.service.errors import NotReady

_log = logging.getLogger(__name__)

_NOTHING = "nothing has been indexed yet; run: pincite add FILE"
# A snapshot that could not be opened is tried again after this time: the disk may be back, the file repaired.
_RETRY_S = 10.0
_JOIN_S = 10.0
_FRESH_S = 0.25  # how long a question waits for a snapshot that was just switched to; a small one opens in 0.03


class OpenEncoder(Protocol):
    """Opens the encoder that a snapshot was built with, to run on so many threads."""

    def __call__(self, data: Path, snapshot: PassageIndex, *, threads: int) -> Encoder: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """Why the snapshot of this manifest could not be opened, and when, in seconds of the monotonic clock."""

    name: str
    detail: str
    at_s: float


class ServingSnapshot:
    """The snapshot of the data directory `data` that serves, for any number of threads.

    `open_encoder` opens the encoder that it was built with; `open_reranker`, where given, the cross-encoder that
    orders the best passages.
    """

    def __init__(
        self,
        data: Path,
        *,
        threads: int = 1,
        open_encoder: OpenEncoder = open_encoder,
        open_reranker: Callable[[], Reranker] | None = None,
    ) -> None:
        self._data = data
        self._threads = threads
        self._open_encoder = open_encoder
        self._open_reranker = open_reranker
        self._guard = threading.Lock()
        self._searcher: Searcher | None = None
        self._snapshot: Snapshot | None = None  # that of the searcher, as the next one takes what they share from it
        self._encoder: Encoder | None = None
        self._reranker: Reranker | None = None
        self._opening: threading.Thread | None = None
        self._failure: _Failure | None = None
        self._closed = False

    def start(self) -> None:
        """Begins to open the snapshot in the background. A second call does nothing."""
        with contextlib.suppress(NotReady):
            self.searcher()

    def wait(self, patience_s: float) -> None:
        """Returns once a snapshot serves. Raises NotReady where none does after `patience_s`, or none can."""
        self.start()
        with self._guard:
            opening = self._opening if self._searcher is None else None
        if opening is not None:
            opening.join(patience_s)
        self.searcher()

    def close(self) -> None:
        """Opens nothing any more; returns once what is being opened is open. A second call does nothing."""
        with self._guard:
            self._closed = True
            opening = self._opening
        if opening is not None:
            opening.join(_JOIN_S)

    def id(self) -> str | None:
        """The id of the snapshot that serves now; None where none does."""
        searcher = self._searcher
        return None if searcher is None else searcher.snapshot.id

    def searcher(self) -> Searcher:
        """The searcher that serves now; when another snapshot is named, that one begins to open. Raises NotReady.

        A caller right after the switch waits a moment for the new one, so that what was just added is found.
        """
        name = current_name(self._data)
        with self._guard:
            searcher = self._searcher
            if name is not None and (searcher is None or searcher.snapshot.name != name):
                self._begin_to_open(name)
            opening = self._opening
            if searcher is None and name is None:
                raise NotReady(f"{self._data}: {_NOTHING}", state="empty", retry_after_s=10)
            if searcher is None and opening is None and self._failure is not None:
                raise NotReady(self._failure.detail, state="failed", retry_after_s=10)
            if searcher is None:
                raise NotReady("the index is being opened; ask again in a second", state="starting", retry_after_s=1)
        if opening is not None:
            opening.join(_FRESH_S)
        return self._searcher or searcher

    def _begin_to_open(self, name: str) -> None:
        failure = self._failure
        failed_lately = failure is not None and failure.name == name and time.monotonic() - failure.at_s < _RETRY_S
        if self._opening is None and not failed_lately and not self._closed:
            # A daemon, so that a process that has to stop need not wait for an index to open.
            self._opening = threading.Thread(target=self._open, args=(name,), name="opening", daemon=True)
            self._opening.start()

    def _open(self, name: str) -> None:
        searcher, failure = self._searcher, None
        try:
            snapshot = open_snapshot(self._data, before=self._snapshot)
            if self._encoder is None or self._encoder.id != snapshot.encoder_id:
                self._encoder = self._open_encoder(self._data, snapshot, threads=self._threads)
            if self._reranker is None and self._open_reranker is not None:
                self._reranker = self._open_reranker()
            searcher = Searcher(snapshot, self._encoder, reranker=self._reranker, own_terms=terms_folder(self._data))
            self._snapshot = snapshot
        except RetrievalError as error:
            failure = _Failure(name=name, detail=str(error), at_s=time.monotonic())
            _log.warning("%s", error)
        except Exception as error:  # whatever it is, it must not leave the service starting for ever
            detail = f"snapshot {name} cannot be opened ({error}); run: pincite verify --data {self._data}"
            failure = _Failure(name=name, detail=detail, at_s=time.monotonic())
            _log.exception("snapshot %s cannot be opened", name)
        with self._guard:
            self._searcher, self._failure, self._opening = searcher, failure, None
