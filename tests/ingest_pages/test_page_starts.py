"""Page maps and the pages of cleaned characters."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pincite.ingest.document import Page
from pincite.ingest.errors import BadPageMap
from pincite.ingest.pages.page_starts import PageStart, form_feed_starts, page_spans, read_page_map

TEXT = "First page here. Second page there. Third page."


def page(number: int, start: int, **more: Any) -> dict[str, Any]:
    return {"page": number, "start": start, "starts_with": TEXT[start : start + 5], "confidence": "certain", **more}


def written(tmp_path: Path, pages: Any) -> Path:
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"pages": pages}), encoding="utf-8")
    return path


def test_confidence_and_tolerance_decide_the_basis(tmp_path: Path) -> None:
    pages = [page(1, 0), page(2, 17, confidence="likely"), page(3, 36, confidence="likely", tolerance_chars=4)]
    starts = read_page_map(written(tmp_path, pages), TEXT)
    assert [start.page.basis for start in starts] == ["verified", "verified", "estimated"]
    assert starts[2].tolerance == 4


def test_a_guess_is_estimated_even_without_tolerance(tmp_path: Path) -> None:
    starts = read_page_map(written(tmp_path, [page(1, 0), page(2, 17, confidence="guess")]), TEXT)
    assert (starts[1].page.basis, starts[1].tolerance) == ("estimated", None)


def test_a_map_that_nobody_reviewed_is_estimated_throughout(tmp_path: Path) -> None:
    path = written(tmp_path, [page(1, 0), page(2, 17), page(3, 36, confidence="guess", tolerance_chars=4)])
    content = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({"reviewed": False, **content}), encoding="utf-8")
    starts = read_page_map(path, TEXT)
    assert [(start.page.basis, start.tolerance) for start in starts] == [
        ("estimated", None),
        ("estimated", None),
        ("estimated", 4),
    ]
    path.write_text(json.dumps({"reviewed": True, **content}), encoding="utf-8")
    assert [start.page.basis for start in read_page_map(path, TEXT)] == ["verified", "verified", "estimated"]
    path.write_text(json.dumps({"reviewed": "no", **content}), encoding="utf-8")
    with pytest.raises(BadPageMap, match="must be true or false"):
        read_page_map(path, TEXT)


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ([page(1, 0), page(2, 17) | {"starts_with": "Third"}], "page 2: the text at 17 begins"),
        ([page(1, 0), page(2, 17), page(3, 17)], "the offsets must grow"),
        ([page(1, 0), page(3, 17)], "numbered 1, 2, 3 without gaps"),
        ([page(1, 0), page(2, 17) | {"start": 9999}], "must be an offset within the text"),
        ([page(1, 0), page(2, 17) | {"start": "17"}], "must be an offset within the text"),
        ([page(1, 0, confidence="sure")], "must be one of certain, likely, guess"),
        ([page(1, 17)], "there is text before page 1"),
        ([page(1, 0, label=7)], "'label' is 7"),
        ([page(1, 0), page(2, 17, page_from=20)], "must not be after 'start'"),
        ([page(1, 0, tolerance_chars=-1)], "'tolerance_chars' is -1"),
        ([], "at least one page"),
        (["1"], "must be a JSON object"),
    ],
)
def test_a_map_that_does_not_fit_is_refused(tmp_path: Path, pages: Any, told: str) -> None:
    with pytest.raises(BadPageMap, match=told):
        read_page_map(written(tmp_path, pages), TEXT)


def test_a_file_that_is_no_map_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text("[1, 2", encoding="utf-8")
    with pytest.raises(BadPageMap, match="not a page map"):
        read_page_map(path, TEXT)


def test_form_feeds_begin_pages_and_the_last_one_only_ends_one() -> None:
    starts = form_feed_starts("one\ftwo\fthree\f\n")
    assert [(start.page.number, start.offset, start.page.basis) for start in starts] == [
        (1, 0, "marker"),
        (2, 4, "marker"),
        (3, 8, "marker"),
    ]


def test_no_form_feed_means_no_pages() -> None:
    assert form_feed_starts("one two three") == ()


def start_at(offset: int, number: int, *, tolerance: int | None = 0) -> PageStart:
    basis = "verified" if tolerance == 0 else "estimated"
    return PageStart(page=Page(number=number, label=None, basis=basis), offset=offset, tolerance=tolerance)  # type: ignore[arg-type]


def test_characters_near_an_estimated_start_are_estimated_on_both_sides() -> None:
    origins = np.arange(30, dtype=np.int32)
    spans = page_spans(origins, [start_at(0, 1), start_at(10, 2, tolerance=3), start_at(20, 3)])
    assert [(s.start, s.end, s.page, s.basis) for s in spans] == [
        (0, 7, 1, "verified"),
        (7, 10, 1, "estimated"),
        (10, 20, 2, "estimated"),
        (20, 30, 3, "verified"),
    ]


def test_an_unknown_tolerance_makes_the_page_before_estimated_too() -> None:
    origins = np.arange(30, dtype=np.int32)
    spans = page_spans(origins, [start_at(0, 1), start_at(10, 2, tolerance=None), start_at(20, 3)])
    assert [(s.start, s.end, s.basis) for s in spans] == [
        (0, 10, "estimated"),
        (10, 20, "estimated"),
        (20, 30, "verified"),
    ]


def test_spans_follow_the_origins_and_not_the_order_of_the_text() -> None:
    origins = np.array([0, 1, 10, 11, 2, 3], dtype=np.int32)
    spans = page_spans(origins, [start_at(0, 1), start_at(10, 2)])
    assert [(s.start, s.end, s.page) for s in spans] == [(0, 2, 1), (2, 4, 2), (4, 6, 1)]
