"""What the documents of a snapshot are, kept so that a change costs what changes."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pincite.index.segments.segment import Segment
from pincite.index.structures.bm25 import TermStatistics, changed_statistics

_SUM_BITS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """How many documents there are, and the statistics of all.

    sum: of the hashes of all documents, modulo 2 ** 256, which no order changes. languages: documents by language.
    """

    documents: int = 0
    sum: int = 0
    languages: Mapping[str, int]
    statistics: TermStatistics


def empty_contents() -> Contents:
    """The contents of an empty library."""
    return Contents(languages={}, statistics=TermStatistics(frequencies={}))


def changed_contents(
    before: Contents, *, kept: Sequence[Segment], left: Sequence[Segment], added: Sequence[Segment]
) -> Contents:
    """The contents once the segments `left` have been exchanged for those `added`, and `kept` have stayed."""
    languages = Counter(before.languages)
    for segment in added:
        languages.update(segment.documents.languages)
    for segment in left:
        languages.subtract(segment.documents.languages)
    return Contents(
        documents=before.documents + sum(len(s.documents) for s in added) - sum(len(s.documents) for s in left),
        sum=changed_sum(before.sum, added=_pairs(added), left=_pairs(left)),
        languages={language: count for language, count in languages.items() if count},
        statistics=changed_statistics(
            before.statistics,
            kept=[segment.postings for segment in kept],
            left=[segment.postings for segment in left],
            added=[segment.postings for segment in added],
        ),
    )


def _pairs(segments: Iterable[Segment]) -> Iterator[tuple[str, str]]:
    for segment in segments:
        yield from zip(segment.documents.ids, segment.documents.keys, strict=True)


def changed_sum(before: int, *, added: Iterable[tuple[str, str]], left: Iterable[tuple[str, str]]) -> int:
    """The sum of the hashes of all documents, pairs of an id and a key, once some have come and others left."""
    change = sum(map(_hash_of, added)) - sum(map(_hash_of, left))
    return (before + change) % (1 << _SUM_BITS)


def _hash_of(document: tuple[str, str]) -> int:
    return int.from_bytes(hashlib.sha256("\0".join(document).encode()).digest(), "big")
