"""Where a quotation stands in the library: its document, its page, and the words around it.

Where no document has it as it was given, the stretches that share most of its words in the same order are found: it
may have been misquoted, or typed from memory.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from pincite.ingest.document import Document, PageRange
from pincite.service.documents.quote import MAX_QUOTE_CHARACTERS, Closeness, find_all
from pincite.service.errors import BadQuote

_SIMILAR = 0.6  # of the words, in order: what shares less is another sentence
_FEWEST_WORDS = 4  # fewer words are similar to too many places
_ROOM = 1.3  # how much longer than the quotation a stretch may be that is compared with it
_CONTEXT = 160  # characters shown before and after
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedQuote:
    """A stretch [start, end) of a document that is the quotation (then `similarity` is 1), or is similar to it.

    passage_id: the passage that it begins in; None in a heading.
    """

    document: Document
    start: int
    end: int
    match: Closeness
    similarity: float

    @property
    def pages(self) -> PageRange:
        """Where it stands."""
        return self.document.pages_of(self.start, self.end)

    @property
    def text(self) -> str:
        """The words that stand there."""
        return self.document.text[self.start : self.end]

    @property
    def before(self) -> str:
        """The words before it, to the beginning of the paragraph at most."""
        stretch = self.document.text[max(self.start - _CONTEXT, 0) : self.start].rpartition("\n\n")[2]
        return stretch if self.start <= _CONTEXT else stretch.partition(" ")[2] or stretch

    @property
    def after(self) -> str:
        """The words after it, to the end of the paragraph at most."""
        stretch = self.document.text[self.end : self.end + _CONTEXT].partition("\n\n")[0]
        return stretch if len(stretch) < _CONTEXT else stretch.rpartition(" ")[0] or stretch

    @property
    def passage_id(self) -> str | None:
        """The passage it begins in."""
        return next((one.id for one in self.document.passages if one.start <= self.start < one.end), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where the quotation stands, the best place first, and how long that took to find."""

    quote: str
    places: tuple[LocatedQuote, ...]
    took_ms: float


def locate(quote: str, documents: Iterable[Document], *, limit: int) -> tuple[LocatedQuote, ...]:
    """The places of the quotation, exact ones before normalised ones; else similar places, the most similar first.

    Raises BadQuote.
    """
    checked = _checked(quote)
    searched = list(documents)
    found = [
        LocatedQuote(document=document, start=place.start, end=place.end, match=place.match, similarity=1.0)
        for document in searched
        for place in find_all(document.text, checked)
    ]
    found.sort(key=lambda one: one.match != "exact")
    if not found:
        close = (one for document in searched if (one := _closest(checked, document)) is not None)
        found = sorted(close, key=lambda one: (-one.similarity, one.document.id))
    return tuple(found[:limit])


def _checked(quote: str) -> str:
    checked = quote.strip()
    if not _WORD.search(checked):
        raise BadQuote("the quote holds no words; paste the quotation to be found")
    if len(checked) > MAX_QUOTE_CHARACTERS:
        raise BadQuote(f"the quote has {len(checked):,} characters; shorten it to at most {MAX_QUOTE_CHARACTERS:,}")
    if any("\ud800" <= character <= "\udfff" for character in checked):
        raise BadQuote("the quote holds half a character (a byte that is not UTF-8); paste it again")
    return checked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The words of a text, folded, and where each stands."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    counts: Counter[str]


@lru_cache(maxsize=16)
def _words(text: str) -> _Words:
    found = list(_WORD.finditer(text))
    words = tuple(match.group().casefold() for match in found)
    return _Words(words=words, spans=tuple(match.span() for match in found), counts=Counter(words))


def _closest(quote: str, document: Document) -> LocatedQuote | None:
    """The stretch of the document most similar to the quotation; None where nothing is similar enough."""
    wanted, known = _words(quote), _words(document.text)
    if len(wanted.words) < _FEWEST_WORDS or not known.words:
        return None
    first = _densest(wanted, known, size=round(len(wanted.words) * _ROOM) + 2)
    window = known.words[first : first + round(len(wanted.words) * _ROOM) + 2]
    blocks = [
        block
        for block in SequenceMatcher(None, wanted.words, window, autojunk=False).get_matching_blocks()
        if block.size
    ]
    if not blocks:
        return None
    start, last = first + blocks[0].b, first + blocks[-1].b + blocks[-1].size - 1
    shared = sum(block.size for block in blocks)
    similarity = 2 * shared / (len(wanted.words) + last - start + 1)
    if similarity < _SIMILAR:
        return None
    return LocatedQuote(
        document=document,
        start=known.spans[start][0],
        end=known.spans[last][1],
        match="close",
        similarity=round(min(similarity, 0.999), 3),
    )


def _densest(wanted: _Words, known: _Words, *, size: int) -> int:
    """Where the `size` neighbouring words begin that hold most of the quotation's, rare ones counting more."""
    weights = {word: 1 / known.counts[word] for word in wanted.counts if word in known.counts}
    held = [weights.get(word, 0.0) for word in known.words]
    best = total = sum(held[:size])
    place = 0
    for start in range(1, len(held) - size + 1):
        total += held[start + size - 1] - held[start - 1]
        if total > best + 1e-12:
            best, place = total, start
    return place
