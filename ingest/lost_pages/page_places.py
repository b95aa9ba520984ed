"""The places of a text where pages may begin: all traces and fillings, weighed against each other."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pincite.ingest.lost_pages.page_end_traces import FILLED, KINDS_OF_TRACE, Trace, TraceName
from pincite.ingest.lost_pages.page_lengths import Places
from pincite.ingest.lost_pages.source_pieces import Piece
from pincite.ingest.text.block_roles import Role

_BLANK_LINE = 40  # characters that the end of a piece takes up besides its own: half a line, and space
_TWO_TRACES = 1.0  # what a second trace at the same place adds
_ELSEWHERE = 0.25  # of the traces of a kind: how many may stand where no page begins
_MARKERS: tuple[TraceName, ...] = ("given", "form_feed", "page_number", "running_line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place where a page may begin: its text at `start`, its running lines at `begin`; the first trace counts."""

    begin: int
    start: int
    traces: tuple[Trace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a text was set and converted.

    entries, table: how much room a character of a list of references and of a table takes up, one of ordinary text
    being 1. traced: the share of page starts that left a trace.
    """

    entries: float = 1.0
    table: float = 1.0
    traced: float = 0.85


def gather(traces: Sequence[Trace], length: int) -> list[Place]:
    """The traces by place, growing; the most telling trace of each place is its first."""
    by_start: dict[int, list[Trace]] = defaultdict(list)
    for trace in traces:
        if 0 < trace.start < length:
            by_start[trace.start].append(trace)
    places: list[Place] = []
    for start, found in sorted(by_start.items()):
        best_first = sorted(found, key=lambda trace: (trace.name in FILLED, -KINDS_OF_TRACE[trace.name].limit))
        begin = min(trace.begin for trace in found)
        # The last place may lie between the line above this page and its text.
        if places and begin <= places[-1].start:
            begin = start
        if begin > 0:
            places.append(Place(begin=begin, start=start, traces=tuple(best_first)))
    return places


def weigh(places: Sequence[Place], length: int, traced: float) -> list[float]:
    """The weight of each place, in a text of this many characters.

    A trace counts for as much as it is more frequent at page starts than anywhere else. How often page starts
    leave it is known roughly (its share); how often it stands elsewhere is told by how many of it the text has.
    """
    counts = Counter(trace.name for place in places for trace in place.traces)
    whole = {
        left: sum(KINDS_OF_TRACE[name].share for name in counts if (name in FILLED) == left) for left in (True, False)
    }
    worth: dict[TraceName, float] = {}
    for name, kind in KINDS_OF_TRACE.items():
        left = (1 - traced if name in FILLED else traced) / (whole[name in FILLED] or 1.0)
        elsewhere = max(1.0, counts[name] * (1.0 if name in FILLED else _ELSEWHERE))
        worth[name] = min(kind.limit, math.log(kind.share * length / elsewhere)) + math.log(left)
    worth.update({name: KINDS_OF_TRACE[name].limit for name in _MARKERS})
    return [
        worth[place.traces[0].name] + (_TWO_TRACES if len({trace.name for trace in place.traces} - FILLED) > 1 else 0.0)
        for place in places
    ]


def arrange(places: Sequence[Place], pieces: Sequence[Piece], length: int, setting: Setting) -> Places:
    """The places with their weights, and with their distances in characters of ordinary text."""
    weights = weigh(places, length, setting.traced)
    factors: Mapping[Role, float] = {"entries": setting.entries, "table": setting.table}
    edges, room = [0.0], [0.0]
    for piece in pieces:
        if piece.start > edges[-1]:
            edges.append(piece.start)
            room.append(room[-1])
        edges.append(piece.end)
        room.append(room[-1] + (piece.end - piece.start) * factors.get(piece.role, 1.0))
        edges.append(piece.end + 0.5)
        room.append(room[-1] + _BLANK_LINE)
    starts = [0.0, *(float(place.start) for place in places), edges[-1]]
    return Places(
        position=np.interp(starts, edges, room),
        weight=np.array([0.0, *weights, 0.0]),
        heading=np.array([False, *(any(t.name == "heading" for t in place.traces) for place in places), False]),
    )
