"""What the fields of each body must be, in words: 'k must be a whole number from 1 to 100, not "ten"'."""

from collections.abc import Mapping
from dataclasses import dataclass

from pincite.index.search import MAX_QUERY_CHARACTERS
from pincite.ingest.document import KINDS
from pincite.service.bodies.answer_schemas import MAX_TURNS
from pincite.service.bodies.search_schemas import MAX_HITS
from pincite.service.documents.quote import MAX_QUOTE_CHARACTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedBody:
    """A body: one that will do, the field that holds its text, and each field in words.

    "*" stands for the items of a list.
    """

    example: str
    text: str
    fields: Mapping[str, str]


_FILTERS: Mapping[str, str] = {
    "filters": 'an object such as {"documents": ["yessirkep2025"]}',
    "filters.documents": "a list of document ids",
    "filters.documents.*": "a document id",
    "filters.authors": "a list of names",
    "filters.authors.*": "a name",
    "filters.years": 'an object such as {"from": 2018, "to": 2025}',
    "filters.years.from": "a whole number",
    "filters.years.to": "a whole number",
    "filters.kinds": "a list of kinds",
    "filters.kinds.*": f"one of {', '.join(KINDS)}",
    "filters.languages": "a list of language codes",
    "filters.languages.*": 'a language code such as "en"',
}

BODIES: Mapping[str, ExpectedBody] = {
    "/v1/search": ExpectedBody(
        example='{"query": "soft power"}',
        text="query",
        fields={
            "query": f"text of 1 to {MAX_QUERY_CHARACTERS:,} characters",
            "k": f"a whole number from 1 to {MAX_HITS}",
            "mode": '"hybrid", "sparse" or "dense"',
            **_FILTERS,
        },
    ),
    "/v1/ask": ExpectedBody(
        example='{"question": "What is soft power?"}',
        text="question",
        fields={
            "question": f"text of 1 to {MAX_QUERY_CHARACTERS:,} characters",
            "k": f"a whole number from 1 to {MAX_HITS}",
            "answerer": '"extractive" or "llm"',
            "stream": "true or false",
            "history": f'a list of at most {MAX_TURNS} turns such as {{"question": "What is soft power?"}}',
            "history.*": 'a turn such as {"question": "What is soft power?"}',
            "history.*.question": f"text of 1 to {MAX_QUERY_CHARACTERS:,} characters",
            **_FILTERS,
        },
    ),
    "/v1/chat/completions": ExpectedBody(
        example='{"model": "pincite-extractive", "messages": [{"role": "user", "content": "What is soft power?"}]}',
        text="question",
        fields={
            "model": '"pincite-extractive", or "pincite-llm" where a model is set up',
            "messages": "a list of messages",
            "stream": "true or false",
            "stream_options": 'an object such as {"include_usage": true}',
            "pincite": 'an object such as {"k": 8}',
            "pincite.k": f"a whole number from 1 to {MAX_HITS}",
            **{f"pincite.{name}": words for name, words in _FILTERS.items()},
        },
    ),
    "/v1/locate": ExpectedBody(
        example='{"quote": "the ability to get what you want through attraction"}',
        text="quote",
        fields={
            "quote": f"text of 1 to {MAX_QUOTE_CHARACTERS:,} characters",
            "documents": "a list of document ids",
            "documents.*": "a document id",
            "limit": "a whole number from 1 to 20",
        },
    ),
}

ADDRESS: Mapping[str, str] = {
    "number": "a whole number",
    "highlight": "a passage id",
    "scale": "a number from 0.5 to 4",
    "format": 'one of "bibtex", "ris", "csl-json", "apa", "chicago" and "pandoc"',
    "page": "a whole number",
    "passage": "a passage id",
    "documents": "document ids with commas between them",
}
