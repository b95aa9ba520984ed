"""The places of a text where pages may begin: all traces and filling starts, weighed against each other."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pincite.ingest.lost_pages.page_end_traces import FILLED, TRACE_KINDS, PageTrace, TraceName
from pincite.ingest.lost_pages.page_lengths import Candidates
from pincite.ingest.lost_pages.source_blocks import SourceBlock
from pincite.ingest.text.block_roles import Role

_BLANK_LINE = 40  # characters that the end of a block takes up besides its own: half a line, and space
_TWO_TRACES = 1.0  # what a second trace at the same place adds
_ELSEWHERE = 0.25  # of the traces of a kind: how many may stand where no page begins
_MARKERS: tuple[TraceName, ...] = ("given", "form_feed", "page_number", "running_line")


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateStart:
    """A place where a page may begin: its text at `start`, its running lines at `begin`; the first trace counts."""

    begin: int
    start: int
    traces: tuple[PageTrace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typesetting:
    """How densely a text was printed, and how much of its page ends is left.

    entries, table: how much room a character of a list of references and of a table takes up, one of ordinary text
    being 1. traced: the share of page starts that left a trace.
    """

    entries: float = 1.0
    table: float = 1.0
    traced: float = 0.85


def gather_candidates(traces: Sequence[PageTrace], length: int) -> list[CandidateStart]:
    """The traces by place, growing; the most telling trace of each place is its first."""
    by_start: dict[int, list[PageTrace]] = defaultdict(list)
    for trace in traces:
        if 0 < trace.start < length:
            by_start[trace.start].append(trace)
    candidates: list[CandidateStart] = []
    for start, found in sorted(by_start.items()):
        best_first = sorted(found, key=lambda trace: (trace.name in FILLED, -TRACE_KINDS[trace.name].limit))
        begin = min(trace.begin for trace in found)
        # The last candidate may lie between the line above this page and its text.
        if candidates and begin <= candidates[-1].start:
            begin = start
        if begin > 0:
            candidates.append(CandidateStart(begin=begin, start=start, traces=tuple(best_first)))
    return candidates


def candidate_weights(candidates: Sequence[CandidateStart], length: int, traced: float) -> list[float]:
    """The weight of each candidate, in a text of this many characters.

    A trace counts for as much as it is more frequent at page starts than anywhere else. How often page starts
    leave it is known roughly (its share); how often it stands elsewhere follows from how many of it the text has.
    """
    counts = Counter(trace.name for candidate in candidates for trace in candidate.traces)
    whole = {
        left: sum(TRACE_KINDS[name].share for name in counts if (name in FILLED) == left) for left in (True, False)
    }
    worth: dict[TraceName, float] = {}
    for name, kind in TRACE_KINDS.items():
        left = (1 - traced if name in FILLED else traced) / (whole[name in FILLED] or 1.0)
        elsewhere = max(1.0, counts[name] * (1.0 if name in FILLED else _ELSEWHERE))
        worth[name] = min(kind.limit, math.log(kind.share * length / elsewhere)) + math.log(left)
    worth.update({name: TRACE_KINDS[name].limit for name in _MARKERS})
    return [
        worth[candidate.traces[0].name]
        + (_TWO_TRACES if len({trace.name for trace in candidate.traces} - FILLED) > 1 else 0.0)
        for candidate in candidates
    ]


def arrange_candidates(
    candidates: Sequence[CandidateStart], blocks: Sequence[SourceBlock], length: int, setting: Typesetting
) -> Candidates:
    """The candidates with their weights, and with their distances in characters of ordinary text."""
    weights = candidate_weights(candidates, length, setting.traced)
    factors: Mapping[Role, float] = {"entries": setting.entries, "table": setting.table}
    edges, room = [0.0], [0.0]
    for block in blocks:
        if block.start > edges[-1]:
            edges.append(block.start)
            room.append(room[-1])
        edges.append(block.end)
        room.append(room[-1] + (block.end - block.start) * factors.get(block.role, 1.0))
        edges.append(block.end + 0.5)
        room.append(room[-1] + _BLANK_LINE)
    starts = [0.0, *(float(candidate.start) for candidate in candidates), edges[-1]]
    return Candidates(
        position=np.interp(starts, edges, room),
        weight=np.array([0.0, *weights, 0.0]),
        heading=np.array(
            [False, *(any(t.name == "heading" for t in candidate.traces) for candidate in candidates), False]
        ),
    )
