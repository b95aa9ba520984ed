"""Which documents stand in segments, and where: the passages of all have positions in the order of their ids."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.segments.segment import Segment
from pincite.index.structures.placement import Placement, place_rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DocumentTable:
    """The documents of segments in the order of their passages.

    ids, languages: str[documents]. segment_of, number_of: int32[documents], where each stands. of: int32[n], the
    document of each position. sorted_ids: the ids in alphabetical order; order: int64[documents], the number of each.
    """

    ids: NDArray[np.str_]
    languages: NDArray[np.str_]
    segment_of: NDArray[np.int32]
    number_of: NDArray[np.int32]
    of: NDArray[np.int32]
    order: NDArray[np.int64]
    sorted_ids: NDArray[np.str_]

    def numbers(self, identifiers: Collection[str]) -> NDArray[np.int64]:
        """The numbers of those of these documents that are here."""
        if not identifiers or not len(self.sorted_ids):
            return np.empty(0, dtype=np.int64)
        wanted = np.array(sorted(identifiers), dtype=np.str_)
        places = np.minimum(np.searchsorted(self.sorted_ids, wanted), len(self.sorted_ids) - 1)
        numbers: NDArray[np.int64] = self.order[places[self.sorted_ids[places] == wanted]]
        return numbers

    def among(self, identifiers: Collection[str]) -> NDArray[np.bool_]:
        """bool[documents]: whether each is one of these."""
        chosen = np.zeros(len(self.ids), dtype=np.bool_)
        chosen[self.numbers(identifiers)] = True
        return chosen


def place_documents(segments: Sequence[Segment]) -> tuple[Placement, DocumentTable]:
    """Positions in the order of passage ids: those of a document begin with its id and a colon."""
    ids = np.array([name for part in segments for name in part.documents.ids], dtype=np.str_)
    languages = np.array([name for part in segments for name in part.documents.languages], dtype=np.str_)
    passages = np.array([count for part in segments for count in part.documents.passages], dtype=np.int64)
    segment_of = np.repeat(np.arange(len(segments), dtype=np.int32), [len(part.documents) for part in segments])
    number_of = np.array([n for part in segments for n in range(len(part.documents))], dtype=np.int32)
    order = np.argsort(np.char.add(ids, ":"), kind="stable") if len(ids) else np.empty(0, dtype=np.int64)
    firsts = np.empty(len(ids), dtype=np.int64)
    firsts[order] = np.cumsum(passages[order]) - passages[order]
    positions = []
    done = 0
    for part in segments:
        own = firsts[done : done + len(part.documents)]
        within = np.arange(len(part), dtype=np.int64) - np.repeat(part.starts[:-1], np.diff(part.starts))
        positions.append(np.repeat(own, np.diff(part.starts)) + within)
        done += len(part.documents)
    by_id = np.argsort(ids[order], kind="stable")
    table = DocumentTable(
        ids=ids[order],
        languages=languages[order],
        segment_of=segment_of[order],
        number_of=number_of[order],
        of=np.repeat(np.arange(len(ids), dtype=np.int32), passages[order]),
        order=by_id,
        sorted_ids=ids[order][by_id],
    )
    return place_rows(positions), table
