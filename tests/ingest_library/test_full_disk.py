"""A disk that is really full (ENOSPC), not one that only looks so: what was there stays, and the next step is told."""

from pathlib import Path

import pytest
from full_disk import (
    add_without_room,
    merge_without_room,
    on_a_private_disk,
    remove_without_room,
    snapshot_without_room,
    why_not,
)


@pytest.fixture(autouse=True, scope="module")
def may_mount() -> None:
    if reason := why_not():
        pytest.skip(f"no file system of its own may be mounted here ({reason}); run as root to test a full disk")


def test_a_snapshot_that_finds_no_room_leaves_the_one_before_serving(tmp_path: Path) -> None:
    (saw,) = on_a_private_disk(snapshot_without_room, tmp_path / "disk")
    assert saw["told"].startswith("SnapshotUnwritable: ")
    assert "No space left on device" in saw["told"]
    assert f"snapshot {saw['before']} goes on serving" in saw["told"]
    assert (saw["now"], saw["served"], saw["left"]) == (saw["before"], ["bears"], [])
    assert saw["again"] != saw["before"]
    assert (saw["then"], saw["wrong"]) == (["bears", "cats"], [])


def test_documents_that_find_no_room_are_refused_and_the_others_stay_searchable(tmp_path: Path, full: bool) -> None:
    # None for the library, none for the original, none for the index, and some for a part of the index.
    rooms_kib = (0, 4, 16, 48, 96, 144, 192) if full else (0, 16, 96, 192)
    served = ["bears"]
    saws = on_a_private_disk(add_without_room, tmp_path / "disk", *rooms_kib)
    assert [saw["room_kib"] for saw in saws] == [*rooms_kib]
    for saw in saws:
        assert "make room" in saw["told"] or "free space" in saw["told"], saw
        assert saw["served"] == served, saw
        served = [*served, f"cats{saw['room_kib']:04}"]
        assert (saw["then"], saw["wrong"]) == (served, [])
    assert "library.db" in saws[0]["told"]  # there was not even room to open it
    assert any(
        saw["told"].startswith("SnapshotUnwritable: ") for saw in saws
    )  # the document went in, the index did not


def test_a_removal_that_finds_no_room_hides_the_document_and_is_finished_later(tmp_path: Path) -> None:
    refused, *removed = on_a_private_disk(remove_without_room, tmp_path / "disk")
    assert refused["told"].startswith("LibraryUnwritable: ")
    assert (refused["served"], refused["then"]) == (["bears", "cats"], ["bears", "cats"])
    for saw in removed:
        assert saw["served"] == saw["then"] == ["bears"], saw
    assert removed[0]["told"].startswith("SnapshotUnwritable: ")
    assert all((saw["left"], saw["wrong"]) == ([], []) for saw in (refused, *removed)), (refused, *removed)


def test_a_merge_that_finds_no_room_leaves_what_serves(tmp_path: Path) -> None:
    saws = on_a_private_disk(merge_without_room, tmp_path / "disk")
    failed = [saw for saw in saws if saw["told"] != saw["now"]]
    assert 1 < len(failed) < len(saws)
    for saw in saws:
        assert saw["now"] == (saw["before"] if saw in failed else saw["again"]), saw
        assert saw["served"] == (["bears"] if saw in failed else ["bears", "cats"]), saw
        assert (saw["then"], saw["wrong"]) == (["bears", "cats"], []), saw
