"""Small libraries made of a few passages, searched with the encoder of words."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fakes import WordEncoder
from small_documents import document_of, file_of

from pincite.index.search import Searcher
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.ingest.document import Document, Kind, Passage
from pincite.ingest.library.store import Library
from pincite.service.evidence.sources import LibrarySources

Parts = Sequence[tuple[Kind, str]]

TOWN: Parts = [
    ("body", "Grants from Bavaria went to students of the Meadow Institute."),
    ("body", "Students from Ruritania visit the old library of the town."),
    ("body", "The library of the town was built by masons and carpenters long ago."),
]


def document_with(name: str, parts: Parts) -> Document:
    """A document of one page whose passages are these, with blank lines between them."""
    known = document_of(name, passages=1)
    passages, text = list[Passage](), ""
    for number, (kind, part) in enumerate(parts):
        text += "\n\n" if text else ""
        passage = replace(
            known.passages[0], id=f"{name}:{number:04}", kind=kind, section=(), text=part, start=len(text)
        )
        text += part
        passages.append(replace(passage, end=len(text)))
    return replace(
        known,
        text=text,
        source=text,
        passages=tuple(passages),
        pages=known.pages[:1],
        spans=(replace(known.spans[0], start=0, end=len(text)),),
        origins=(replace(known.origins[0], start=0, end=len(text), source=0),),
        boxes=None,
        outline=(),
    )


@contextmanager
def library_of(data: Path, documents: Mapping[str, Parts]) -> Iterator[LibrarySources]:
    """A built library of these documents, open for answers."""
    with Library(data, write=True) as library:
        for name, parts in documents.items():
            library.add(document_with(name, parts), file_of(name))
        build_snapshot(library, WordEncoder())
        searcher = Searcher(open_snapshot(data), WordEncoder())
        yield LibrarySources(searcher, library)
