"""Checks what must be true of every document."""

from collections.abc import Sequence
from itertools import pairwise

from pincite.ingest.document import Document


def document_problems(document: Document) -> list[str]:
    """The invariants that the document breaks, in words; empty when it is sound."""
    problems = []
    length = len(document.text)
    if [page.number for page in document.pages] != list(range(1, len(document.pages) + 1)):
        problems.append("its pages are not numbered 1, 2, 3 ...")
    paged = document.pages or document.spans
    if paged and not _covers([(span.start, span.end) for span in document.spans], length):
        problems.append("its page spans do not cover its text from end to end")
    if not _covers([(origin.start, origin.end) for origin in document.origins], length):
        problems.append("its origins do not cover its text from end to end")
    if any(not 0 <= origin.source <= len(document.source) for origin in document.origins):
        problems.append("an origin lies outside its source text")
    numbers = {page.number for page in document.pages}
    problems += [
        f"the span at {span.start} names page {span.page}, which it has not"
        for span in document.spans
        if span.page not in numbers
    ]
    problems += _page_order_problems(document)
    problems += [
        f"passage {passage.id} is not its characters {passage.start} to {passage.end}"
        for passage in document.passages
        if not 0 <= passage.start < passage.end <= length or passage.text != document.text[passage.start : passage.end]
    ]
    return problems


def _page_order_problems(document: Document) -> list[str]:
    """Pages that overlap in the source: all text of a page must come before all text of the next."""
    if not document.origins or document.source_offset(len(document.text) - 1) >= len(document.source):
        return []  # reported already; offsets cannot be trusted
    extents: dict[int, tuple[int, int]] = {}
    for span in document.spans:
        low, high = extents.get(span.page, (len(document.source), 0))
        for origin in document.origins_of(span.start, span.end):
            low, high = min(low, origin.source), max(high, origin.source + origin.end - origin.start - 1)
        extents[span.page] = (low, high)
    order = sorted(extents)
    return [
        f"pages {before} and {after} overlap in its source"
        for before, after in pairwise(order)
        if extents[before][1] >= extents[after][0]
    ]


def _covers(stretches: Sequence[tuple[int, int]], length: int) -> bool:
    position = 0
    for start, end in stretches:
        if start != position or end <= start:
            return False
        position = end
    return position == length
