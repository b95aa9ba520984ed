"""The library of a data directory, searched and asked in this process by the engine of the service."""

import time
from collections.abc import Callable, Collection, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Self

from pincite.eval.errors import QueryRefused, SystemUnavailable
from pincite.eval.systems.system import INSERTS, CitedPage, Quotation, Reply, RetrievedPassage, cited_page
from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import BadQuery
from pincite.index.interface.passage_index import PassageIndex
from pincite.index.language.tokenizer import TOKENIZER_VERSION
from pincite.index.ranking.reranker import reranker_opener
from pincite.index.search import Hit, Mode, Query
from pincite.index.snapshots.snapshot import open_encoder, open_snapshot
from pincite.service.answer import Answer, AnswerCitation, Answered, Question
from pincite.service.citations.in_text_citation import locator, page_url
from pincite.service.documents.page_text import PageText, page_text
from pincite.service.engine import Engine
from pincite.service.errors import NotReady

_PAUSE_S = 0.02
_CONFIDENCE_DIGITS = 4  # as the service sends it, so that both doors give the same curve

EncoderFor = Callable[[Path, PassageIndex], Encoder]


class LocalLibrary:
    """The data directory `data`; `encoder_for` opens the encoder of its snapshot. To be closed.

    reranker: a cross-encoder by name or folder, as PINCITE_RERANKER takes one. Raises RerankerUnavailable.
    """

    def __init__(self, data: Path, *, encoder_for: EncoderFor = open_encoder, reranker: str | None = None) -> None:
        self._snapshot: PassageIndex = open_snapshot(data)
        encoder = encoder_for(data, self._snapshot)

        def opened(data: Path, snapshot: PassageIndex, *, threads: int) -> Encoder:
            return encoder

        self._reranker = reranker
        self._engine = Engine(data, open_encoder=opened, open_reranker=reranker_opener(reranker))
        self._cited = dict[tuple[str, int | None, int | None], tuple[CitedPage, ...]]()

    def __enter__(self) -> Self:
        self._engine.start()
        while (serving := self._serving()) is None:
            time.sleep(_PAUSE_S)
        if serving != self._snapshot.id:
            self._engine.close()
            raise SystemUnavailable("another snapshot began to serve meanwhile; evaluate again")
        return self

    def __exit__(self, *error: object) -> None:
        self._engine.close()

    @property
    def snapshot(self) -> str:
        return self._snapshot.id

    @property
    def model(self) -> str | None:
        """The model that the snapshot was built with, by name or folder; None for the default."""
        return self._snapshot.model

    @property
    def versions(self) -> Mapping[str, str]:
        return {
            "pincite": version("pincite"),
            "encoder": self._snapshot.encoder_id,
            "tokenizer": str(TOKENIZER_VERSION),
            **({} if self._reranker is None else {"reranker": self._reranker}),
        }

    @property
    def documents(self) -> frozenset[str]:
        return frozenset(self._snapshot.keys_of(self._engine.library().keys()))

    def texts(self, documents: Collection[str]) -> dict[str, dict[str, str]]:
        return self._engine.library().passage_texts(documents)

    def source_text(self, document_id: str) -> str:
        """A document as it was read, before it was cleaned and cut."""
        return self._engine.library().document(document_id).source

    def quoted_at(self, document_id: str, quote: str) -> list[str]:
        """The pages of each place where the library's text has the quote, letter by letter: "p. 7"."""
        document = self._engine.library().document(document_id)
        found, at = list[str](), document.text.find(quote)
        while at >= 0:
            found.append(locator(document.pages_of(at, at + len(quote))))
            at = document.text.find(quote, at + 1)
        return found

    def search(self, text: str, *, mode: Mode, k: int) -> tuple[RetrievedPassage, ...]:
        try:
            outcome = self._engine.search(Query(text=text, k=k, mode=mode)).outcome
        except BadQuery as error:
            raise QueryRefused(str(error)) from error
        return tuple(_retrieved(hit) for hit in outcome.hits)

    def ask(self, text: str) -> Reply:
        try:
            for event in self._engine.ask(Question(text=text)):
                if isinstance(event, Answered):
                    return self._reply(event.answer)
        except BadQuery as error:
            raise QueryRefused(str(error)) from error
        raise AssertionError("an answer ends with Answered")

    def _reply(self, answer: Answer) -> Reply:
        return Reply(
            answered=answer.status == "answered",
            text=" ".join(sentence.text for sentence in answer.sentences),
            confidence=round(answer.confidence, _CONFIDENCE_DIGITS),
            citations=tuple(self._quotation(cited) for cited in answer.citations),
        )

    def _quotation(self, cited: AnswerCitation) -> Quotation:
        pages = self._pages(cited.record.id, cited.pages.first, cited.pages.last)
        return Quotation(
            document_id=cited.record.id,
            quote=cited.quote,
            pages=tuple(page.text for page in pages),
            flows=tuple(page.flow for page in pages),
        )

    def _pages(self, document_id: str, first: int | None, last: int | None) -> tuple[CitedPage, ...]:
        """The library's text of pages; all passages where there are no pages."""
        key = (document_id, first, last)
        if key not in self._cited:
            document = self._engine.library().document(document_id)
            if first is None or last is None:
                self._cited[key] = tuple(cited_page(passage.text, ()) for passage in document.passages)
            else:
                self._cited[key] = tuple(_cited_page(page_text(document, number)) for number in range(first, last + 1))
        return self._cited[key]

    def _serving(self) -> str | None:
        """The snapshot that serves, None while it is being opened. Raises SystemUnavailable."""
        try:
            return self._engine.ready().snapshot
        except NotReady as error:
            if error.state != "starting":
                raise SystemUnavailable(str(error)) from error
            return None


def _retrieved(hit: Hit) -> RetrievedPassage:
    return RetrievedPassage(
        passage_id=hit.passage.id,
        document_id=hit.passage.document_id,
        text=hit.passage.text,
        first_page=hit.pages.first,
        last_page=hit.pages.last,
        url=page_url(hit.passage.document_id, hit.pages),
    )


def _cited_page(page: PageText) -> CitedPage:
    inserts = (span for marked in page.passages if marked.passage.kind in INSERTS for span in marked.spans)
    return cited_page(page.text, inserts)
