"""What is measured: tables of numbers, printed as Markdown, and the machine that they were measured on."""

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

_LIBRARIES = (
    "numpy", "faiss-cpu", "onnxruntime", "tokenizers", "PyStemmer", "pypdf", "pypdfium2", "fastapi", "uvicorn",
    "torch", "sentence-transformers", "rank-bm25",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A thing and its values, one a column; None where there is nothing to measure."""

    what: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One topic. `columns` are the heads of the values."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def markdown(table: Table) -> str:
    lines = [
        f"### {table.title}\n",
        f"| | {' | '.join(table.columns)} |",
        f"| --- |{' ---: |' * len(table.columns)}",
        *(f"| {row.what} | {' | '.join(_number(value) for value in row.values)} |" for row in table.rows),
    ]
    return "\n".join(lines) + "\n"


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """p50 and p99, in milliseconds."""
    p50, p99 = np.percentile(np.asarray(seconds) * 1000, (50, 99)).tolist()
    return p50, p99


def median_and_range(values: Sequence[float | None]) -> tuple[float | None, float | None, float | None]:
    """The median, the lowest and the highest; None where one could not be measured."""
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None, None, None
    return statistics.median(known), min(known), max(known)


def peak_memory_mb(pid: int | str) -> float | None:
    """The most memory that the process has had resident; None where the system has no /proc."""
    return _found(Path(f"/proc/{pid}/status"), "VmHWM", scale=1024 / 1e6)


def memory_mb() -> tuple[float | None, float | None]:
    """The memory that this process has resident now: its own, and that of files it has mapped."""
    status = Path("/proc/self/status")
    return _found(status, "RssAnon", scale=1024 / 1e6), _found(status, "RssFile", scale=1024 / 1e6)


def machine(encoder: str) -> Mapping[str, str]:
    """What the numbers depend on, the encoder in use included."""
    memory = _found(Path("/proc/meminfo"), "MemTotal", scale=1024 / 1e9)
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": "unknown" if memory is None else f"{memory:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "encoder": encoder,
        "versions": ", ".join(map(_with_version, ("pincite", *_LIBRARIES))),
    }


def _with_version(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"{library} is not installed"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text("utf-8").splitlines() if cpuinfo.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown processor")


def _found(path: Path, name: str, *, scale: float) -> float | None:
    """The number behind `name` in a file such as /proc/meminfo, which counts in KiB."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    numbers = (float(line.split()[1]) * scale for line in lines if line.startswith(f"{name}:"))
    return next(numbers, None)


def _number(value: float | None) -> str:
    """Three figures are as many as a measurement of this kind is good for."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
