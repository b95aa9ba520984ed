"""The sentences that an answer may be made of: whole sentences of the passages found.

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
# At the start of a sentence these words stand for something in the sentence before.
_PRONOUN = (
    r"This|That|These|Those|Such|It|Its|They|Their|He|She|His|Her|The (?:latter|former|same)|"
    r"Это|Этот|Эт[аи]|Он[аои]?|Его|Её|Их|Так(?:ой|ая|ое|ие)|Бұл|Ол|Оның|Олар|Олардың|Осы"
)
# Those join their sentence to the one before, but it can be read alone.
_CONNECTIVE = (
    r"Here|Therefore|Thereby|Thus|Hence|However|But|And|So|Yet|Also|Then|Moreover|Furthermore|Additionally|In addition|"
    r"As a (?:result|consequence)|Consequently|Nevertheless|Nonetheless|Instead|Similarly|Likewise|Meanwhile|"
    r"Conversely|For (?:example|instance)|In (?:other words|contrast|turn)|On the other hand|"
    r"Однако|Поэтому|Таким образом|Кроме того|Но|Затем|Например|Следовательно|Сонымен|Бірақ|Сондықтан|Мысалы"
)
_REFERS_BACK = re.compile(rf"(?:{_PRONOUN}|{_CONNECTIVE})\b")
_STARTS_WITH_PRONOUN = re.compile(rf"(?:{_PRONOUN})\b")
# "It is important to note that ...": "it" stands for the clause that follows (extraposition).
_ANTICIPATES = re.compile(
    r"It (?:(?:has|may|might|can|could|must|should|will|would) )?(?:be|been|is|was|seems?|appears?|remains?) "
    r"(?:\w+ ){0,3}(?:that|to|whether|if|how|why)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence of a hit: the characters [start, end) of the document, and its number in the passage.

    similarity: to the question, by meaning (cosine). refers_back: it takes up the sentence before ("This led to").
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

    A passage whose document was replaced since has none.
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
                        refers_back=_REFERS_BACK.match(text) is not None,
                    )
                )
    return tuple(found)


def stands_for_something_before(sentence: str) -> bool:
    """Whether its first word stands for something before it: "It ended in 1991", but not "It is likely that"."""
    return _STARTS_WITH_PRONOUN.match(sentence) is not None and _ANTICIPATES.match(sentence) is None


def _is_whole_sentence(sentence: str, hit: Hit) -> bool:
    """Whether it is a sentence, and not a heading, an address, a fragment of one or the labels of a picture."""
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
