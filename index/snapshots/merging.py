"""Which segments are joined: many small ones into few, so that a search looks into few places.

A segment holds at most LARGEST passages, except one with a single larger document. Those with less than half of that
are small; when there are more than MOST_SMALL of them, the smallest are merged. So a passage is written again a few
times at most, and the number of segments grows with the library.
"""

from collections.abc import Iterable, Iterator, Sequence

from pincite.index.segments.segment import Segment
from pincite.index.snapshots.manifest import SegmentEntry

# Rewriting a segment of this size, as the removal of one of its documents does, takes a second or two; see
# docs/explanation/growth.md.
LARGEST = 16_384
MOST_SMALL = 8
MOST_ON_THE_WAY = 24  # beyond those, in the middle of a run: it publishes every minute, and merges at its end


def groups_to_gather(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """New segments in the order given, in groups that may be joined."""
    group, size = list[Segment](), 0
    for segment in segments:
        if group and size + len(segment) > LARGEST:
            yield group
            group, size = [], 0
        group.append(segment)
        size += len(segment)
    if group:
        yield group


def segments_to_merge(entries: Sequence[SegmentEntry]) -> list[SegmentEntry]:
    """The smallest segments, to be joined into one; none where there are few."""
    small = sorted((one for one in entries if _is_small(one.passages)), key=lambda one: (one.passages, one.name))
    if len(small) <= MOST_SMALL:
        return []
    size, group = 0, list[SegmentEntry]()
    for entry in small:
        size += entry.passages
        if group and size > LARGEST:
            break
        group.append(entry)
    return group if len(group) > 1 else []


def too_many(sizes: Iterable[int]) -> int:
    """How many small segments there are beyond those that are left as they are. sizes: passages in each segment."""
    return max(0, sum(map(_is_small, sizes)) - MOST_SMALL)


def _is_small(passages: int) -> bool:
    return passages < LARGEST // 2
