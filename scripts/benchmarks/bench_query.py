"""How long a hybrid query takes, by stage and over HTTP, and the same questions put to the usual stack."""

import time
from collections.abc import Sequence
from pathlib import Path

from bench_start import run_usual, served
from bench_table import Row, Table, percentiles

from pincite.index.search import Query, Searcher, SearchOutcome
from pincite.index.snapshots.snapshot import open_encoder, open_snapshot

_STAGES = ("encode", "sparse", "dense", "fuse", "load passages")


def query_table(data: Path, questions: Sequence[str], runs: int) -> Table:
    """Milliseconds over all questions, `runs` times after a first time that warms up."""
    asked = list(questions) * (runs + 1)
    warm = len(questions)
    whole, ours = _in_process(data, asked)
    usual = run_usual(data, asked)["stages"]
    rows = [
        Row(
            what=stage,
            values=(
                *percentiles([one[place] for one in ours[warm:]]),
                *percentiles([one[place] for one in usual[warm:]]),
            ),
        )
        for place, stage in enumerate(_STAGES)
    ]
    rows += [
        Row(
            what="whole, in process",
            values=(*percentiles(whole[warm:]), *percentiles([sum(one) for one in usual[warm:]])),
        ),
        Row(what="whole, over HTTP on loopback", values=(*percentiles(_over_http(data, asked)[warm:]), None, None)),
    ]
    return Table(
        title="Hybrid query, one thread",
        columns=("p50 ms", "p99 ms", "usual stack p50 ms", "usual stack p99 ms"),
        rows=tuple(rows),
    )


def _in_process(data: Path, questions: Sequence[str]) -> tuple[list[float], list[tuple[float, ...]]]:
    """Seconds for each question: the whole, and the stages."""
    snapshot = open_snapshot(data)
    searcher = Searcher(snapshot, open_encoder(data, snapshot, threads=1))
    whole, stages = [], []
    for question in questions:
        start = time.perf_counter()
        outcome = searcher.search(Query(text=question))
        whole.append(time.perf_counter() - start)
        stages.append(_seconds(outcome))
    return whole, stages


def _seconds(outcome: SearchOutcome) -> tuple[float, ...]:
    took = outcome.timings
    return tuple(ms / 1000 for ms in (took.encode_ms, took.sparse_ms, took.dense_ms, took.fuse_ms, took.load_ms))


def _over_http(data: Path, questions: Sequence[str]) -> list[float]:
    seconds = []
    with served(data) as server:
        while server.get("/readyz") != 200:
            time.sleep(0.05)
        for question in questions:
            start = time.perf_counter()
            server.search(question)
            seconds.append(time.perf_counter() - start)
    return seconds
