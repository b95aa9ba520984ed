"""Whether a gold set is sound: every quote stands once, and says where; every key is in the evidence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pincite.eval.gold.gold_questions import GoldQuestion
from pincite.eval.measures.answer_measures import holds_key
from pincite.eval.measures.page_measures import PagedText, pages_of_quote

# Longer quotes ask for one way of cutting passages: a shorter passage could not hold most of one.
_LONG_WORDS = 100

QuotedAt = Callable[[str, str], list[str]]
"""The pages of each place where the library's text of a document has a quote, in words: "p. 7"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedQuote:
    """An evidence and the pages it stands on."""

    question: str
    document: str
    quote: str
    pages: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldCheck:
    """Where the quotes stand, what is wrong (the set should not be used), and what a person should look at."""

    placed: tuple[PlacedQuote, ...]
    problems: tuple[str, ...]
    remarks: tuple[str, ...]


def check_gold(questions: Sequence[GoldQuestion], texts: Mapping[str, PagedText], *, quoted_at: QuotedAt) -> GoldCheck:
    """Look up every quote in the source texts, or in the library where there are none.

    texts: the documents whose source and page map are known.
    """
    placed, problems, remarks = list[PlacedQuote](), list[str](), list[str]()
    for question in questions:
        for number, evidence in enumerate(question.evidence):
            where = f"{question.id}: evidence[{number}]"
            paged = texts.get(evidence.document_id)
            if paged is None:
                found = quoted_at(evidence.document_id, evidence.quote)
            else:
                found = [_pages(first, last) for first, last in pages_of_quote(paged, evidence.quote)]
            if not found:
                problems.append(
                    f"{where}: the quote does not stand in {evidence.document_id}, letter by letter: "
                    f"{_start(evidence.quote)}; copy it from the source"
                )
            elif len(found) > 1:
                problems.append(
                    f"{where}: the quote stands {len(found)} times in {evidence.document_id} ({', '.join(found)}): "
                    f"{_start(evidence.quote)}; quote more words"
                )
            else:
                placed.append(
                    PlacedQuote(
                        question=question.id, document=evidence.document_id, quote=evidence.quote, pages=found[0]
                    )
                )
            if len(evidence.quote.split()) > _LONG_WORDS:
                remarks.append(f"{where}: the quote has more than {_LONG_WORDS} words; quote only those that answer")
        remarks += _key_remarks(question)
    return GoldCheck(placed=tuple(placed), problems=tuple(problems), remarks=tuple(remarks))


def _key_remarks(question: GoldQuestion) -> list[str]:
    quoted = " ... ".join(evidence.quote for evidence in question.evidence)
    return [
        f"{question.id}: the key {key!r} is not in the evidence; an answer made of the evidence could not hold it"
        for key in question.answer_keys
        if question.evidence and not holds_key(quoted, key)
    ]


def _pages(first: int, last: int) -> str:
    return f"p. {first}" if first == last else f"pp. {first}–{last}"


def _start(quote: str) -> str:
    return repr(quote if len(quote) <= 80 else quote[:77] + "...")
