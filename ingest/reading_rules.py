"""The rules by which files are read: the versions of their reader, of cleaning, and of how passages are cut.

They are kept with each document, so that what older rules read can be counted and read again. Whoever changes what a
file is read as raises the version of that rule.
"""

from collections.abc import Mapping

from pincite.ingest.media_types import DOCX, EPUB, HTML, MARKDOWN, PDF, PLAIN
from pincite.ingest.text.clean_text import CLEANING_VERSION
from pincite.ingest.text.passages import PASSAGES_VERSION

_FIRST = "1"
READER_VERSIONS: Mapping[str, str] = {
    DOCX: _FIRST,
    EPUB: _FIRST,
    HTML: _FIRST,
    MARKDOWN: _FIRST,
    PDF: _FIRST,
    PLAIN: _FIRST,
}


def versions_of(media_type: str) -> list[str]:
    """The versions by which such a file is read now, as they go into the keys of documents.

    A reader's first version is left out: it was in no key before readers had versions.
    """
    reader = READER_VERSIONS[media_type]
    return [CLEANING_VERSION, PASSAGES_VERSION, *([] if reader == _FIRST else [reader])]


def rules_of(media_type: str) -> str:
    """The same in one line, to be kept with a document."""
    return f"{media_type} {READER_VERSIONS[media_type]} {CLEANING_VERSION} {PASSAGES_VERSION}"


PRESENT_RULES = frozenset(map(rules_of, READER_VERSIONS))
