"""Where a passage went when its document was cut anew: the passages that hold its text now.

before    |---- a ----|------- b -------|-- c --|
now       |------- d -------|------ e ----------|        b is now in d and e

Where other rules read the file the text itself may have moved: then a few of its words are looked up first.
"""

from bisect import bisect_left, bisect_right

from pincite.ingest.document import Document, Passage

_PIECE = 32  # characters that are looked up: rarely the same twice in one document
_STEP = 16
_WINDOW = 50_000  # how far a piece is looked for: of a book of a million characters not the whole


def moved_stretch(before: str, now: str, start: int, end: int) -> tuple[int, int]:
    """Where the characters [start, end) of the text `before` stand in the text `now`.

    Their first and their last piece that is still there tell; where none is, the offsets are left as they are.
    """
    if before == now:
        return start, end
    last = max(start, end - _PIECE)
    likely = start * len(now) // len(before) - start
    first_shift = _shift(before, now, range(start, last + 1, _STEP), likely)
    if first_shift is None:
        return start, end
    last_shift = _shift(before, now, range(last, start - 1, -_STEP), first_shift)
    if last_shift is None:
        return start, end
    moved_start, moved_end = max(0, start + first_shift), min(len(now), end + last_shift)
    return (moved_start, moved_end) if moved_start < moved_end else (start, end)


def _shift(before: str, now: str, places: range, likely: int) -> int | None:
    """How far the first of the pieces at these places that is still there has moved; about as far as is `likely`."""
    for place in places:
        piece = before[place : place + _PIECE]
        expected = max(0, place + likely)
        left = now.rfind(piece, max(0, expected - _WINDOW), expected + len(piece))
        right = now.find(piece, expected, expected + _WINDOW)
        found = [at for at in (left, right) if at >= 0]
        if found and piece.strip():
            return min(found, key=lambda at: abs(at - expected)) - place
    return None


def passages_over(document: Document, start: int, end: int) -> tuple[Passage, ...]:
    """The passages that hold some of the characters [start, end) of the document's cleaned text.

    The one with the most of them comes first: it is where a link to the former passage leads. Those with equally much
    follow in the order of the text. () where none holds any: the text became shorter, or the stretch is only blanks.
    """
    first = bisect_right(document.passages, start, key=lambda passage: passage.end)
    last = bisect_left(document.passages, end, key=lambda passage: passage.start)
    found = document.passages[first:last] if start < end else ()
    return tuple(sorted(found, key=lambda passage: max(start, passage.start) - min(end, passage.end)))
