"""The postings of a segment: for every term the rows that hold it and how often, and how long each row is.

Nothing in them depends on the rest of the library: a score is made of them and of the library's statistics when a
question is asked. Terms are found by a hash of 64 bits; their text follows the same order.
"""

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

_ENCODING = "utf-8"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Postings:
    """Term t, in the order of hashes, is in rows[starts[t]:starts[t + 1]] (ascending), `counts` times in each.

    hashes: uint64[t], ascending. starts: int64[t + 1]. rows: uint16 or uint32[p]. counts: uint8 or uint32[p].
    lengths: uint32[n], the terms of each row with repetitions. text: uint8, the terms as UTF-8, one after the other;
    text_starts: int64[t + 1].
    """

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]
    rows: NDArray[np.unsignedinteger]
    counts: NDArray[np.unsignedinteger]
    lengths: NDArray[np.uint32]
    text: NDArray[np.uint8]
    text_starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.hashes)

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.lengths)

    def frequencies(self) -> NDArray[np.int64]:
        """In how many rows each term is: int64[t]."""
        return np.diff(self.starts)

    def places(self, terms: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Where the terms with these hashes stand, -1 where the segment has none."""
        if not len(self.hashes):
            return np.full(len(terms), -1, dtype=np.int64)
        found = np.minimum(self.hashes.searchsorted(terms), len(self.hashes) - 1)
        return np.where(self.hashes[found] == terms, found, -1)

    def terms(self) -> Iterator[str]:
        """All terms, in the order of their hashes."""
        text = self.text.tobytes()
        for start, end in zip(self.text_starts[:-1].tolist(), self.text_starts[1:].tolist(), strict=True):
            yield text[start:end].decode(_ENCODING)


POSTING_ARRAYS = tuple(field.name for field in fields(Postings))


def hash_of(term: str) -> int:
    """The hash of a term, the same in every process."""
    return int.from_bytes(hashlib.blake2b(term.encode(_ENCODING), digest_size=8).digest(), "little")


def hashes_of(terms: Iterable[str]) -> NDArray[np.uint64]:
    """The hashes of terms: uint64[n]."""
    return np.array([hash_of(term) for term in terms], dtype=np.uint64)


def build_postings(token_lists: Iterable[Sequence[str]]) -> Postings:
    """The postings of rows with these terms."""
    numbers: dict[str, int] = {}
    entries, counts, distinct, lengths = array("q"), array("q"), array("q"), array("q")
    for tokens in token_lists:
        frequencies = Counter(tokens)
        entries.extend([numbers.setdefault(token, len(numbers)) for token in frequencies])
        counts.extend(frequencies.values())
        distinct.append(len(frequencies))
        lengths.append(len(tokens))
    hashes = hashes_of(numbers)
    rows = np.repeat(np.arange(len(lengths)), np.array(distinct, dtype=np.int64))
    entry_hashes = hashes[np.array(entries, dtype=np.int64)]
    texts = dict(zip(hashes.tolist(), numbers, strict=True))
    return _sorted(entry_hashes, rows, np.array(counts, dtype=np.int64), np.array(lengths, dtype=np.int64), texts)


def join_postings(parts: Sequence[tuple[Postings, NDArray[np.int64]]], size: int) -> Postings:
    """The postings of some rows of several segments.

    With each part come the new rows of its rows, int64[n], -1 where a row is left out. size: the number of new rows.
    """
    entries, rows, counts = [], [], []
    lengths = np.zeros(size, dtype=np.int64)
    texts: dict[int, str] = {}
    for postings, new_rows in parts:
        targets = new_rows[postings.rows]
        kept = targets >= 0
        hashes = np.repeat(postings.hashes, postings.frequencies())[kept]
        entries.append(hashes)
        rows.append(targets[kept])
        counts.append(postings.counts[kept].astype(np.int64))
        lengths[new_rows[new_rows >= 0]] = postings.lengths[new_rows >= 0]
        texts |= zip(postings.hashes.tolist(), postings.terms(), strict=True)
    empty = np.empty(0, dtype=np.int64)
    return _sorted(
        np.concatenate([np.empty(0, dtype=np.uint64), *entries]),
        np.concatenate([empty, *rows]),
        np.concatenate([empty, *counts]),
        lengths,
        texts,
    )


def _sorted(
    entries: NDArray[np.uint64],
    rows: NDArray[np.int64],
    counts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    texts: dict[int, str],
) -> Postings:
    if not _in_order(entries, rows):  # where documents leave a segment, what stays is in order
        order = np.lexsort((rows, entries))
        entries, rows, counts = entries[order], rows[order], counts[order]
    firsts = np.flatnonzero(np.diff(entries, prepend=entries[:1] + 1))
    hashes = entries[firsts]
    words = [texts[key].encode(_ENCODING) for key in hashes.tolist()]
    return Postings(
        hashes=hashes,
        starts=np.append(firsts, len(entries)).astype(np.int64),
        rows=rows.astype(np.uint16 if len(lengths) <= 1 << 16 else np.uint32),
        counts=counts.astype(np.uint8 if counts.max(initial=0) < 1 << 8 else np.uint32),
        lengths=lengths.astype(np.uint32),
        text=np.frombuffer(b"".join(words), dtype=np.uint8),
        text_starts=np.cumsum([0, *map(len, words)], dtype=np.int64),
    )


def _in_order(entries: NDArray[np.uint64], rows: NDArray[np.int64]) -> bool:
    later, same = entries[1:] > entries[:-1], entries[1:] == entries[:-1]
    return bool(np.all(later | (same & (rows[1:] > rows[:-1]))))
