"""Draws how costs grow, from the tables of the documentation, on scales of logarithms.

python scripts/benchmarks/growing/growth_plot.py docs/explanation/benchmarks.md docs/explanation/growth.svg
"""

import re
import sys
from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from pathlib import Path

from pincite.eval.reports.plots import COLOURS

_QUERIES = {  # rows of the table of queries, of which the p50 is drawn
    "hybrid: whole": "hybrid, without encoding",
    "sparse, questions, k 10": "sparse",
    "dense, k 10": "dense",
    "rank_bm25, questions: scores and ten best": "rank_bm25",
    "bm25s, questions, k 10": "bm25s",
    "FAISS flat, k 10": "FAISS flat",
}
_CHANGES = {
    "open: snapshot (s)": "open",
    "add one document: whole (s)": "add one document",
    "replace one document: whole (s)": "replace one",
    "remove one document, until `remove` returns (s)": "remove one",
}
_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 300, 240, 60, 30, 250
_ROW = re.compile(r"^\| (?P<what>[^|]+) \|(?P<values>.+)\|$", re.MULTILINE)

Line = Sequence[tuple[float, float]]
"""Passages, and what so many cost."""


def growth_plot(page: str) -> str:
    """The plot, as SVG, of the tables in the text of the documentation's page."""
    panels = [
        ("a query, p50 in milliseconds", _lines(page, _QUERIES, every=2)),
        ("a change, in seconds", _lines(page, _CHANGES, every=1)),
    ]
    width = len(panels) * (_LEFT + _WIDTH + _GAP)
    marks = [
        _panel(title, lines, left=number * (_LEFT + _WIDTH + _GAP) + _LEFT)
        for number, (title, lines) in enumerate(panels)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_TOP + _HEIGHT + 50}" role="img" '
        'aria-label="How costs grow with the library" font-family="sans-serif" font-size="13" fill="#555">\n'
        + "\n".join(marks)
        + "\n</svg>\n"
    )


def _lines(page: str, rows: Mapping[str, str], *, every: int) -> Mapping[str, Line]:
    """The values of these rows by the names that they are drawn with; `every` n-th column is read."""
    found = {row["what"]: row["values"].split("|") for row in _ROW.finditer(page)}
    heads = next(values for what, values in found.items() if what == "documents")
    sizes = _sizes(page, len(heads))
    lines = {}
    for what, name in rows.items():
        values = [cell.strip().replace(",", "") for cell in found[what]][::every]
        lines[name] = [(size, float(cell)) for size, cell in zip(sizes, values, strict=True) if cell != "–"]
    return lines


def _sizes(page: str, count: int) -> Sequence[float]:
    """The heads of the columns of the first table: the sizes of the libraries."""
    table = page[page.index("### A library of so many passages") :]
    heads = re.findall(r"[\d,]+", table.splitlines()[2])
    assert len(heads) == count
    return [float(head.replace(",", "")) for head in heads]


def _panel(title: str, lines: Mapping[str, Line], *, left: int) -> str:
    points = [point for line in lines.values() for point in line]
    across = _scale([x for x, _ in points], left, left + _WIDTH)
    up = _scale([y for _, y in points], _TOP + _HEIGHT, _TOP)
    marks = [f'<text x="{left}" y="16" font-weight="bold">{escape(title)}</text>']
    for value in _powers([x for x, _ in points]):
        x = across(value)
        marks.append(f'<path d="M{x:.1f} {_TOP}V{_TOP + _HEIGHT}" stroke="#ddd"/>')
        marks.append(f'<text x="{x:.1f}" y="{_TOP + _HEIGHT + 18}" text-anchor="middle">{value:,.0f}</text>')
    for value in _powers([y for _, y in points]):
        y = up(value)
        marks.append(f'<path d="M{left} {y:.1f}H{left + _WIDTH}" stroke="#ddd"/>')
        marks.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{value:,g}</text>')
    marks.append(f'<text x="{left + _WIDTH / 2}" y="{_TOP + _HEIGHT + 38}" text-anchor="middle">passages</text>')
    for number, (name, line) in enumerate(lines.items()):
        colour = COLOURS[number]
        path = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in line)
        marks.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        marks += [
            f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="4" fill="{colour}">'
            f"<title>{escape(name)}, {x:,.0f} passages: {y:g}</title></circle>"
            for x, y in line
        ]
        key = _TOP + 14 + 20 * number
        marks.append(f'<circle cx="{left + _WIDTH + 20}" cy="{key - 4}" r="4" fill="{colour}"/>')
        marks.append(f'<text x="{left + _WIDTH + 30}" y="{key}">{escape(name)}</text>')
    return "\n".join(marks)


def _powers(values: Sequence[float]) -> list[float]:
    """The powers of ten around these numbers."""
    return [10.0**power for power in range(floor(log10(min(values))), ceil(log10(max(values))) + 1)]


def _scale(values: Sequence[float], start: float, end: float) -> "_Scale":
    powers = _powers(values)
    return _Scale(log10(powers[0]), log10(powers[-1]), start, end)


class _Scale:
    """From a number to where it stands between two ends, by its logarithm."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self._low, self._span = low, (high - low) or 1.0
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        return self._start + (log10(value) - self._low) / self._span * (self._end - self._start)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(growth_plot(Path(sys.argv[1]).read_text(encoding="utf-8")), encoding="utf-8")
