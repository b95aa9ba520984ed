"""Documents are read again by the rules of today, while what they were read as serves."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import WordEncoder
from numpy.typing import NDArray
from older_rules import OLDER, add_as_older_rules_did, read_by_older_rules

from pincite.index.search import Query, Searcher
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.ingest.errors import DocumentNotFound
from pincite.ingest.library.store import Library
from pincite.ingest.read import Item
from pincite.ingest.reading_rules import PRESENT_RULES
from pincite.service.jobs import rereading
from pincite.service.jobs.library_changes import AddReport, add, problems, remove, reread

ENCODER = WordEncoder()


class Counting(WordEncoder):
    """Notes the texts of several words that it reads."""

    texts: list[str] = []  # noqa: RUF012

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts.extend(text for text in texts if " " in text)
        return super().encode(texts)


def note(folder: Path, name: str, paragraphs: int = 12) -> Item:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.txt"
    told = (f"Paragraph {number} of {name} says this. And it says salt{number} too." for number in range(paragraphs))
    path.write_text("\n\n".join(told), encoding="utf-8")
    return Item(file=path)


def again(data: Path, *names: str, progress: Callable[[str, int, int], None] | None = None) -> AddReport:
    return reread(data, list(names) or None, encoder=ENCODER, progress=progress)


def statuses(report: AddReport) -> dict[str | None, str]:
    return {outcome.document_id: outcome.status for outcome in report.outcomes}


def found(data: Path, text: str) -> set[str]:
    snapshot = open_snapshot(data)
    with Library(data) as library:
        changed = snapshot.changed_in(library)
    return {hit.record.id for hit in Searcher(snapshot, ENCODER).search(Query(text=text, k=50), changed=changed).hits}


def older(data: Path) -> list[str]:
    with Library(data) as library:
        return library.read_otherwise(PRESENT_RULES)


def test_what_older_rules_read_is_read_again_and_nothing_else(tmp_path: Path) -> None:
    data = tmp_path / "data"
    add(data, [note(tmp_path / "in", "new").file], encoder=ENCODER)
    add_as_older_rules_did(data, note(tmp_path / "in", "bears"), note(tmp_path / "in", "bees"))
    assert older(data) == ["bears", "bees"]
    assert statuses(again(data)) == {"bears": "replaced", "bees": "replaced"}
    assert (older(data), problems(data)) == ([], [])
    assert again(data).outcomes == ()


def test_reading_again_and_adding_again_agree(tmp_path: Path) -> None:
    data, items = tmp_path / "data", [note(tmp_path / "in", name) for name in ("bears", "bees")]
    add_as_older_rules_did(data, *items)
    again(data, "bears")
    report = add(data, [tmp_path / "in"], encoder=ENCODER)
    assert statuses(report) == {"bears": "unchanged", "bees": "replaced"}
    once = add(tmp_path / "once", [tmp_path / "in"], encoder=ENCODER)
    assert report.snapshot == once.snapshot
    ids = ("bears", "bees")
    with Library(data) as library, Library(tmp_path / "once") as other:
        assert [library.document(name) for name in ids] == [other.document(name) for name in ids]


def test_record_id_path_and_page_map_stay(tmp_path: Path) -> None:
    data, item = tmp_path / "data", note(tmp_path / "in", "bears")
    item.file.with_suffix(".json").write_text(json.dumps({"id": "doe2001", "title": "On bears"}))
    text = item.file.read_text()
    pages: list[dict[str, Any]] = [
        {"page": n, "label": f"x{n}", "start": at, "starts_with": "Paragraph", "confidence": "certain"}
        for n, at in enumerate((0, text.index("Paragraph 7")), start=1)
    ]
    map_file = item.file.with_suffix(".pages.json")
    map_file.write_text(json.dumps({"pages": pages}))
    add(data, [item.file], encoder=ENCODER)
    with Library(data, write=True) as library:
        before = library.document("doe2001")
        was = read_by_older_rules(Item(file=item.file, page_map=map_file, record=before.record))
        library.add(was, item.file.read_bytes())
    map_file.unlink()
    item.file.unlink()
    assert statuses(again(data)) == {"doe2001": "replaced"}
    with Library(data) as library:
        assert library.document("doe2001") == before
        assert all(library.present_passage(passage.id).document_id == "doe2001" for passage in was.passages)
        assert library.original("doe2001").read_text() == text


@pytest.mark.parametrize("kept", [True, False], ids=["map beside the file", "map gone"])
def test_a_document_of_before_keeps_the_pages_of_its_map(tmp_path: Path, kept: bool) -> None:
    data, item = tmp_path / "data", note(tmp_path / "in", "bears")
    text = item.file.read_text()
    page = {"page": 1, "label": "7", "start": 0, "starts_with": "Paragraph", "confidence": "certain"}
    second = {**page, "page": 2, "label": "8", "start": text.index("Paragraph 7")}
    map_file = item.file.with_suffix(".pages.json")
    map_file.write_text(json.dumps({"pages": [page, second]}))
    add_as_older_rules_did(data, Item(file=item.file, page_map=map_file))
    with Library(data, write=True) as library, library._database.writing() as connection:
        connection.execute("DELETE FROM readings")
    with Library(data) as library:
        before = library.document("bears")
    if not kept:
        map_file.unlink()
    assert statuses(again(data)) == {"bears": "replaced"}
    with Library(data) as library:
        now = library.document("bears")
    assert (now.pages, now.spans, now.path) == (before.pages, before.spans, before.path)
    report = add(data, [item.file], encoder=ENCODER)
    assert statuses(report) == {"bears": "unchanged" if kept else "replaced"}


def test_what_older_rules_read_is_found_until_it_has_been_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rereading, "PUBLISHED_EVERY_S", 0.0)
    data, names = tmp_path / "data", {"bears", "bees", "wolves"}
    add_as_older_rules_did(data, *(note(tmp_path / "in", name) for name in names))
    seen = []

    def look(stage: str, done: int, total: int) -> None:
        if stage != "writing the index":
            seen.append(found(data, "paragraph says salt3"))

    again(data, progress=look)
    assert len(seen) > 6
    assert set(map(frozenset, seen)) == {frozenset(names)}


def test_only_text_that_has_changed_is_embedded(tmp_path: Path) -> None:
    data, item = tmp_path / "data", note(tmp_path / "in", "bears", paragraphs=60)
    add(data, [item.file], encoder=ENCODER)
    with Library(data, write=True) as library:
        now = library.document("bears")
        first, *others = now.passages
        changed = replace(first, text=first.text.replace("salt0", "corn0"))
        text = now.text.replace("salt0", "corn0")
        was = replace(now, key="older", rules=OLDER, text=text, passages=(changed, *others))
        library.add(was, item.file.read_bytes())
        build_snapshot(library, ENCODER)
    encoder = Counting()
    assert statuses(reread(data, encoder=encoder)) == {"bears": "replaced"}
    assert len(others) > 1
    embedded = [text for text in encoder.texts if "Paragraph" in text or "salt" in text]
    assert embedded
    assert all("salt0" in text for text in embedded)


def test_whoever_is_stopped_goes_on_with_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading, "PUBLISHED_EVERY_S", 0.0)
    data, names = tmp_path / "data", ["a", "b", "c", "d"]
    add_as_older_rules_did(data, *(note(tmp_path / "in", name) for name in names))

    def stop(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("reading documents", 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        again(data, progress=stop)
    left = older(data)
    assert len(left) == 2
    assert found(data, "paragraph says salt3") == set(names)
    assert statuses(again(data)) == dict.fromkeys(left, "replaced")
    assert problems(data) == []
    assert not (data / "index" / "ahead").exists()


def test_a_document_that_cannot_be_read_any_more_stays_as_it_is(tmp_path: Path) -> None:
    data = tmp_path / "data"
    add_as_older_rules_did(data, *(note(tmp_path / "in", name) for name in ("altered", "gone", "good")))
    with Library(data, write=True) as library:
        before = library.document("gone")
        library.original("altered").write_bytes(b"another text")
        library.original("gone").unlink()
    report = again(data)
    assert statuses(report) == {"altered": "failed", "gone": "failed", "good": "replaced"}
    for outcome in report.outcomes[:2]:
        assert str(outcome.reason).startswith(f"{outcome.document_id}: stays as it is, for it cannot be read again")
    with Library(data) as library:
        assert library.document("gone") == before
    assert older(data) == ["altered", "gone"]
    assert found(data, "paragraph says salt3") == {"altered", "gone", "good"}


def test_a_document_that_is_removed_meanwhile_does_not_come_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    add_as_older_rules_did(data, note(tmp_path / "in", "bears"), note(tmp_path / "in", "bees"))

    def take_away(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("reading documents", 1):
            with Library(data) as library:
                there = list(library.keys())
            if len(there) == 2:
                remove(data, [there[0]])

    report = again(data, progress=take_away)
    assert sorted(statuses(report).values()) == ["failed", "replaced"]
    with Library(data) as library:
        assert library.count() == 1
    assert problems(data) == []


def test_an_unknown_document_is_named_before_anything_is_read(tmp_path: Path) -> None:
    data = tmp_path / "data"
    add_as_older_rules_did(data, note(tmp_path / "in", "bears"))
    with pytest.raises(DocumentNotFound, match="'none'"):
        again(data, "bears", "none")
    assert older(data) == ["bears"]


def test_a_document_that_would_be_read_as_it_is_is_unchanged(tmp_path: Path) -> None:
    data = tmp_path / "data"
    add(data, [note(tmp_path / "in", "bears").file], encoder=ENCODER)
    with Library(data, write=True) as library, library._database.writing() as connection:
        connection.execute("UPDATE readings SET rules = ?", (OLDER,))
    assert statuses(again(data)) == {"bears": "unchanged"}
    assert older(data) == []
    report = reread(data, everything=True, encoder=ENCODER)
    assert statuses(report) == {"bears": "unchanged"}
