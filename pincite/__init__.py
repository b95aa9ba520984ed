"""Pincite: answers from a library of papers, each sentence pinned to its page.

import pincite

with pincite.open_library("my-library") as library:
    library.add("papers/")
    answer = library.ask("How does Kazakhstan manage foreign soft power?")
    print(answer.text)
    for citation in answer.citations:
        print(citation.n, citation.quote, citation.text)
"""

from pincite.index.errors import BadFilter, BadQuery, RetrievalError
from pincite.ingest.errors import IngestError, LibraryError
from pincite.open_library import OpenLibrary, open_library
from pincite.service.errors import NotReady, ServiceError

__all__ = [
    "BadFilter",
    "BadQuery",
    "IngestError",
    "LibraryError",
    "NotReady",
    "OpenLibrary",
    "RetrievalError",
    "ServiceError",
    "open_library",
]
