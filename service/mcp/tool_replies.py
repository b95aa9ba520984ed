"""What each tool for language models returns.

A short text for a model to read, with the citations it may use, and the full reply of the HTTP route for a program.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from pincite.index.interface.filters import Filters
from pincite.index.search import Query
from pincite.service.answer import Question
from pincite.service.bodies.answer_replies import answer_reply, locate_reply
from pincite.service.bodies.answer_schemas import AnswerReply, LocateReply
from pincite.service.bodies.document_schemas import DocumentsReply, PageTextReply
from pincite.service.bodies.replies import documents_reply, page_reply, search_reply
from pincite.service.bodies.search_schemas import SearchReply
from pincite.service.citations.citation_formats import Format, citation
from pincite.service.engine import Engine
from pincite.service.questions.followup import self_contained

_PATIENCE_S = 30.0  # a model does not try again in a second, so its tool waits for an index that is being opened

Reply_co = TypeVar("Reply_co", bound=BaseModel, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolReply(Generic[Reply_co]):
    """What a tool returns: the text for a model, and the reply that the text is made from."""

    text: str
    reply: Reply_co


def search(engine: Engine, query: str, *, k: int, filters: Filters) -> ToolReply[SearchReply]:
    """The passages that answer the query best."""
    engine.wait(_PATIENCE_S)
    reply = search_reply(engine.search(Query(text=query, k=k, filters=filters)))
    blocks = [
        f"{hit.rank}. {hit.citation.text} {hit.citation.title}{_section(hit.passage.section)}\n"
        f"passage {hit.passage.id}\n{hit.passage.text}"
        for hit in reply.hits
    ]
    return ToolReply(
        text="\n\n".join(blocks) or "Nothing was found; use other words or fewer restrictions.", reply=reply
    )


def ask(engine: Engine, question: str, *, k: int, filters: Filters, history: Sequence[str]) -> ToolReply[AnswerReply]:
    """An answer made of sentences of the documents, or that they do not answer the question."""
    asked = Question(text=self_contained(question, history), original=question, k=k, filters=filters)
    engine.wait(_PATIENCE_S)
    reply = answer_reply(engine.answer(asked))
    as_asked = f"Asked as: {reply.asked}\n\n" if reply.asked != question else ""
    if reply.status == "not_in_corpus":
        nearest = "\n".join(f"- {hit.citation.text} {hit.citation.title}" for hit in reply.hits[:3])
        said = f"The documents do not answer this: {reply.reason}."
        return ToolReply(text=f"{as_asked}{said}\n\nThe nearest passages:\n{nearest}".rstrip(), reply=reply)
    references = [f'[{one.n}] {one.text} {one.title}: "{one.quote}"' for one in reply.citations]
    return ToolReply(text=f"{as_asked}{reply.text}\n\n" + "\n".join(references), reply=reply)


def read_page(engine: Engine, document_id: str, page: int) -> ToolReply[PageTextReply]:
    """The text of a page, and how its number is known."""
    reply = page_reply(engine.library().document(document_id), page, engine.snapshot_id())
    printed = f', printed "{reply.label}"' if reply.label else ""
    known = "its beginning and end are estimated" if reply.basis == "estimated" else f"known: {reply.basis}"
    return ToolReply(text=f"{document_id}, page {page}{printed} ({known})\n\n{reply.text}", reply=reply)


def locate_quote(engine: Engine, quote: str, *, documents: Sequence[str], limit: int) -> ToolReply[LocateReply]:
    """Where a quotation stands, word for word, normalised, or nearly."""
    reply = locate_reply(engine.locate(quote, documents=documents, limit=limit))
    if not reply.places:
        return ToolReply(text="No document contains these words or similar ones.", reply=reply)
    found = {"exact": "word for word", "normalised": "except for white space, quotation marks or hyphens"}
    lines = [
        f"{one.citation.text} {one.title}: "
        f"{found.get(one.match, f'not exactly, {one.similarity:.0%} similar')}\n"
        f"... {one.before}>>{one.text}<<{one.after} ..."
        for one in reply.places
    ]
    return ToolReply(text="\n\n".join(lines), reply=reply)


def list_documents(engine: Engine) -> ToolReply[DocumentsReply]:
    """Every document of the library."""
    reply = documents_reply(engine.library(), engine.snapshot_id())
    lines = []
    for one in reply.documents:
        year = "no year" if one.year is None else f"{'ca. ' if one.circa else ''}{one.year}"
        authors = ", ".join(one.authors) or "unknown author"
        lines.append(f"{one.id}: {authors} ({year}), {one.title}; {one.counts.pages} pages, language {one.language}")
    return ToolReply(text="\n".join(lines) or "There are no documents yet.", reply=reply)


def cite(engine: Engine, document_id: str, form: Format, *, page: int | None, passage: str | None) -> str:
    """A reference, and the citation in the text where the form has one."""
    return citation(engine.library(), document_id, form, page=page, passage=passage).rstrip("\n")


def _section(section: Sequence[str]) -> str:
    return f", {' › '.join(section)}" if section else ""
