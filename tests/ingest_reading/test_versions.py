"""Reading differently under the same version would leave documents in the library as they were read before."""

import hashlib
from pathlib import Path

from pincite.ingest.collect import collect
from pincite.ingest.read import Item, read_content, read_document
from pincite.ingest.text.clean_text import CLEANING_VERSION
from pincite.ingest.text.passages import PASSAGES_VERSION

CORPUS = Path(__file__).parents[2] / "corpus"

# What the five papers are read as, by version. When this test fails because reading was changed on purpose, raise
# CLEANING_VERSION or PASSAGES_VERSION and write the new digest under the new versions: libraries then read again.
READ_AS = {("1", "1"): "c1d984be8c7ac371", ("2", "1"): "c1d984be8c7ac371", ("2", "2"): "080d421e3ff6b0c1"}


def test_the_papers_are_read_as_their_version_says() -> None:
    digest = hashlib.sha256()
    for item in collect([CORPUS]):
        assert isinstance(item, Item)
        assert item.record is not None
        document = read_document(item, item.record, read_content(item))
        for passage in document.passages:
            pages = document.pages_of(passage.start, passage.end)
            digest.update(f"{passage.id} {pages.first} {pages.last} {pages.basis}\n{passage.text}\n".encode())
    assert digest.hexdigest()[:16] == READ_AS[CLEANING_VERSION, PASSAGES_VERSION]
