"""Synthetic documents: about forty passages of 100 words in five or six sentences, with topics, authors and pages.

A sixth of a document's words are those of its topic, sixty that the others seldom have; the k-th of them comes with a
probability in proportion to 1 / k. Any document can be made by itself: its number is its seed.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from growing.words import FUNCTION_WORDS, drawn, rare, word
from pincite.ingest.document import Document, Origin, Page, Passage, Span
from pincite.ingest.record import read_record

_SEED = 7
_TOPIC_WORDS, _TOPIC_SHARE = 60, 0.18
_PASSAGES = (40, 15, 8, 80)  # of a document: mean, deviation, least, most
_WORDS = (100, 30, 20, 170)  # of a passage
_SENTENCE = 18  # words
_PAGE = 4  # passages
_SECTIONS = ("1 Introduction", "2 Method", "3 Results", "4 Discussion")
# Authors of one document in a hundred and in a thousand, to filter by.
HUNDREDTH, THOUSANDTH = "Hundredth", "Thousandth"
_QUESTIONS = (
    "What is the {} of {} in the {}?", "How did {} change between {} and {}?", "Why are {} and {} not the same as {}?",
    "Which of the {} were affected by {} after {}?", "Does {} have more {} than {}?",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A document, and the file it is said to be made from."""

    document: Document
    file: bytes


def made_documents(passages: int) -> Iterator[Made]:
    """Documents until they have so many passages, the last one cut to fit."""
    left = passages
    for number in count():
        made = made_document(number, most=left)
        yield made
        left -= len(made.document.passages)
        if not left:
            return


def made_document(number: int, *, most: int = _PASSAGES[3], edition: int = 1) -> Made:
    """The document of this number; another edition has other words in its second passage."""
    choose = np.random.default_rng((_SEED, number))
    topic = rare(choose, _TOPIC_WORDS)
    name = f"paper{number:06}"
    parts = [_text(choose, topic) for _ in range(min(most, _size(choose, _PASSAGES)))]
    if edition > 1 and len(parts) > 1:
        parts[1] = _text(np.random.default_rng((_SEED, number, edition)), topic)
    text = "\n\n".join(parts)
    file = text.encode()
    starts = np.cumsum([0, *(len(part) + 2 for part in parts)]).tolist()
    pages = range(0, len(parts), _PAGE)
    document = Document(
        id=name,
        key=hashlib.sha256(file).hexdigest(),
        file_name=f"{name}.txt",
        path=f"/papers/{name}.txt",
        record=read_record(_csl(number, name, topic), where=name),
        sha256=hashlib.sha256(file).hexdigest(),
        media_type="text/plain",
        source=text,
        text=text,
        origins=(Origin(start=0, end=len(text), source=0),),
        pages=tuple(Page(number=n, label=str(n), basis="marker") for n, _ in enumerate(pages, start=1)),
        spans=tuple(
            Span(start=starts[at], end=min(starts[min(at + _PAGE, len(parts))], len(text)), page=n, basis="marker")
            for n, at in enumerate(pages, start=1)
        ),
        passages=tuple(
            Passage(
                id=f"{name}:{place + 1:04}-{hashlib.sha256(part.encode()).hexdigest()[:8]}",
                document_id=name,
                kind="body",
                section=(_SECTIONS[len(_SECTIONS) * place // len(parts)],),
                text=part,
                start=starts[place],
                end=starts[place] + len(part),
            )
            for place, part in enumerate(parts)
        ),
    )
    return Made(document=document, file=file)


def renamed(made: Made, number: int) -> Made:
    """The same text as another document: a file that is known to be new."""
    name, old = f"paper{number:06}", made.document
    record = read_record({**old.record.csl, "id": name}, where=name)
    passages = tuple(replace(one, id=one.id.replace(old.id, name), document_id=name) for one in old.passages)
    return Made(document=replace(old, id=name, record=record, passages=passages), file=made.file)


def content_queries(documents: int, count: int, *, seed: int) -> list[str]:
    """Three to five words with content from a passage, as one types them into a box."""
    choose = np.random.default_rng((_SEED, documents, seed, 1))
    return [" ".join(_content(choose, documents, int(choose.integers(3, 6)))) for _ in range(count)]


def questions(documents: int, count: int, *, seed: int) -> list[str]:
    """Questions with function words and three words of a passage."""
    choose = np.random.default_rng((_SEED, documents, seed, 2))
    return [_QUESTIONS[n % len(_QUESTIONS)].format(*_content(choose, documents, 3)) for n in range(count)]


def _content(choose: np.random.Generator, documents: int, count: int) -> Sequence[str]:
    passages = made_document(int(choose.integers(documents))).document.passages
    words = passages[int(choose.integers(len(passages)))].text.lower().replace(".", "").split()
    found = sorted(set(words) - set(FUNCTION_WORDS))
    return [found[place] for place in choose.integers(len(found), size=count)]


def _text(choose: np.random.Generator, topic: NDArray[np.int64]) -> str:
    length = _size(choose, _WORDS)
    ranks = drawn(choose, length)
    of_topic = np.flatnonzero(choose.random(length) < _TOPIC_SHARE)
    law = 1 / np.arange(1, len(topic) + 1)
    ranks[of_topic] = choose.choice(topic, len(of_topic), p=law / law.sum())
    words = [word(rank) for rank in ranks.tolist()]
    pieces = max(1, round(length / _SENTENCE))
    ends = [round(length * n / pieces) for n in range(pieces + 1)]
    sentences = (" ".join(words[start:end]) for start, end in pairwise(ends))
    return " ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in sentences)


def _csl(number: int, name: str, topic: NDArray[np.int64]) -> dict[str, object]:
    authors = [f"{word(300 + number % 4_001).capitalize()}", f"{word(5_000 + number % 997).capitalize()}"]
    authors += [HUNDREDTH] if number % 100 == 50 else []
    authors += [THOUSANDTH] if number % 1000 == 150 else []
    return {
        "id": name,
        "type": "article-journal",
        "title": " ".join(word(rank) for rank in topic[:8].tolist()).capitalize(),
        "author": [{"family": author, "given": "Ann"} for author in authors],
        "issued": {"date-parts": [[1990 + number % 35]]},
        "language": "en",
    }


def _size(choose: np.random.Generator, law: tuple[int, int, int, int]) -> int:
    mean, deviation, least, most = law
    return int(np.clip(choose.normal(mean, deviation), least, most))
