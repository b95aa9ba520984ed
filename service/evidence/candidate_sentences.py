"""The sentences that an answer may be made of: those of the passages found, whole and in words.

passage    [2 Soft power, a literature review][Similarly to many concepts ...][Ongoing debates ...]
left out    a heading                          kept                            kept
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.index.search import Hit
from pincite.ingest.document import Document
from pincite.service.evidence.sources import Sources

_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_TABLE_NOTE = re.compile(r"(?:Sources?|Notes?)\s*:", re.IGNORECASE)
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
class Candidate:
    """A sentence of a hit: the characters [start, end) of the document, and its number in the passage.

    nearness: to the question, by meaning (cosine). `dangling` says that it leans on the one before it ("This led to").
    """

    hit: Hit
    document: Document
    start: int
    end: int
    number: int
    similarity: float
    refers_back: bool

    @property
    def quote(self) -> str:
        """Its characters, as they stand in the document."""
        return self.document.text[self.start : self.end]

    @property
    def text(self) -> str:
        """Its words, on one line; the cells of a table's row with bars between them."""
        cells = self.quote.split("\t") if self.hit.passage.kind == "table" else [self.quote]
        return " | ".join(" ".join(cell.split()) for cell in cells)


def candidate_sentences(hits: Sequence[Hit], sources: Sources) -> tuple[Candidate, ...]:
    """The sentences of the hits, in order, each once.

    A passage that does not stand in its document any more, for that was replaced meanwhile, gives none.
    """
    found, taken = list[Candidate](), set[tuple[str, int]]()
    for hit in hits:
        document = sources.document(hit.passage.document_id)
        passage = hit.passage
        if document is None or document.text[passage.start : passage.end] != passage.text:
            continue
        for number, sentence in enumerate(hit.sentences):
            text, place = document.text[sentence.start : sentence.end], (document.id, sentence.start)
            if place not in taken and _is_whole_sentence(text, hit):
                taken.add(place)
                found.append(
                    Candidate(
                        hit=hit,
                        document=document,
                        start=sentence.start,
                        end=sentence.end,
                        number=number,
                        similarity=sentence.score,
                        refers_back=_DANGLING.match(text) is not None,
                    )
                )
    return tuple(found)


def _is_whole_sentence(sentence: str, hit: Hit) -> bool:
    """Whether it says something: not a heading, an address, a page's rest or a picture's debris."""
    if (
        hit.passage.kind != "reference"
        and _ADDRESS.search(sentence)
        and len(_WORD.findall(_ADDRESS.sub("", sentence))) < 8
    ):
        return False
    if hit.passage.kind in ("table", "reference"):
        return not _TABLE_NOTE.match(sentence)
    if len(sentence) > _MOST_CHARACTERS or len(_WORD.findall(sentence)) < _FEWEST_WORDS:
        return hit.passage.kind == "front_matter" and 0 < len(sentence) <= _MOST_CHARACTERS
    if hit.passage.kind != "front_matter" and sentence[-1] not in _ENDS:
        return False
    return not (_NUMBERED_HEADING.fullmatch(sentence) and sentence[-1] not in ".!?")
