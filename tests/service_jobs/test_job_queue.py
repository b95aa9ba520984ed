"""Jobs: one after another, each in a process of its own, and what is left of them after a restart."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from other_process import held, hold
from waiting import wait_until

from pincite.ingest.library.job_ledger import Ledger
from pincite.service.errors import JobNotFound, TooManyJobs, UploadsElsewhere
from pincite.service.jobs.job import Job, Order, UploadedFile, job_as_json, job_from_json
from pincite.service.jobs.job_queue import Jobs

SCRIPTED = (sys.executable, str(Path(__file__).parents[1] / "helpers" / "scripted_job.py"))

Start = Callable[[], Jobs]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a service's jobs on one data directory; they are closed at the end of the test."""
    with ExitStack() as stack:

        def started() -> Jobs:
            jobs = Jobs(tmp_path / "data", command=SCRIPTED, end_s=1.0)
            stack.callback(jobs.close)
            jobs.start()
            return jobs

        yield started


def submit(jobs: Jobs, *names: str) -> Job:
    folder = jobs.new_folder()
    for name in names:
        (folder / name).touch()
    return jobs.submit(Order(kind="add", files=tuple(UploadedFile(stored_as=n, name=n) for n in names)), folder=folder)


def ended(jobs: Jobs, job: Job) -> Job:
    wait_until(lambda: jobs.get(job.id).ended)
    return jobs.get(job.id)


def noted(jobs: Jobs) -> dict[str, str]:
    return {job.id: job.state for job in map(job_from_json, Ledger(jobs.data).read())}


def ran(jobs: Jobs) -> list[str]:
    path = jobs.data.parent / "ran.txt"
    return [line.split()[-1] for line in path.read_text().splitlines()] if path.exists() else []


def test_a_job_tells_what_became_of_each_file(start: Start) -> None:
    jobs = start()
    job = submit(jobs, "a", "b")
    assert (job.state, job.stage, job.finished_at) == ("queued", None, None)
    done = ended(jobs, job)
    assert (done.state, done.stage, done.total, done.snapshot, done.error) == (
        "done",
        "reading documents",
        2,
        "abc",
        None,
    )
    assert [(one.file, one.document_id, one.remarks) for one in done.outcomes] == [
        ("a", "a", ("one",)),
        ("b", "b", ("one",)),
    ]
    assert done.created_at <= (done.finished_at or "")
    assert noted(jobs) == {job.id: "done"}


def test_the_files_of_a_job_go_with_it(start: Start) -> None:
    jobs = start()
    job = submit(jobs, "a")
    ended(jobs, job)
    assert [path.name for path in (jobs.data / "uploads").iterdir()] == ["lock"]


def test_jobs_run_in_the_order_they_came(start: Start) -> None:
    jobs = start()
    made = [submit(jobs, name) for name in ("a", "dies", "fails", "b")]
    assert [ended(jobs, job).state for job in made] == ["done", "failed", "failed", "done"]
    assert ran(jobs) == ["a", "dies", "fails", "b"]
    assert [job.id for job in jobs.all()] == [job.id for job in reversed(made)]


def processes(jobs: Jobs) -> list[str]:
    return [line.split()[0] for line in (jobs.data.parent / "ran.txt").read_text().splitlines()]


def test_jobs_that_wait_share_a_process(start: Start) -> None:
    before = start()
    submit(before, "slow")
    wait_until(lambda: ran(before) == ["slow"])
    made = [submit(before, name) for name in ("a", "fails", "b")]
    before.close()
    after = start()
    assert [ended(after, job).state for job in made] == ["done", "failed", "done"]
    assert [ended(after, job).outcomes[0].document_id for job in (made[0], made[2])] == ["a", "b"]
    _, *others = processes(after)
    assert len(others) == 4  # the index is built again for the job that was stopped
    assert len(set(others)) == 1


def test_a_process_that_dies_takes_one_job_with_it(start: Start) -> None:
    before = start()
    submit(before, "slow")
    wait_until(lambda: ran(before) == ["slow"])
    made = [submit(before, name) for name in ("a", "dies", "b")]
    before.close()
    after = start()
    assert [ended(after, job).state for job in made] == ["done", "failed", "done"]
    assert "died (SIGKILL)" in (after.get(made[1].id).error or "")
    assert len(set(processes(after)[1:])) == 2


def test_a_process_that_cannot_begin_fails_one_job_after_another(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "data", command=(sys.executable, "-c", "raise SystemExit(3)"))
    made = [submit(jobs, name) for name in ("a", "b")]
    errors = [ended(jobs, job).error or "" for job in made]
    jobs.close()
    assert all("died (exit status 3)" in error for error in errors)


def test_a_document_that_cannot_be_indexed_has_failed(start: Start) -> None:
    jobs = start()
    done = ended(jobs, submit(jobs, "unread", "a"))
    assert [(one.file, one.status, one.reason) for one in done.outcomes] == [
        ("unread", "failed", "unread: why"),
        ("a", "added", None),
    ]


def test_a_job_that_failed_says_why(start: Start) -> None:
    jobs = start()
    assert ended(jobs, submit(jobs, "fails")).error == "process 1 is writing"
    assert "died (SIGKILL)" in (ended(jobs, submit(jobs, "dies")).error or "")


def test_what_a_process_has_said_counts_though_it_does_not_end(start: Start) -> None:
    jobs = start()
    done = ended(jobs, submit(jobs, "lingers"))
    assert (done.state, done.error, [one.file for one in done.outcomes]) == ("done", None, ["lingers"])
    assert ended(jobs, submit(jobs, "a")).state == "done"


def test_a_service_that_stops_ends_its_job(start: Start) -> None:
    jobs = start()
    running, waiting = submit(jobs, "slow"), submit(jobs, "a")
    wait_until(lambda: ran(jobs) == ["slow"])
    jobs.close()
    assert jobs.get(running.id).state == "failed"
    assert "interrupted" in (jobs.get(running.id).error or "")
    assert noted(jobs)[waiting.id] == "queued"
    pid = int((jobs.data.parent / "ran.txt").read_text().split()[0])
    assert not Path(f"/proc/{pid}").exists()


def test_what_was_queued_is_done_after_a_restart_and_the_index_made_up_to_date(start: Start) -> None:
    before = start()
    _, waiting = submit(before, "slow"), submit(before, "a")
    wait_until(lambda: ran(before) == ["slow"])
    before.close()
    after = start()
    assert ended(after, after.get(waiting.id)).state == "done"
    wait_until(lambda: all(job.ended for job in after.all()))
    assert [job.order.kind for job in after.all()] == ["index", "add", "add"]


def test_what_was_running_when_the_service_died_has_failed(start: Start) -> None:
    before = start()
    job = submit(before, "a")
    running = job_as_json(ended(before, job)).replace('"state": "done"', '"state": "running"')
    Ledger(before.data).write({job.id: running}, created_at=job.created_at)
    before.close()
    after = start()
    assert (after.get(job.id).state, after.get(job.id).outcomes[0].file) == ("failed", "a")
    assert "interrupted" in (after.get(job.id).error or "")
    assert "upload again" in (after.get(job.id).error or "")
    wait_until(lambda: {job.order.kind for job in after.all() if job.ended} == {"add", "index"})


def test_only_one_service_takes_uploads(start: Start) -> None:
    first, second = start(), start()
    submit(first, "a")
    with pytest.raises(UploadsElsewhere, match=str(os.getpid())):
        second.new_folder()
    with pytest.raises(UploadsElsewhere):
        second.remove("a")
    first.close()
    submit(second, "b")


def test_jobs_are_noted_while_another_process_writes(start: Start) -> None:
    jobs = start()
    with held(hold, jobs.data):
        assert ended(jobs, submit(jobs, "a")).state == "done"
        assert set(noted(jobs).values()) == {"done"}


def test_too_many_waiting_jobs_are_refused(start: Start) -> None:
    jobs = start()
    submit(jobs, "slow")
    wait_until(lambda: ran(jobs) == ["slow"])
    for _ in range(100):
        submit(jobs, "a")
    with pytest.raises(TooManyJobs, match="upload again"):
        jobs.new_folder()


def test_an_unknown_job_is_named(start: Start) -> None:
    with pytest.raises(JobNotFound, match='"x"; GET /v1/jobs'):
        start().get("x")


def test_where_nothing_was_uploaded_nothing_is_made(start: Start) -> None:
    jobs = start()
    assert jobs.all() == []
    assert not jobs.data.exists()
