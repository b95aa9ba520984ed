"""What tests keep between runs is made anew when its sources change, and never seen half made or altered."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from kept_folder import copy_kept, key_of

Use = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source" / "inside"
    folder.mkdir(parents=True)
    (folder / "code.py").write_text("one = 1\n", "utf-8")
    return tmp_path / "source"


@pytest.fixture
def use(source: Path, tmp_path: Path) -> Use:
    """Takes into a folder of that name what `make` writes, or what was kept of it."""

    def used(target: str, make: Callable[[Path], object]) -> Path:
        copy_kept("thing", tmp_path / target, make, sources=[source], kept=tmp_path / "kept")
        return tmp_path / target

    return used


def fail(_: Path) -> None:
    raise RuntimeError("it is made again")


def write(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "made").write_text(text, "utf-8")


def test_the_same_sources_make_it_once(use: Use) -> None:
    assert (use("a", write("first")) / "made").read_text("utf-8") == "first"
    assert (use("b", fail) / "made").read_text("utf-8") == "first"


def test_changed_sources_make_it_anew_and_the_old_one_goes(use: Use, source: Path, tmp_path: Path) -> None:
    use("a", write("first"))
    (source / "inside" / "code.py").write_text("one = 2\n", "utf-8")
    assert (use("b", write("second")) / "made").read_text("utf-8") == "second"
    assert len(list((tmp_path / "kept").glob("thing-*"))) == 1


def test_the_key_follows_names_contents_and_new_files(source: Path) -> None:
    keys = {key_of([source])}
    (source / "new.py").write_text("", "utf-8")
    keys.add(key_of([source]))
    (source / "new.py").rename(source / "newer.py")
    keys.add(key_of([source]))
    (source / "newer.py").write_text("x", "utf-8")
    keys.add(now := key_of([source]))
    assert len(keys) == 4
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "newer.pyc").write_text("compiled", "utf-8")
    assert key_of([source]) == now


def test_what_a_test_does_to_its_copy_stays_there(use: Use) -> None:
    (use("a", write("first")) / "made").write_text("spoilt", "utf-8")
    assert (use("b", fail) / "made").read_text("utf-8") == "first"


def test_what_was_left_half_made_is_not_used(use: Use) -> None:
    def half(folder: Path) -> None:
        write("half")(folder)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        use("a", half)
    assert (use("b", write("whole")) / "made").read_text("utf-8") == "whole"


def test_two_at_once_make_it_once(use: Use) -> None:
    made, both = list[Path](), threading.Barrier(2)

    def make(folder: Path) -> None:
        made.append(folder)
        write("first")(folder)

    def work(target: str) -> None:
        both.wait()
        use(target, make)

    threads = [threading.Thread(target=work, args=(target,)) for target in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
