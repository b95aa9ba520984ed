"""One segment out of several, or of some of their documents: small ones are merged, removed documents left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.sentence_vectors import SentenceVectors
from pincite.index.segments.segment import DocumentColumns, Rows, Segment, SegmentContents
from pincite.index.structures.postings import join_postings
from pincite.index.structures.segment_words import SegmentWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A document to be taken: its segment, and its number in it."""

    segment: Segment
    number: int

    @property
    def rows(self) -> slice:
        """Its rows in its segment."""
        return self.segment.rows_of(self.number)


def join_segments(segments: Sequence[Segment], *, without: frozenset[str] = frozenset()) -> SegmentContents:
    """The documents of all these segments but those with an id in `without`, in the order of their ids.

    A document must not be in two of them. Its cost is that of the segments given.
    """
    chosen = [
        Chosen(segment=segment, number=number)
        for segment in segments
        for number, document_id in enumerate(segment.documents.ids)
        if document_id not in without
    ]
    chosen.sort(key=lambda one: one.segment.documents.ids[one.number])
    return SegmentContents(
        documents=DocumentColumns(
            ids=[one.segment.documents.ids[one.number] for one in chosen],
            keys=[one.segment.documents.keys[one.number] for one in chosen],
            languages=[one.segment.documents.languages[one.number] for one in chosen],
            passages=[one.segment.documents.passages[one.number] for one in chosen],
        ),
        rows=_rows(segments, chosen),
        postings=join_postings(*_postings(segments, chosen)),
        sentences=_sentences(segments, chosen),
        words=_words(segments, chosen),
        vectors=_joined([one.segment.vectors.rows[one.rows] for one in chosen], segments[0].vectors.rows),
    )


def _rows(segments: Sequence[Segment], chosen: Sequence[Chosen]) -> Rows:
    first = segments[0].rows
    places, place_starts = _ragged(
        [(one.segment.rows.places, one.segment.rows.place_starts, one.rows) for one in chosen]
    )
    hashes = [one.segment.rows.sentence_hashes[_inner(one.segment.sentences.starts, one.rows)] for one in chosen]
    return Rows(
        kinds=_joined([one.segment.rows.kinds[one.rows] for one in chosen], first.kinds),
        announcing=_joined([one.segment.rows.announcing[one.rows] for one in chosen], first.announcing),
        codes=_joined([one.segment.rows.codes[one.rows] for one in chosen], first.codes),
        sketches=_joined([one.segment.rows.sketches[one.rows] for one in chosen], first.sketches),
        hashes=_joined([one.segment.rows.hashes[one.rows] for one in chosen], first.hashes),
        sentence_hashes=_joined(hashes, first.sentence_hashes),
        places=_joined(places, first.places),
        place_starts=place_starts,
    )


def _postings(segments: Sequence[Segment], chosen: Sequence[Chosen]) -> tuple[list[Any], int]:
    targets = {id(segment): np.full(len(segment), -1, dtype=np.int64) for segment in segments}
    size = 0
    for one in chosen:
        count = one.rows.stop - one.rows.start
        targets[id(one.segment)][one.rows] = np.arange(size, size + count)
        size += count
    return [(segment.postings, targets[id(segment)]) for segment in segments], size


def _sentences(segments: Sequence[Segment], chosen: Sequence[Chosen]) -> SentenceVectors:
    first = segments[0].sentences
    inner = [_inner(one.segment.sentences.starts, one.rows) for one in chosen]
    parts = [one.segment.sentences for one in chosen]
    return SentenceVectors(
        starts=_starts([np.diff(one.segment.sentences.starts[one.rows.start : one.rows.stop + 1]) for one in chosen]),
        places=_joined([part.places[at] for part, at in zip(parts, inner, strict=True)], first.places),
        codes=_joined([part.codes[at] for part, at in zip(parts, inner, strict=True)], first.codes),
        scales=_joined([part.scales[at] for part, at in zip(parts, inner, strict=True)], first.scales),
    )


def _words(segments: Sequence[Segment], chosen: Sequence[Chosen]) -> SegmentWords:
    first = segments[0].words
    words = [one.segment.words for one in chosen]
    rows = [one.rows for one in chosen]
    documents = [slice(one.number, one.number + 1) for one in chosen]
    starts = _starts([np.diff(part.starts[at.start : at.stop + 1]) for part, at in zip(words, rows, strict=True)])
    inner = [_inner(part.starts, at) for part, at in zip(words, rows, strict=True)]
    outer = [_inner(part.byline_starts, at) for part, at in zip(words, documents, strict=True)]
    byline_starts = _starts(
        [np.diff(p.byline_starts[at.start : at.stop + 1]) for p, at in zip(words, documents, strict=True)]
    )
    return SegmentWords(
        starts=starts,
        codes=_joined([part.codes[at] for part, at in zip(words, inner, strict=True)], first.codes),
        scales=_joined([part.scales[at] for part, at in zip(words, inner, strict=True)], first.scales),
        byline_starts=byline_starts,
        byline_codes=_joined(
            [part.byline_codes[at] for part, at in zip(words, outer, strict=True)], first.byline_codes
        ),
        byline_scales=_joined(
            [part.byline_scales[at] for part, at in zip(words, outer, strict=True)], first.byline_scales
        ),
    )


def _ragged(
    parts: Sequence[tuple[NDArray[Any], NDArray[np.int64], slice]],
) -> tuple[list[NDArray[Any]], NDArray[np.int64]]:
    """The values of some rows, and where each row begins in them; rows have different numbers of values."""
    values = [array[_inner(starts, rows)] for array, starts, rows in parts]
    return values, _starts([np.diff(starts[rows.start : rows.stop + 1]) for _, starts, rows in parts])


def _inner(starts: NDArray[np.int64], rows: slice) -> slice:
    return slice(int(starts[rows.start]), int(starts[rows.stop]))


def _starts(counts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate(
        [np.zeros(1, dtype=np.int64), np.cumsum(np.concatenate([np.empty(0, dtype=np.int64), *counts]))]
    )


def _joined(parts: Sequence[NDArray[Any]], like: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([like[:0], *parts])
