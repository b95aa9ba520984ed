"""Where a passage went when its document was cut anew: the passages that hold its text now.

before    |---- a ----|------- b -------|-- c --|
now       |------- d -------|------ e ----------|        b is now in d and e
"""

from bisect import bisect_left, bisect_right

from pincite.ingest.document import Document, Passage


def passages_over(document: Document, start: int, end: int) -> tuple[Passage, ...]:
    """The passages that hold some of the characters [start, end) of the document's cleaned text.

    The one with the most of them comes first: it is where a link to the former passage leads. Those with equally much
    follow in the order of the text. () where none holds any: the text became shorter, or the stretch is only blanks.
    """
    first = bisect_right(document.passages, start, key=lambda passage: passage.end)
    last = bisect_left(document.passages, end, key=lambda passage: passage.start)
    found = document.passages[first:last] if start < end else ()
    return tuple(sorted(found, key=lambda passage: max(start, passage.start) - min(end, passage.end)))
