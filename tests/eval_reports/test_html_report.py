"""The web page of an evaluation: whole, well formed, and from no other host."""

from html.parser import HTMLParser
from typing import Any

import pytest

from pincite.eval.reports.html_report import comparison_page, evaluation_page
from pincite.eval.reports.plots import curve_plot, difference_plot, histogram, interval_plot

VOID = {"meta", "br"}


class Elements(HTMLParser):
    """Reads a page, holds its links, and fails where tags do not match."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src") and value]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def estimate(mean: float) -> dict[str, float]:
    return {"mean": mean, "low": mean - 0.1, "high": mean + 0.1}


def saved(hybrid: float = 0.75) -> dict[str, Any]:
    def run(score: float, grade: int) -> dict[str, Any]:
        hits = [
            {"passage": "d:0", "document": "d", "grade": grade, "pages": [3, 3], "url": "/documents/d#page=3"},
            {"passage": "d:1", "document": "d", "grade": 0, "pages": [None, None], "url": None},
        ]
        return {"scores": {"nDCG@10": score}, "hits": hits}

    modes = {"dense": run(0.5, 0), "hybrid": run(hybrid, 2)}
    evidence = [{"document": "d", "quote": "<b>bold</b> words", "grade": 2, "passages": ["d:0"]}]
    result = {
        "id": "q1", "question": "Is 1 < 2 & true?", "language": "en", "kind": "factoid", "evidence": evidence,
        "modes": modes,
    }  # fmt: skip
    columns = {name: {"nDCG@10": estimate(one["scores"]["nDCG@10"])} for name, one in modes.items()}
    groups = [{"group": name, "questions": 1, "modes": columns, "differences": {}} for name in ("all", "kind factoid")]
    answers = [{"group": "all", "questions": 1, "modes": {"answers": columns["hybrid"]}}]
    point = {"threshold": 0.5, "coverage": 1.0, "risk": 0.25, "refused": 0.5}
    machine = {"processor": "P", "processors": 2, "python": "3"}
    return {
        "made": {"date": "2026-11-27", "machine": machine, "latency_ms": {"hybrid": {"p50": 5.0, "p99": 9.0}}},
        "gold": {"g.jsonl": "0"}, "split": "all", "snapshot": "abc", "versions": {"pincite": "1"}, "k": 10,
        "questions": {"all": 1, "scored": 1}, "comparisons": groups, "results": [result],
        "answers": {"comparisons": answers, "auroc": {"all": 0.9}, "curve": [point]},
    }  # fmt: skip


def test_the_page_is_well_formed_and_whole() -> None:
    page = Elements(evaluation_page(saved()))
    assert page.tags.count("svg") == 4
    for wanted in ("Is 1 < 2 & true?", "“<b>bold</b> words”", "snapshot abc", "0.750 [0.650, 0.850]", "AUROC 0.900"):
        assert wanted in page.text
    assert not {"script", "link", "img", "iframe"} & set(page.tags)


def test_passages_open_in_the_running_service_and_nothing_else_is_linked() -> None:
    page = Elements(evaluation_page(saved(), service="http://127.0.0.1:9000"))
    outward = {link for link in page.links if not link.startswith("#")}
    assert outward == {
        "http://127.0.0.1:9000/documents/d?passage=d%3A0#page=3",
        "http://127.0.0.1:9000/documents/d?passage=d%3A0",
    }


def test_a_comparison_shows_the_questions_that_moved() -> None:
    page = Elements(comparison_page(saved(0.5), saved(0.75), names=("a:hybrid", "b:hybrid")))
    assert "+0.250" in page.text
    same = Elements(comparison_page(saved(), saved(), names=("a:hybrid", "b:hybrid")))
    assert "factoid" not in same.text.split("Questions that moved")[1]


@pytest.mark.parametrize(
    "plot",
    [
        interval_plot({"<kind>": {"a&b": (0.5, 0.4, 0.6)}}, label="L"),
        histogram({"a&b": [1, 2]}, ["1", "<none>"], label="L"),
        curve_plot([(0.5, 0.25, "a < b")], across="x", up="y", label="L"),
        difference_plot([("q<1>", -0.5, "a & b"), ("q2", 0.5, "b")], label="L"),
        histogram({}, [], label="L"),
        interval_plot({}, label="L"),
    ],
)
def test_plots_are_well_formed_whatever_they_say(plot: str) -> None:
    assert Elements(plot).tags[0] == "svg"


def test_a_bar_is_as_long_as_its_difference() -> None:
    plot = difference_plot([("up", 1.0, ""), ("down", -0.5, "")], label="L")
    assert 'height="77.0"' in plot
    assert 'height="38.5"' in plot
