"""Small documents made by hand, for tests that store them."""

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.ingest.document import Document, Origin, OutlineEntry, Page, Passage, Span, WordBoxes
from pincite.ingest.library.store import Library
from pincite.ingest.record import read_record


def file_of(name: str, edition: int = 1) -> bytes:
    return f"{name}, edition {edition}".encode()


def document_of(name: str, edition: int = 1, *, passages: int = 4, file: bytes | None = None) -> Document:
    """Two pages with a passage on both; another edition has another file, text and key."""
    parts = [f"{name} {edition}: part {number} of the қазақ text, naïve 𝛼. " for number in range(passages)]
    text = "".join(parts)
    middle = len(text) // 2
    starts = [sum(map(len, parts[:number])) for number in range(passages)]
    content = file_of(name, edition) if file is None else file
    csl = {"id": name, "title": f"On {name}", "author": [{"family": "Ёж", "given": "А."}], "note": {"edition": edition}}
    return Document(
        id=name,
        key=f"{name}-{edition}-{passages}",
        file_name=f"{name}.txt",
        path="",
        record=read_record(csl, where="test"),
        sha256=hashlib.sha256(content).hexdigest(),
        media_type="text/plain",
        source=f"\f{text}\0",
        text=text,
        origins=(Origin(start=0, end=middle, source=1), Origin(start=middle, end=len(text), source=1 + middle)),
        pages=(
            Page(number=1, label="xii", basis="pdf", width=595.28, height=841.89, reading="ocr", undecodable=0.25),
            Page(number=2, label=None, basis="estimated", doubtful_order=True),
        ),
        spans=(
            Span(start=0, end=middle, page=1, basis="pdf"),
            Span(start=middle, end=len(text), page=2, basis="estimated"),
        ),
        passages=tuple(
            Passage(
                id=f"{name}:{number:04}-{edition}",
                document_id=name,
                kind="footnote" if number == 1 else "body",
                section=("1 Introduction", "Élan"),
                text=part,
                start=start,
                end=start + len(part),
            )
            for number, (part, start) in enumerate(zip(parts, starts, strict=True))
        ),
        boxes=WordBoxes(
            places=np.array([[1, 4, 1], [5, 9, 2]], dtype=np.int32),
            boxes=np.array([[72, 50.5, 90, 62], [95, 50.5, 120, 62]], dtype=np.float32),
        ),
        outline=(OutlineEntry(title="Élan", page=2, depth=1),),
    )


def fill(data: Path, *names: str) -> None:
    with Library(data, write=True) as library:
        for name in names:
            library.add(document_of(name), file_of(name))


def unit(*numbers: float) -> NDArray[np.float32]:
    vector = np.array(numbers, dtype=np.float32)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)
