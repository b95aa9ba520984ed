"""How long an extractive answer takes, to its first event and to its end, beside the search it is made from."""

import http.client
import json
import time
from collections.abc import Sequence
from pathlib import Path

from bench_start import served
from bench_table import Row, Table, percentiles

from pincite.index.search import Query, Searcher
from pincite.index.snapshots.snapshot import open_encoder, open_snapshot
from pincite.ingest.library.store import Library
from pincite.service.answer import Question
from pincite.service.answers.ask import ask
from pincite.service.evidence.sources import LibrarySources

_K = 8


def answer_table(data: Path, questions: Sequence[str], runs: int) -> Table:
    """Milliseconds over all questions: asked for the first time, and `runs` times more."""
    snapshot = open_snapshot(data)
    searcher = Searcher(snapshot, open_encoder(data, snapshot, threads=1))
    searches, firsts, wholes = list[float](), list[float](), list[float]()
    with Library(data) as library:
        sources = LibrarySources(searcher, library)
        list(ask(Question(text="Is all of it in memory?"), sources))
        for question in list(questions) * (runs + 1):
            begun = time.perf_counter()
            searcher.search(Query(text=question, k=_K))
            searches.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            events = ask(Question(text=question, k=_K), sources)
            next(events)
            firsts.append(time.perf_counter() - begun)
            list(events)
            wholes.append(time.perf_counter() - begun)
    new = len(questions)
    rows = [
        Row(what="search", values=percentiles(searches[new:])),
        Row(what="answer, first event", values=percentiles(firsts[new:])),
        Row(what="answer, whole", values=percentiles(wholes[new:])),
        Row(what="answer, whole, of sentences not met before", values=percentiles(wholes[:new])),
        Row(what="answer, whole, over HTTP on loopback", values=percentiles(_over_http(data, questions, runs)[new:])),
    ]
    return Table(title="Extractive answer, one thread", columns=("p50 ms", "p99 ms"), rows=tuple(rows))


def _over_http(data: Path, questions: Sequence[str], runs: int) -> list[float]:
    seconds = []
    with served(data) as server:
        while server.get("/readyz") != 200:
            time.sleep(0.05)
        for question in list(questions) * (runs + 1):
            begun = time.perf_counter()
            _ask(server.connection, question)
            seconds.append(time.perf_counter() - begun)
    return seconds


def _ask(connection: http.client.HTTPConnection, question: str) -> None:
    body = json.dumps({"question": question, "k": _K}).encode()
    connection.request("POST", "/v1/ask", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"the server answered {answer.status} to {question!r}")
