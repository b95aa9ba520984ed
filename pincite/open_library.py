"""The door for notebooks and scripts: a library, open in this process, that answers in the words of the HTTP service.

What is asked and what comes back are the bodies of the service, as objects: `search(...).hits[0].citation.text` here
is `hits[0].citation.text` in the JSON there, and `.model_dump()` makes dictionaries of them.

`import pincite` runs in every process of ours, so what takes time to import is imported when it is first needed.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from pincite.service.bodies.answer_schemas import AnswerReply
    from pincite.service.bodies.document_schemas import DocumentSummaryReply
    from pincite.service.bodies.search_schemas import SearchReply
    from pincite.service.engine import Engine
    from pincite.service.jobs.library_changes import AddReport


def open_library(data: str | Path = "data") -> "OpenLibrary":
    """The library in the data directory `data`, which `add` makes where there is none.

    A language model and a cross-encoder are taken from the environment, as the command `pincite` does.
    """
    return OpenLibrary(Path(data))


class OpenLibrary:
    """A library that documents are added to and questions are put to, until it is closed.

    Every method may raise IngestError (LibraryError among them), RetrievalError and ServiceError; the message says
    what is wrong and what to do. One that takes arguments raises ValueError for one out of its range.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self._engine: Engine | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"OpenLibrary({str(self.data)!r})"

    def add(self, *paths: str | Path, model: str | None = None) -> "AddReport":
        """Add files and folders, and index them. What is in already and has not changed is left as it is.

        A file that cannot be read does not stop the others: its outcome says why. `model` names a
        sentence-transformers model for a new library; without it the default encoder is used.
        """
        from pincite.service.jobs.library_changes import AddOptions, add
        from pincite.service.settings import read_limits

        options = AddOptions(model=model, limits=read_limits(os.environ))
        try:
            return add(self.data, [Path(path) for path in paths], options=options)
        finally:
            self.close()  # so that the next question is answered from what is there now

    def remove(self, *document_ids: str) -> None:
        """Remove documents for good; nothing is removed where one of them is not there."""
        from pincite.service.jobs.library_changes import remove

        try:
            remove(self.data, list(document_ids))
        finally:
            self.close()

    def documents(self) -> Sequence["DocumentSummaryReply"]:
        """The documents of the library, ordered by id."""
        from pincite.ingest.library.store import Library
        from pincite.service.bodies.replies import summary_reply

        with Library(self.data) as library:
            return [summary_reply(summary) for summary in library.summaries()]

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        mode: Literal["hybrid", "sparse", "dense"] = "hybrid",
        filters: Mapping[str, Any] | None = None,
    ) -> "SearchReply":
        """The `k` passages that answer the query best, the best first, each with its citation.

        `filters`, as over HTTP: {"documents": [...], "authors": [...], "years": {"from": 2018, "to": 2025},
        "kinds": [...], "languages": [...]}, each of them optional.
        """
        from pincite.index.search import Query
        from pincite.service.bodies.answer_schemas import chosen_filters
        from pincite.service.bodies.replies import search_reply
        from pincite.service.bodies.search_schemas import SearchBody

        body = SearchBody.model_validate({"query": query, "k": k, "mode": mode, "filters": dict(filters or {})})
        found = self._ready().search(
            Query(text=body.query, k=body.k, mode=body.mode, filters=chosen_filters(body.filters))
        )
        return search_reply(found)

    def ask(
        self,
        question: str,
        *,
        k: int = 8,
        filters: Mapping[str, Any] | None = None,
        answerer: Literal["extractive", "llm"] = "extractive",
    ) -> "AnswerReply":
        """The answer: sentences of the documents, or of a language model, each cited and checked on its page.

        What the documents do not answer is refused: `status` is "not_in_corpus", and `reason` says why.
        """
        from pincite.service.bodies.answer_replies import answer_reply
        from pincite.service.bodies.answer_schemas import AskBody, question_of

        body = AskBody.model_validate(
            {"question": question, "k": k, "filters": dict(filters or {}), "answerer": answerer}
        )
        return answer_reply(self._ready().answer(question_of(body)))

    def close(self) -> None:
        """Close what is open. A second call does nothing; a question after it opens the library again."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def _ready(self) -> "Engine":
        """The engine, once it answers. Raises NotReady where nothing was added yet."""
        from pincite.service.engine import engine_of
        from pincite.service.settings import read_model, read_reranker

        if self._engine is None:
            self._engine = engine_of(self.data, model=read_model(os.environ), reranker=read_reranker(os.environ))
        self._engine.wait()
        return self._engine
