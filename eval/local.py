"""The library of a data directory, searched in this process."""

from collections.abc import Collection, Mapping
from importlib.metadata import version

from eval.errors import QueryRefused
from eval.system import Returned
from eval.truth import passage_texts
from index.encoder import Encoder
from index.errors import BadQuery
from index.search import Hit, Mode, Query, Searcher
from index.snapshot import Snapshot
from index.tokenize import TOKENIZER_VERSION
from service.cite import page_url


class LocalLibrary:
    """An open snapshot and its encoder."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder) -> None:
        self._snapshot = snapshot
        self._searcher = Searcher(snapshot, encoder)

    @property
    def snapshot(self) -> str:
        return self._snapshot.id

    @property
    def versions(self) -> Mapping[str, str]:
        return {
            "pincite": version("pincite"),
            "encoder": self._snapshot.encoder_id,
            "tokenizer": str(TOKENIZER_VERSION),
        }

    @property
    def documents(self) -> frozenset[str]:
        return frozenset(record.id for record in self._snapshot.records)

    def texts(self, documents: Collection[str]) -> dict[str, dict[str, str]]:
        return passage_texts(self._snapshot, documents)

    def search(self, text: str, *, mode: Mode, k: int) -> tuple[Returned, ...]:
        try:
            outcome = self._searcher.search(Query(text=text, k=k, mode=mode))
        except BadQuery as error:
            raise QueryRefused(str(error)) from error
        return tuple(returned(hit) for hit in outcome.hits)


def returned(hit: Hit) -> Returned:
    """A hit as an evaluation sees it."""
    return Returned(
        passage_id=hit.passage.id,
        document_id=hit.passage.document_id,
        text=hit.passage.text,
        first_page=hit.pages.first,
        last_page=hit.pages.last,
        url=page_url(hit.passage.document_id, hit.pages),
    )
