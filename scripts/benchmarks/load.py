"""Measures searches of many clients at once while documents are added and removed.

    python scripts/benchmarks/load.py [--clients N] [--documents N] [--data DIR] [--json]

A `pincite serve` on a data directory of its own is asked over HTTP by threads of this process, each one question after
the other, while documents are uploaded and removed; each change is published, and segments are merged on the way. A
search must never fail, nor return a document whose removal was acknowledged before the search was sent; a document
whose job has ended must be found, and be gone once it is removed. The exit status says whether all that held.
"""

import argparse
import http.client
import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench_start import served
from bench_table import Row, Table, machine, markdown, percentiles

from pincite.index.snapshots.manifest import current_name

_BATCH = 10  # documents of an upload
_PAUSE_S = 0.02
_PATIENCE_S = 600.0
_WORDS = "soft power honey bears forest university treaty census tariff glacier salt law steppe winter"
_BOUNDARY = "----load"


@dataclass(kw_only=True)
class Load:
    """What the clients and the writer know together, and what they have seen."""

    host: str
    port: int
    batch: int
    pause_s: float
    until: float
    guard: threading.Lock = field(default_factory=threading.Lock)
    there: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, self.port, timeout=_PATIENCE_S)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="load-", dir=options.data) as folder:
        data = Path(folder)
        with served(data) as server:
            load = Load(
                host=server.connection.host,
                port=server.connection.port,
                batch=max(2, min(_BATCH, options.documents // 3)),
                pause_s=options.pause,
                until=time.monotonic() + 60 * options.minutes,
            )
            begun = time.perf_counter()
            _run(load, clients=options.clients, documents=options.documents)
            took_s = time.perf_counter() - begun
        publications = int((current_name(data) or "0-").partition("-")[0])
    table = _table(load, took_s=took_s, publications=publications)
    setting = {"date": datetime.now(UTC).date().isoformat(), "clients": options.clients, **machine("the default")}
    if options.json:
        print(json.dumps({**setting, "rows": {row.what: row.values[0] for row in table.rows}}, ensure_ascii=False))
    else:
        print("".join(f"- {name}: {value}\n" for name, value in setting.items()))
        print(markdown(table), end="")
    for wrong in [*load.errors, *load.stale][:20]:
        print(f"load: {wrong}", file=sys.stderr)
    return 1 if load.errors or load.stale else 0


def word_of(number: int) -> str:
    """A word that stands in the document of this number alone."""
    return f"qz{number}zq"


def text_of(number: int) -> str:
    choose = random.Random(number)
    sentences = (" ".join([word_of(number), *choose.choices(_WORDS.split(), k=9)]) + "." for _ in range(12))
    return " ".join(sentences)


def _run(load: Load, *, clients: int, documents: int) -> None:
    """Adds some documents, then starts the clients; they end when all documents were added and removed."""
    numbers = list(range(documents))
    _upload(load, numbers[: load.batch])
    threads = [threading.Thread(target=_ask, args=(load, seed, documents)) for seed in range(clients)]
    for thread in threads:
        thread.start()
    try:
        _change(load, numbers[load.batch :])
    except Exception as error:  # the clients must end, and the error be told
        load.errors.append(f"the documents could not be changed: {type(error).__name__}: {error}")
    load.over.set()
    for thread in threads:
        thread.join()


def _change(load: Load, numbers: Sequence[int]) -> None:
    """Uploads the documents in batches and removes those before, at the end half of the last batch too."""
    for start in range(0, len(numbers), load.batch):
        if time.monotonic() > load.until:
            break
        _upload(load, numbers[start : start + load.batch])
        _remove(load, keep=load.batch)
    _remove(load, keep=load.batch // 2)


def _upload(load: Load, numbers: Sequence[int]) -> None:
    """Adds documents, waits for their job, and looks whether each is found by its own word."""
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="paper{number:04}.txt"\r\n'
        f"Content-Type: text/plain\r\n\r\n{text_of(number)}\r\n"
        for number in numbers
    ]
    body = ("".join(parts) + f"--{_BOUNDARY}--\r\n").encode()
    with closing(load.connection()) as connection:
        kind = f"multipart/form-data; boundary={_BOUNDARY}"
        job = _answer(connection, "POST", "/v1/documents", body, kind, expected=202)
        while not job["finished_at"]:
            time.sleep(_PAUSE_S)
            job = _answer(connection, "GET", job["url"])
        if not load.there:
            _wait_until_ready(connection)  # the encoder is opened with the first documents
        if job["state"] != "done":
            raise RuntimeError(f"the job of {len(numbers)} documents ended so: {job['error']}")
        for number, outcome in zip(numbers, job["outcomes"], strict=True):
            name, found = outcome["document_id"], _found(_answer(connection, "POST", "/v1/search", _query(number)))
            if name not in found:
                load.errors.append(f"{name} was added ({outcome['status']}) and is not found: {sorted(found)}")
            load.there.append(name)


def _wait_until_ready(connection: http.client.HTTPConnection) -> None:
    status = 0
    while status != 200:
        time.sleep(_PAUSE_S)
        status, _ = _sent(connection, "GET", "/readyz")


def _remove(load: Load, *, keep: int) -> None:
    """Removes the oldest documents but so many."""
    with closing(load.connection()) as connection:
        while len(load.there) > keep:
            name = load.there[0]
            status, content = _sent(connection, "DELETE", f"/v1/documents/{name}")
            if status == 409:  # the library is being written to: asked again, as its message says
                continue
            if status != 200:
                raise RuntimeError(f"{name} cannot be removed: {status} {content[:300].decode(errors='replace')}")
            load.there.pop(0)
            with load.guard:
                load.gone.add(name)


def _ask(load: Load, seed: int, documents: int) -> None:
    """One client: a question after the other until all is over."""
    choose = random.Random(seed)
    with closing(load.connection()) as connection:
        while not load.over.is_set():
            with load.guard:
                gone = frozenset(load.gone)
            begun = time.perf_counter()
            try:
                found = _found(_answer(connection, "POST", "/v1/search", _query(choose.randrange(documents))))
            except Exception as error:  # whatever it is, it is what is looked for here
                load.errors.append(f"a search failed: {type(error).__name__}: {error}")
                return
            load.seconds.append(time.perf_counter() - begun)
            load.over.wait(load.pause_s)
            if found & gone:
                load.stale.append(f"{sorted(found & gone)} had been removed and were found")


def _query(number: int) -> bytes:
    return json.dumps({"query": f"soft power and {word_of(number)}", "k": 20}).encode()


def _found(answer: Any) -> set[str]:
    return {hit["passage"]["document_id"] for hit in answer["hits"]}


def _answer(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None = None,
    kind: str = "application/json",
    *,
    expected: int = 200,
) -> Any:
    """What the service answers. Raises RuntimeError for another status than the one expected."""
    status, content = _sent(connection, method, path, body, kind)
    if status != expected:
        raise RuntimeError(f"{method} {path}: {status} {content[:300].decode(errors='replace')}")
    return json.loads(content)


def _sent(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None = None,
    kind: str = "application/json",
) -> tuple[int, bytes]:
    connection.request(method, path, body, {"Content-Type": kind} if body else {})
    response = connection.getresponse()
    return response.status, response.read()


def _table(load: Load, *, took_s: float, publications: int) -> Table:
    p50, p99 = percentiles(load.seconds)
    values = {
        "searches": float(len(load.seconds)),
        "searches that failed": float(len(load.errors)),
        "searches that found a removed document": float(len(load.stale)),
        "documents added": float(len(load.there) + len(load.gone)),
        "documents removed": float(len(load.gone)),
        "publications": float(publications),
        "a search, p50 (ms)": p50,
        "a search, p99 (ms)": p99,
        "all of it (s)": took_s,
    }
    rows = tuple(Row(what=what, values=(value,)) for what, value in values.items())
    return Table(title="Many clients while documents change", columns=("measured",), rows=rows)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60, help="after so many no more documents are added (60)")
    parser.add_argument("--clients", type=int, default=32, help="threads that search (32)")
    parser.add_argument(
        "--documents", type=int, default=200, help="documents that are added; nearly all are removed (200)"
    )
    parser.add_argument(
        "--pause", type=float, default=0.5, help="seconds that a client reads before it asks again (0.5)"
    )
    parser.add_argument("--data", type=Path, help="where the data directory is made (the folder for temporary files)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
