"""From the words of a PDF's pages to one source text: reading order, page starts, labels, boxes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pincite.ingest.document import OutlineEntry, Page, WordBoxes
from pincite.ingest.layout.columns import reading_order
from pincite.ingest.layout.paragraphs import page_source
from pincite.ingest.layout.word_boxes import Box, PageWords, TextLine, line_of
from pincite.ingest.media_types import PDF
from pincite.ingest.pages.page_labels import stated_or_printed_labels
from pincite.ingest.pages.page_starts import PageStart
from pincite.ingest.source import Source
from pincite.ingest.text.recurring_lines import line_form, running_lines

_WORD = re.compile(r"[^\W\d_]+")  # a bookmark may leave out the number of its heading
_EDGE = 2  # lines from the upper and lower end of a page among which running lines are looked for
_MUCH = 0.1  # of a page's words
_COVERED = 0.5  # of a word's width and height: more of it under another word cannot be meant to be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What a PDF says of itself: the labels of its pages (none where it does not say), title, author, bookmarks."""

    labels: tuple[str, ...]
    title: str
    author: str
    outline: tuple[OutlineEntry, ...] = ()


def source_of(pages: Sequence[PageWords], structure: Structure) -> Source:
    """The source text of the pages, divided by form feeds."""
    read = [_blocks(page) for page in pages]
    running = _running_forms(read)
    texts = [
        page_source(_set_apart(blocks, running, _headings(structure, number)))
        for number, blocks in enumerate(read, start=1)
    ]
    labels = stated_or_printed_labels([placed.text for placed in texts], structure.labels)
    starts: list[PageStart] = []
    rows: list[tuple[int, int, int]] = []
    boxes: list[tuple[float, float, float, float]] = []
    at = 0
    for number, (page, placed) in enumerate(zip(pages, texts, strict=True), start=1):
        starts.append(
            PageStart(
                page=Page(
                    number=number,
                    label=labels[number - 1],
                    basis="pdf",
                    width=round(page.width, 2),
                    height=round(page.height, 2),
                    reading=page.reading if placed.text.strip() else "nothing",
                    undecodable=round(page.undecodable, 4),
                    doubtful_order=_is_doubtful(page),
                ),
                offset=at,
            )
        )
        for start, end, word in placed.words:
            rows.append((at + start, at + end, number))
            boxes.append(_displayed(word.box, page))
        at += len(placed.text) + 1
    return Source(
        text="\f".join(placed.text for placed in texts),
        starts=tuple(starts),
        media_type=PDF,
        title=structure.title,
        author=structure.author,
        outline=tuple(entry for entry in structure.outline if entry.page <= len(pages)),
        boxes=WordBoxes(
            places=np.array(rows, dtype=np.int32).reshape(-1, 3),
            boxes=np.array(boxes, dtype=np.float32).reshape(-1, 4),
        ),
    )


def _blocks(page: PageWords) -> list[list[TextLine]]:
    """The page in reading order; what runs up or down its margin comes last, as one line."""
    blocks = reading_order(page.words)
    return [*blocks, [line_of(page.sideways)]] if page.sideways else blocks


def _displayed(box: Box, page: PageWords) -> Box:
    """A box of the page turned for reading as it stands on the page as displayed."""
    if page.turn == 90:
        return Box(box.y0, page.height - box.x1, box.y1, page.height - box.x0)
    if page.turn == 180:
        return Box(page.width - box.x1, page.height - box.y1, page.width - box.x0, page.height - box.y0)
    if page.turn == 270:
        return Box(page.width - box.y1, box.x0, page.width - box.y0, box.x1)
    return box


def _is_doubtful(page: PageWords) -> bool:
    """Whether much of the page runs sideways, or words lie on each other: its order may not be the reader's."""
    if len(page.sideways) > _MUCH * (len(page.words) + len(page.sideways)):
        return True
    covered = 0
    ordered = sorted(page.words, key=lambda word: word.box.x0)
    for place, word in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.box.x0 >= word.box.x0 + _COVERED * (word.box.x1 - word.box.x0):
                break
            overlap = min(word.box.y1, other.box.y1) - max(word.box.y0, other.box.y0)
            if overlap > _COVERED * word.size and len(word.text) > 1:
                covered += 1
                break
    return covered > _MUCH * len(page.words)


def _running_forms(pages: Sequence[Sequence[Sequence[TextLine]]]) -> frozenset[str]:
    """The forms of the running lines, which stand among the first or last two lines of their pages."""
    edges: list[tuple[int, str]] = []
    for number, blocks in enumerate(pages):
        lines = [line.text for block in blocks for line in block]
        edges += [(number, text) for text in dict.fromkeys((*lines[:_EDGE], *lines[-_EDGE:]))]
    groups = running_lines(edges, pages=len(pages))
    return frozenset(line_form(edges[index][1]) for group in groups for index in group)


def _set_apart(
    blocks: Sequence[Sequence[TextLine]], running: frozenset[str], headings: frozenset[str]
) -> list[list[TextLine]]:
    """The blocks with every running line and every bookmarked heading in a block of its own.

    So none of them becomes part of a paragraph.
    """
    parted: list[list[TextLine]] = []
    for block in blocks:
        rest: list[TextLine] = []
        for line in block:
            if line_form(line.text) in running or _words(line.text) in headings:
                parted += [rest, [line]] if rest else [[line]]
                rest = []
            else:
                rest.append(line)
        if rest:
            parted.append(rest)
    return parted


def _headings(structure: Structure, number: int) -> frozenset[str]:
    """The bookmarks that lead to page `number`, as lines of it are compared with them."""
    return frozenset(_words(entry.title) for entry in structure.outline if entry.page == number)


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
