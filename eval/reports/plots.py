"""Plots as SVG: few kinds, drawn by hand, so that a report needs no plotting library and no script.

Every mark has a <title>: hovering shows its number.
"""

from collections.abc import Mapping, Sequence
from html import escape

# Okabe and Ito's colours, which people with any colour vision can distinguish.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000", "#999999")

_WIDTH = 720
_LEFT = 170
_PLOT = _WIDTH - _LEFT - 20

Interval = tuple[float, float, float]
"""A mean and the ends of its interval."""


def legend(names: Sequence[str]) -> str:
    """Which colour is which."""
    return "".join(
        f'<span class="key"><i style="background:{COLOURS[place % len(COLOURS)]}"></i>{escape(name)}</span>'
        for place, name in enumerate(names)
    )


def interval_plot(rows: Mapping[str, Mapping[str, Interval]], *, label: str) -> str:
    """A row a group and in it a point with its interval for each name, from 0 to 1."""
    names = list(next(iter(rows.values()), {}))
    step = 14 * max(len(names), 1) + 12
    marks = [_grid(step * len(rows))]
    for place, (group, values) in enumerate(rows.items()):
        top = place * step
        marks.append(f'<text x="{_LEFT - 8}" y="{top + step / 2 + 4}" text-anchor="end">{escape(group)}</text>')
        for number, (name, (mean, low, high)) in enumerate(values.items()):
            y, colour = top + 13 + 14 * number, COLOURS[names.index(name) % len(COLOURS)]
            label = f"{group}, {name}: {mean:.3f} [{low:.3f}, {high:.3f}]"
            marks.append(
                f'<g stroke="{colour}" fill="{colour}"><title>{escape(label)}</title>'
                f'<line x1="{_x(low):.1f}" x2="{_x(high):.1f}" y1="{y}" y2="{y}" stroke-width="3" opacity=".45"/>'
                f'<circle cx="{_x(mean):.1f}" cy="{y}" r="4"/></g>'
            )
    return _svg(marks, height=step * len(rows) + 24, label=label)


def histogram(counts: Mapping[str, Sequence[int]], ticks: Sequence[str], *, label: str) -> str:
    """Bars side by side: a group of bars a tick, a bar a name."""
    most = max((max(values, default=0) for values in counts.values()), default=0) or 1
    height, slot = 180, (_WIDTH - 60) / max(len(ticks), 1)
    wide = (slot - 8) / max(len(counts), 1)
    marks = []
    for number, (name, values) in enumerate(counts.items()):
        colour = COLOURS[number % len(COLOURS)]
        for place, value in enumerate(values):
            tall = value / most * (height - 20)
            x = 40 + place * slot + number * wide
            marks.append(
                f'<rect x="{x:.1f}" y="{height - tall:.1f}" width="{wide - 1:.1f}" height="{tall:.1f}" '
                f'fill="{colour}"><title>{escape(f"{name}, {ticks[place]}: {value}")}</title></rect>'
            )
    marks += [
        f'<text x="{40 + place * slot + slot / 2 - 4:.1f}" y="{height + 16}" text-anchor="middle">{escape(tick)}</text>'
        for place, tick in enumerate(ticks)
    ]
    marks.append(f'<line class="axis" x1="36" x2="{_WIDTH - 20}" y1="{height}" y2="{height}"/>')
    marks.append(
        f'<text x="34" y="26" text-anchor="end">{most}</text><text x="34" y="{height}" text-anchor="end">0</text>'
    )
    return _svg(marks, height=height + 24, label=label)


def curve_plot(points: Sequence[tuple[float, float, str]], *, across: str, up: str, label: str) -> str:
    """A line through points (x, y, label), both from 0 to 1."""
    size, left = 260, 50

    def at(x: float, y: float) -> str:
        return f"{left + x * size:.1f},{10 + (1 - y) * size:.1f}"

    marks = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y, x = 10 + (1 - share) * size, left + share * size
        marks.append(f'<line class="grid" x1="{left}" x2="{left + size}" y1="{y}" y2="{y}"/>')
        marks.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{share:g}</text>')
        marks.append(f'<text x="{x}" y="{size + 26}" text-anchor="middle">{share:g}</text>')
    path = " ".join(at(x, y) for x, y, _ in points)
    marks.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[0]}" stroke-width="2"/>')
    for x, y, label in points:
        cx, cy = at(x, y).split(",")
        marks.append(f'<circle cx="{cx}" cy="{cy}" r="2.5" fill="{COLOURS[0]}"><title>{escape(label)}</title></circle>')
    marks.append(f'<text x="{left + size / 2}" y="{size + 44}" text-anchor="middle">{escape(across)}</text>')
    marks.append(f'<text x="{left + size + 14}" y="20">{escape(up)}</text>')
    return _svg(marks, height=size + 52, label=label)


def difference_plot(differences: Sequence[tuple[str, float, str]], *, label: str) -> str:
    """A bar a question, above or below zero, the best first; each leads to `#id` (id, difference, label)."""
    height, middle = 170, 85
    wide = min(12.0, (_WIDTH - 50) / max(len(differences), 1))
    marks = [f'<line class="axis" x1="40" x2="{_WIDTH}" y1="{middle}" y2="{middle}"/>']
    for place, (name, moved, label) in enumerate(sorted(differences, key=lambda one: (-one[1], one[0]))):
        tall = abs(moved) * (middle - 8)
        y, colour = (middle - tall, COLOURS[2]) if moved > 0 else (middle, COLOURS[5])
        marks.append(
            f'<a href="#{escape(name, quote=True)}"><rect x="{42 + place * wide:.2f}" y="{y:.1f}" '
            f'width="{max(wide - 0.6, 0.4):.2f}" height="{max(tall, 0.8):.1f}" fill="{colour}">'
            f"<title>{escape(label)}</title></rect></a>"
        )
    marks += [
        f'<text x="36" y="{y}" text-anchor="end">{text}</text>'
        for text, y in (("+1", 14), ("0", middle + 4), ("−1", 166))
    ]
    return _svg(marks, height=height, label=label)


def _x(share: float) -> float:
    return _LEFT + share * _PLOT


def _grid(height: float) -> str:
    return "".join(
        f'<line class="grid" x1="{_x(share)}" x2="{_x(share)}" y1="0" y2="{height}"/>'
        f'<text x="{_x(share)}" y="{height + 16}" text-anchor="middle">{share:g}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    )


def _svg(marks: Sequence[str], *, height: float, label: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{escape(label, quote=True)}">'
        + "".join(marks)
        + "</svg>"
    )
