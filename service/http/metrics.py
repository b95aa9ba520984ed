"""What the service counts and times, for Prometheus: GET /metrics."""

import contextlib
import time
from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from importlib.metadata import version

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pincite.index.errors import IndexMismatch
from pincite.index.search import Mode, Query, SearchOutcome
from pincite.index.snapshots.index_statistics import IndexMeasure
from pincite.ingest.errors import LibraryError
from pincite.ingest.reading_rules import PRESENT_RULES
from pincite.service.engine import Engine
from pincite.service.jobs.job import State
from pincite.service.jobs.job_queue import Jobs

MEDIA_TYPE = CONTENT_TYPE_LATEST

_REQUEST_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_STAGE_S = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1)
_STAGES: Mapping[Mode, tuple[str, ...]] = {
    "hybrid": ("encode", "sparse", "dense", "fuse", "load"),
    "sparse": ("sparse", "load"),
    "dense": ("encode", "dense", "load"),
}
_STATES: tuple[State, ...] = ("queued", "running", "done", "failed")
_NOWHERE = "none"  # the route of unknown addresses: one series for all, for there is no end of them


class Metrics:
    """The numbers of one service; in a registry of its own, so that two of them in one process do not mix."""

    def __init__(self, engine: Engine, jobs: Jobs) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "pincite_requests",
            "Requests that were answered, by route, method and status",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._request_s = Histogram(
            "pincite_request_seconds",
            "From a request to the end of its answer",
            ("route",),
            buckets=_REQUEST_S,
            registry=self._registry,
        )
        stage_s = Histogram(
            "pincite_search_stage_seconds",
            "The parts of a search that ran",
            ("stage",),
            buckets=_STAGE_S,
            registry=self._registry,
        )
        self._stages = {stage: stage_s.labels(stage) for stage in _STAGES["hybrid"]}
        self._registry.register(_Gauges(engine, jobs))
        ProcessCollector(registry=self._registry)

    def record_search(self, query: Query, outcome: SearchOutcome) -> None:
        """Times the stages of a search."""
        for stage in _STAGES[query.mode]:
            took_ms: float = getattr(outcome.timings, f"{stage}_ms")
            self._stages[stage].observe(took_ms / 1000)

    def record_request(self, route: str, method: str, status: int, took_s: float) -> None:
        """Counts and times a request."""
        self._requests.labels(route, method, status).inc()
        self._request_s.labels(route).observe(took_s)

    def text(self) -> bytes:
        """All numbers, in the format of Prometheus."""
        return generate_latest(self._registry)


class Meter:
    """ASGI middleware that counts and times every request."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 500  # an unhandled error is answered outside this middleware

        async def send_and_record(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_record)
        finally:
            route = getattr(scope.get("route"), "path", _NOWHERE)
            self._metrics.record_request(route, scope["method"], status, time.perf_counter() - begun)


class _Gauges(Collector):
    """The state of the service at the moment of the request."""

    def __init__(self, engine: Engine, jobs: Jobs) -> None:
        self._engine = engine
        self._jobs = jobs
        self._measure = IndexMeasure(engine.data)

    def describe(self) -> Iterable[Metric]:
        return ()  # registering must not call the engine yet

    def collect(self) -> Iterable[Metric]:
        snapshot = self._engine.snapshot_id()
        yield _gauge("pincite_info", "The version that runs", {version("pincite"): 1}, label="version")
        yield _gauge("pincite_ready", "Whether searches are answered", {"": int(snapshot is not None)})
        if snapshot is not None:
            yield _gauge("pincite_snapshot_info", "The snapshot that serves", {snapshot: 1}, label="snapshot")
        yield from self._of_library()
        yield from self._of_index()
        states = Tally(job.state for job in self._jobs.all())
        counts: dict[str, int] = {state: states[state] for state in _STATES}
        yield _gauge("pincite_jobs", "Jobs that are remembered, by state", counts, label="state")

    def _of_library(self) -> Iterable[Metric]:
        documents = waiting = older = 0
        try:
            library = self._engine.library()
            documents, waiting = library.count(), library.count_waiting()
            older = library.count_read_otherwise(PRESENT_RULES)
        except LibraryError:  # there is none yet, or /readyz says what is wrong
            pass
        yield _gauge("pincite_documents", "Documents in the library", {"": documents})
        about = "Documents that have changed and that the index has yet to follow"
        yield _gauge("pincite_documents_waiting", about, {"": waiting})
        yield _gauge("pincite_documents_older", "Documents that older rules read", {"": older})

    def _of_index(self) -> Iterable[Metric]:
        """Numbers of the index that was published last; none where there is none, or /readyz says what is wrong."""
        with contextlib.suppress(IndexMismatch):
            index = self._measure.statistics()
            if index is not None:
                yield _gauge("pincite_index_segments", "Segments of the index", {"": index.segments})
                yield _gauge("pincite_index_passages", "Passages in the index", {"": index.passages})
                yield _gauge("pincite_index_bytes", "Bytes of the index, by part", index.bytes, label="part")


def _gauge(name: str, description: str, values: Mapping[str, int], *, label: str = "") -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, description, labels=(label,) if label else ())
    for key, value in values.items():
        family.add_metric((key,) if label else (), value)
    return family
