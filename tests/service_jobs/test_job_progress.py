"""How far a job is, counted from its beginning in a run of several."""

from set_clock import SetClock

from pincite.service.jobs.job_progress import JobProgress, ProgressNotes


def test_each_job_counts_from_its_own_beginning() -> None:
    clock = SetClock()
    notes = ProgressNotes(clock)
    notes.begin()
    assert notes.note("reading documents", 1, 2) == (1, 2)
    assert notes.note("reading pages", 12, 12) == (12, 12)
    assert notes.note("embedding passages", 90, 100) == (90, 100)
    assert notes.progress() == JobProgress(documents=(1, 2), pages=12, passages=(90, 100))
    notes.note("embedding passages", 100, 100)
    notes.begin()
    assert notes.progress() == JobProgress()
    assert notes.note("reading documents", 0, 3) == (0, 3)
    assert notes.note("embedding passages", 110, 140) == (10, 40)
    assert notes.progress() == JobProgress(documents=(0, 3), passages=(10, 40))
    assert notes.note("writing the index", 0, 1) == (0, 1)


def test_pace_and_time_left_are_those_of_the_job() -> None:
    clock = SetClock()
    notes = ProgressNotes(clock)
    for before in (0, 500):
        notes.begin()
        notes.note("reading documents", 0, 1)
        notes.note("embedding passages", before, before + 100)
        clock.now += 10
        notes.note("embedding passages", before + 40, before + 100)
        found = notes.progress()
        assert (found.passages_per_second, found.seconds_left) == (4, 15)
        notes.note("embedding passages", 500, 500)
