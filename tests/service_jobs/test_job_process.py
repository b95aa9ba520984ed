"""Orders of several jobs are carried out together: one publication for all, merges when nobody waits."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pincite.index.snapshots import merging
from pincite.index.snapshots.manifest import Manifest, current_name, read_manifest
from pincite.ingest.library.store import Library
from pincite.service.jobs import adding
from pincite.service.jobs.job import Job, Order, UploadedFile, now
from pincite.service.jobs.job_process import carry_out_all
from pincite.service.jobs.library_changes import problems


def job_with(uploads: Path, name: str) -> Job:
    """An upload of one note of this name."""
    folder = uploads / name
    folder.mkdir(parents=True)
    (folder / "0000.txt").write_text(f"The {name} eat honey.", encoding="utf-8")
    files = (UploadedFile(stored_as="0000.txt", name=f"{name}.txt"),)
    return Job(id=name, order=Order(kind="add", files=files), created_at=now())


def served(data: Path) -> Manifest:
    name = current_name(data)
    assert name is not None
    return read_manifest(data, name)


def carried_out(data: Path, jobs: Iterator[Job | None]) -> list[dict[str, Any]]:
    """The lines that are sent but those about progress."""
    lines: list[dict[str, Any]] = []

    def next_job() -> Job | None:
        lines.append({"ready": served(data).generation if current_name(data) else 0})
        return next(jobs, None)

    carry_out_all(data, data / "uploads", next_job=next_job, send=lines.append, wait_s=0.0)
    return [line for line in lines if "progress" not in line]


def kinds(lines: list[dict[str, Any]]) -> list[str]:
    return [next(iter(line)) for line in lines]


def test_all_that_wait_are_published_once(new_data: Callable[[], Path]) -> None:
    data, names = new_data(), [f"bears{number}" for number in range(6)]
    lines = carried_out(data, iter([job_with(data / "uploads", name) for name in names]))
    assert kinds(lines) == ["ready", "outcomes"] * 6 + ["ready", "published", "ready"]
    assert [line["outcomes"][0]["document_id"] for line in lines if "outcomes" in line] == names
    assert served(data).generation == 1
    assert lines[-2] == {"published": served(data).snapshot, "failed": {}}
    assert problems(data) == []


def test_what_a_long_run_has_published_is_said_on_the_way(
    new_data: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "PUBLISHED_EVERY_S", 0.0)
    data = new_data()
    lines = carried_out(data, iter([job_with(data / "uploads", name) for name in ("bears", "bees")]))
    assert kinds(lines)[:6] == ["ready", "published", "outcomes", "ready", "published", "outcomes"]


def test_segments_are_merged_when_no_job_waits(new_data: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MOST_SMALL", 1)
    data = new_data()
    jobs = [job_with(data / "uploads", name) for name in ("bears", "bees", "owls")]
    lines = carried_out(data, iter([jobs[0], None, jobs[1], None, jobs[2], None]))
    # Asked for a job before each merge, it was given one; the merge comes when there is none any more.
    assert kinds(lines) == ["ready", "outcomes", "ready", "published"] * 3 + ["ready", "ready"]
    assert [line["ready"] for line in lines if "ready" in line] == [0, 0, 1, 1, 2, 2, 3, 4]
    assert len(served(data).segments) == 1
    assert problems(data) == []


def test_a_job_that_fails_leaves_the_others(new_data: Callable[[], Path]) -> None:
    data = new_data()
    gone = Job(id="gone", order=Order(kind="reread", documents=("none",)), created_at=now())
    lines = carried_out(data, iter([job_with(data / "uploads", "bears"), gone]))
    assert kinds(lines) == ["ready", "outcomes", "ready", "error", "ready", "published", "ready"]
    assert "no document 'none'" in lines[3]["error"]
    with Library(data) as library:
        assert list(library.keys()) == ["bears"]
