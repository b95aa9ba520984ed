"""The commands `pincite ask` and `pincite locate`."""

import os
from enum import StrEnum
from typing import Annotated

import typer

from pincite.service.commands.options import HERE, AsJson, Authors, Data, Documents, Kinds, Languages, Years, filters_of


class Answerer(StrEnum):
    """Who answers."""

    extractive = "extractive"
    llm = "llm"


def ask(
    question: Annotated[str, typer.Argument(help="A question.")],
    k: Annotated[int, typer.Option("-k", "--k", min=1, max=100, help="How many passages to answer from.")] = 8,
    answerer: Annotated[
        Answerer, typer.Option(help="Who answers: the documents' own sentences, or a language model.")
    ] = (Answerer.extractive),
    documents: Documents = None,
    authors: Authors = None,
    years: Years = None,
    kinds: Kinds = None,
    languages: Languages = None,
    data: Data = HERE,
    as_json: AsJson = False,
) -> None:
    """Answer a question; every sentence names the page it can be checked on."""
    from pincite.service.answer import Question
    from pincite.service.commands import printing
    from pincite.service.engine import engine_of
    from pincite.service.settings import read_model, read_reranker

    filters = filters_of(documents=documents, authors=authors, years=years, kinds=kinds, languages=languages)
    request = Question(text=question, k=k, filters=filters, answerer=answerer.value)
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
