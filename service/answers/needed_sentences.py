"""The sentences that another one cannot be understood without, and that are sent with it:

This led to a moratorium ...               the sentence before it
Atheist | 432,140 | 2.25                   the caption and the heads of the columns of its table
Saken Yessirkep¹, Gaukhar Abdrakhmanova¹   the lines that begin with these marks: ¹Department of Political Science ...
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pincite.index.interface.sentence_vectors import sentences_of
from pincite.ingest.document import Passage
from pincite.service.evidence.candidate_sentences import Candidate, stands_for_something_before

_RAISED = re.compile("[¹²³⁴-⁹]")
_CAPTION = re.compile(r"\s*(?:table|figure|fig\.|appendix|таблица|рис\.|кесте)\b", re.IGNORECASE)
_MOST_MARKS = 3
_HEAD_LINES = 2  # the caption and the heads of the columns


def needed_sentences(candidate: Candidate, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """The sentences that `statement` needs beside it; `found` are those of the hits."""
    kind = candidate.hit.passage.kind
    if kind == "table":
        yield from _table_head(candidate)
    elif kind == "front_matter":
        yield from _marked_lines(candidate)
    elif stands_for_something_before(candidate.quote):
        passage = candidate.hit.passage.id
        yield from (one for one in found if one.hit.passage.id == passage and one.number == candidate.number - 1)


def _table_head(candidate: Candidate) -> Iterator[Candidate]:
    """The first lines of the table that the row stands in; a long table is several passages."""
    passages = candidate.document.passages
    place = next((i for i, one in enumerate(passages) if one.id == candidate.hit.passage.id), 0)
    while place > 0 and passages[place - 1].kind == "table" and not _CAPTION.match(passages[place].text):
        place -= 1
    lines = _lines(candidate, passages[place])
    captioned = bool(lines) and _CAPTION.match(lines[0].quote) is not None
    for line in lines[: _HEAD_LINES if captioned else 1]:
        if line.start < candidate.start:
            yield line


def _marked_lines(candidate: Candidate) -> Iterator[Candidate]:
    """The lines of the front matter that begin with a raised number which the statement holds behind a word."""
    marks = list(dict.fromkeys(_RAISED.findall(candidate.quote[1:])))
    if not 0 < len(marks) <= _MOST_MARKS:
        return
    for passage in candidate.document.passages:
        if passage.kind == "front_matter":
            for line in _lines(candidate, passage):
                if line.quote[0] in marks and line.start != candidate.start:
                    yield line


def _lines(candidate: Candidate, passage: Passage) -> list[Candidate]:
    """The lines of a passage of the same document, as candidates."""
    pages = candidate.document.pages_of(passage.start, passage.end)
    hit = replace(candidate.hit, passage=passage, pages=pages)
    return [
        Candidate(
            hit=hit,
            document=candidate.document,
            start=passage.start + start,
            end=passage.start + end,
            number=number,
            similarity=0.0,
            refers_back=False,
        )
        for number, (start, end) in enumerate(sentences_of(passage, candidate.hit.record.language))
    ]
