"""The commands that ask the library: `pincite search`, `pincite ask` and `pincite locate`."""

import os
from typing import Annotated

import typer

from pincite.index.interface.filters import Filters
from pincite.index.search import Mode, Query
from pincite.service.answer import Answerer, Question
from pincite.service.commands.options import HERE, AsJson, Data, Documents, with_filters


@with_filters
def search(
    query: Annotated[str, typer.Argument(help="A question, or words.")],
    *,
    k: Annotated[int, typer.Option("-k", "--k", min=1, max=100, help="How many passages.")] = 10,
    mode: Annotated[Mode, typer.Option(help="Which retrievers rank.")] = "hybrid",
    filters: Filters,
    data: Data = HERE,
    as_json: AsJson = False,
) -> None:
    """Print the passages that answer the question best, each with its citation."""
    from pincite.service.commands import printing
    from pincite.service.engine import engine_of
    from pincite.service.settings import read_reranker

    request = Query(text=query, k=k, mode=mode, filters=filters)
    with engine_of(data, reranker=read_reranker(os.environ)) as engine:
        engine.wait()
        found = engine.search(request)
    printing.hits(found, as_json=as_json)


@with_filters
def ask(
    question: Annotated[str, typer.Argument(help="A question.")],
    *,
    k: Annotated[int, typer.Option("-k", "--k", min=1, max=100, help="How many passages to answer from.")] = 8,
    answerer: Annotated[
        Answerer, typer.Option(help="Who answers: the documents' own sentences, or a language model.")
    ] = "extractive",
    filters: Filters,
    data: Data = HERE,
    as_json: AsJson = False,
) -> None:
    """Answer a question; every sentence names the page it can be checked on."""
    from pincite.service.commands import printing
    from pincite.service.engine import engine_of
    from pincite.service.settings import read_model, read_reranker

    request = Question(text=question, k=k, filters=filters, answerer=answerer)
    with engine_of(data, model=read_model(os.environ), reranker=read_reranker(os.environ)) as engine:
        engine.wait()
        answer = engine.answer(request)
    printing.answer(answer, as_json=as_json)


def locate(
    quote: Annotated[str, typer.Argument(help="A quotation.")],
    documents: Documents = None,
    limit: Annotated[int, typer.Option(min=1, max=20, help="How many places at most.")] = 5,
    data: Data = HERE,
    as_json: AsJson = False,
) -> None:
    """Find where a quotation stands: its document, its page, and the words around it."""
    from pincite.service.commands import printing
    from pincite.service.engine import engine_of

    with engine_of(data) as engine:
        located = engine.locate(quote, documents=documents or (), limit=limit)
    printing.places(located, as_json=as_json)
    if not located.places:
        raise typer.Exit(1)
