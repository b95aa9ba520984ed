"""A library searched with an encoder of word lengths."""

from pathlib import Path

from fakes import WordEncoder

from pincite.index.snapshots.publication import build_snapshot
from pincite.ingest.library.store import Library
from pincite.ingest.read import Item, read_document
from pincite.ingest.record import read_record

ENCODER = WordEncoder()


def put(
    library: Library, identifier: str, text: str, *, year: int = 2020, author: str = "Doe", title: str = ""
) -> None:
    csl = {
        "id": identifier,
        "title": title or f"Work {identifier}",
        "issued": {"date-parts": [[year]]},
        "author": [{"family": author, "given": "Ann"}],
    }
    content = text.encode()
    item = Item(file=Path(f"{identifier}.txt"), record=read_record(csl, where="test"))
    assert item.record is not None
    library.add(read_document(item, item.record, content), content)


def bears_and_bees(data: Path) -> Library:
    """A library of two documents, indexed and open for writing."""
    library = Library(data, write=True)
    put(library, "bears2001", "Brown bears eat honey in the forest.")
    put(library, "bees2010", "Honey bees live in hives and make honey.")
    build_snapshot(library, ENCODER)
    return library
