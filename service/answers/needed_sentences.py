"""What a sentence cannot be understood without, and brings along:

This led to a moratorium ...               the sentence before it
Atheist | 432,140 | 2.25                   the caption and the heads of the columns of its table
Saken Yessirkep¹, Gaukhar Abdrakhmanova¹   the lines that the marks lead to: ¹Department of Political Science ...
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pincite.index.structures.sentence_index import sentences_of
from pincite.ingest.document import Passage
from pincite.service.evidence.candidate_sentences import Statement

_RAISED = re.compile("[¹²³⁴-⁹]")
_CAPTION = re.compile(r"\s*(?:table|figure|fig\.|appendix|таблица|рис\.|кесте)\b", re.IGNORECASE)
# What these words stand for is said before; "however" or "therefore" can be read without it.
_POINTS_BACK = re.compile(
    r"(?:This|That|These|Those|Such|It|Its|They|Their|He|She|His|Her|The (?:latter|former|same)|Это|Эт[аи]|Он[аои]?|"
    r"Его|Их|Бұл|Ол|Олар|Осы)\b(?! is (?:worth|important|possible|clear|often|also clear))"
)
_MOST_MARKS = 3
_HEAD_LINES = 2  # the caption and the heads of the columns


def companions(statement: Statement, found: Sequence[Statement]) -> Iterator[Statement]:
    """The sentences that `statement` brings along; `found` are those of the hits."""
    kind = statement.hit.passage.kind
    if kind == "table":
        yield from _table_head(statement)
    elif kind == "front_matter":
        yield from _marked_lines(statement)
    elif _POINTS_BACK.match(statement.quote):
        passage = statement.hit.passage.id
        yield from (one for one in found if one.hit.passage.id == passage and one.number == statement.number - 1)


def _table_head(statement: Statement) -> Iterator[Statement]:
    """The first lines of the table that the row stands in; a long table is several passages."""
    passages = statement.document.passages
    place = next((i for i, one in enumerate(passages) if one.id == statement.hit.passage.id), 0)
    while place > 0 and passages[place - 1].kind == "table" and not _CAPTION.match(passages[place].text):
        place -= 1
    lines = _lines(statement, passages[place])
    captioned = bool(lines) and _CAPTION.match(lines[0].quote) is not None
    for line in lines[: _HEAD_LINES if captioned else 1]:
        if line.start < statement.start:
            yield line


def _marked_lines(statement: Statement) -> Iterator[Statement]:
    """The lines of the front matter that begin with a raised number which the statement holds behind a word."""
    marks = list(dict.fromkeys(_RAISED.findall(statement.quote[1:])))
    if not 0 < len(marks) <= _MOST_MARKS:
        return
    for passage in statement.document.passages:
        if passage.kind == "front_matter":
            for line in _lines(statement, passage):
                if line.quote[0] in marks and line.start != statement.start:
                    yield line


def _lines(statement: Statement, passage: Passage) -> list[Statement]:
    """The lines of a passage of the same document, as statements."""
    pages = statement.document.pages_of(passage.start, passage.end)
    hit = replace(statement.hit, passage=passage, pages=pages)
    return [
        Statement(
            hit=hit,
            document=statement.document,
            start=passage.start + start,
            end=passage.start + end,
            number=number,
            nearness=0.0,
            dangling=False,
        )
        for number, (start, end) in enumerate(sentences_of(passage, statement.hit.record.language))
    ]
