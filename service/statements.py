"""The sentences that an answer may be made of: those of the passages found, whole and in words.

passage    [2 Soft power, a literature review][Similarly to many concepts ...][Ongoing debates ...]
left out    a heading                          kept                            kept
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.search import Hit
from ingest.document import Document
from ingest.sentences import sentence_spans
from service.sources import Sources

_LINE_END = re.compile(r"\n")
_LINES = re.compile(r"\n\s*\n")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 5
_MOST_CHARACTERS = 700
_NUMBERED_HEADING = re.compile(r"(?:\d+(?:\.\d+)*\.?|[IVXLC]+\.)\s+\S.{0,120}")
_ENDS = ".!?…\"”»’')]:;⁰¹²³⁴⁵⁶⁷⁸⁹"
_DANGLING = re.compile(
    r"(?:This|That|These|Those|Such|It|Its|They|Their|He|She|His|Her|Here|Therefore|Thereby|Thus|Hence|However|But|And|"
    r"So|Yet|Also|Then|Moreover|Furthermore|Additionally|In addition|As a result|Consequently|Nevertheless|Instead|"
    r"Nonetheless|Similarly|Likewise|Meanwhile|For (?:example|instance)|In (?:other words|contrast|turn)|"
    r"On the other hand|The (?:latter|former|same)|Это|Эт[аи]|Он[аои]?|Его|Их|Однако|Поэтому|Таким образом|"
    r"Кроме того|Бұл|Ол|Олар|Осы)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence of a hit: the characters [start, end) of the document, and its number in the passage.

    `dangling` says that it leans on the one before it ("This led to ...").
    """

    hit: Hit
    document: Document
    start: int
    end: int
    number: int
    dangling: bool

    @property
    def quote(self) -> str:
        """Its characters, as they stand in the document."""
        return self.document.text[self.start : self.end]

    @property
    def text(self) -> str:
        """Its words, on one line."""
        return " ".join(self.quote.split())


def statements(hits: Sequence[Hit], sources: Sources) -> tuple[Statement, ...]:
    """The sentences of the hits, in order, each once.

    A passage that does not stand in its document any more, for that was replaced meanwhile, gives none.
    """
    found, taken = list[Statement](), set[tuple[str, int]]()
    for hit in hits:
        document = sources.document(hit.passage.document_id)
        passage = hit.passage
        if document is None or document.text[passage.start : passage.end] != passage.text:
            continue
        for number, (start, end) in enumerate(_spans(hit)):
            place = (document.id, passage.start + start)
            if place not in taken:
                taken.add(place)
                found.append(
                    Statement(
                        hit=hit,
                        document=document,
                        start=passage.start + start,
                        end=passage.start + end,
                        number=number,
                        dangling=_DANGLING.match(passage.text, start) is not None,
                    )
                )
    return tuple(found)


def _spans(hit: Hit) -> list[tuple[int, int]]:
    """The sentences of the passage as [start, end) in its text, without the white space around them."""
    text, spans = hit.passage.text, list[tuple[int, int]]()
    for start, end in _blocks(text):
        if hit.passage.kind in ("table", "reference"):
            pieces = _lines(text, start, end)
        else:
            pieces = [(start + a, start + b) for a, b in sentence_spans(text[start:end], hit.record.language)]
        spans += [trimmed for a, b in pieces if _is_statement(text[slice(*(trimmed := _trimmed(text, a, b)))], hit)]
    return spans


def _blocks(text: str) -> list[tuple[int, int]]:
    """The paragraphs [start, end): what blank lines part."""
    edges = [0, *(edge for gap in _LINES.finditer(text) for edge in gap.span()), len(text)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    edges = [start, *(match.end() for match in _LINE_END.finditer(text, start, end)), end]
    return list(pairwise(edges))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    return start, start + len(stretch.strip())


def _is_statement(sentence: str, hit: Hit) -> bool:
    """Whether it says something: not a heading, a page's rest or a picture's debris."""
    if hit.passage.kind in ("table", "reference"):
        return bool(sentence)
    if len(sentence) > _MOST_CHARACTERS or len(_WORD.findall(sentence)) < _FEWEST_WORDS:
        return hit.passage.kind == "front_matter" and 0 < len(sentence) <= _MOST_CHARACTERS
    if hit.passage.kind != "front_matter" and sentence[-1] not in _ENDS:
        return False
    return not (_NUMBERED_HEADING.fullmatch(sentence) and sentence[-1] not in ".!?")
