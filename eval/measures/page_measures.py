"""On which page a quote stands, according to the corpus alone, and whether citations name the same page.

The source text and its page map are read here again: what is checked must not be what checks it.

    corpus/documents/<id>.txt   the text as it was received; the quotes are verbatim in it
    corpus/pages/<id>.json      {"pages": [{"page": 2, "start": 4544, "page_from": 4530, ...}, ...]}
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pincite.eval.errors import CorpusError
from pincite.eval.gold.gold_questions import GoldQuestion
from pincite.eval.gold.quote_words import words
from pincite.eval.gold.truth import GRAM, Truth, contains, grams
from pincite.eval.measures.ranking_measures import Scores
from pincite.eval.systems.run import Run
from pincite.eval.systems.system import RetrievedPassage

# A citation of more pages than a spread sends its reader searching.
_SHORT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedText:
    """A source text and the offsets at which its pages 1, 2, ... begin."""

    text: str
    starts: tuple[int, ...]

    def pages(self, first: int, last: int) -> str:
        """The text from the beginning of page `first` to the end of page `last`."""
        start = self.starts[first - 1] if 1 < first <= len(self.starts) else 0 if first == 1 else len(self.text)
        return self.text[start : self.starts[last] if last < len(self.starts) else len(self.text)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCheck:
    """How many of one run's citations are right.

    placed: evidences in the first hit that contains any, where the corpus knows the quote's place; right: those of
    them that the cited pages of the source hold (as passages hold evidence), the others being `wrong` as (question
    id, quote). cited: hits with pages; short: those of at most two pages.
    """

    name: str
    placed: int
    right: int
    wrong: tuple[tuple[str, str], ...]
    cited: int
    short: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Citation:
    """An evidence in the first hit that contains any: whether the cited pages hold it, and are few."""

    quote: str
    right: bool
    short: bool


def read_paged_texts(corpus: Path, documents: Iterable[str]) -> dict[str, PagedText]:
    """Document id -> text with page starts, for those documents of which `corpus` has both."""
    found = dict[str, PagedText]()
    for name in sorted(documents):
        text, pages = corpus / "documents" / f"{name}.txt", corpus / "pages" / f"{name}.json"
        if not text.is_file() or not pages.is_file():
            continue
        try:
            entries = json.loads(pages.read_text(encoding="utf-8"))["pages"]
            starts = tuple(int(entry.get("page_from", entry["start"])) for entry in entries)
            # newline="": the offsets count line ends as they are in the file.
            with text.open(encoding="utf-8", newline="") as file:
                found[name] = PagedText(text=file.read(), starts=starts)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CorpusError(
                f"{pages}: no place can be read from it ({error!r}); run: pincite add {corpus}"
            ) from error
        if not starts or any(after <= before for before, after in pairwise(starts)):
            raise CorpusError(f"{pages}: the pages must begin one after the other; correct 'start' or 'page_from'")
    return found


def pages_of_quote(paged: PagedText, quote: str) -> list[tuple[int, int]]:
    """First and last page of each place where the quote stands in the text, letter by letter."""
    found = list[tuple[int, int]]()
    at = paged.text.find(quote)
    while at >= 0:
        first, last = (bisect_right(paged.starts, offset) for offset in (at, at + len(quote.rstrip()) - 1))
        found.append((max(first, 1), max(last, 1)))
        at = paged.text.find(quote, at + 1)
    return found


def check_pages(
    run: Run, questions: Sequence[GoldQuestion], truth: Mapping[str, Truth], *, texts: Mapping[str, PagedText]
) -> PageCheck:
    """Whether the pages cited by a run hold the quotes, by the rule of passages: a list printed twice stands twice."""
    checked = {question.id: _citations(run, question, truth, texts) for question in questions}
    wrong = tuple(
        (name, citation.quote) for name, citations in checked.items() for citation in citations if not citation.right
    )
    placed = sum(map(len, checked.values()))
    spans = [span for hits in run.hits.values() for hit in hits if (span := _pages(hit)) is not None]
    return PageCheck(
        name=run.name,
        placed=placed,
        right=placed - len(wrong),
        wrong=wrong,
        cited=len(spans),
        short=sum(last - first < _SHORT for first, last in spans),
    )


def page_accuracy(
    run: Run, questions: Sequence[GoldQuestion], truth: Mapping[str, Truth], *, texts: Mapping[str, PagedText]
) -> Scores:
    """|evidences in the first hit with any that the cited pages hold, two pages at most| / |those evidences|.

    Missing where no hit contains evidence or the corpus does not know where it stands.
    """
    found = dict[str, float]()
    for question in questions:
        citations = _citations(run, question, truth, texts)
        if citations:
            found[question.id] = sum(citation.right and citation.short for citation in citations) / len(citations)
    return found


def _citations(
    run: Run, question: GoldQuestion, truth: Mapping[str, Truth], texts: Mapping[str, PagedText]
) -> list[_Citation]:
    right = truth.get(question.id)
    if right is None:
        return []
    hit = next((hit for hit in run.hits.get(question.id, ()) if hit.passage_id in right.grades), None)
    span = None if hit is None else _pages(hit)
    if hit is None or span is None:
        return []
    found = list[_Citation]()
    for evidence, holding in zip(question.evidence, right.holders, strict=True):
        if hit.passage_id in holding and evidence.document_id in texts:
            paged, quote = texts[evidence.document_id], words(evidence.quote)
            if pages_of_quote(paged, evidence.quote):
                present = frozenset(grams(words(paged.pages(*span)), min(GRAM, len(quote))))
                held = contains(present, quote)
                found.append(_Citation(quote=evidence.quote, right=held, short=span[1] - span[0] < _SHORT))
    return found


def _pages(hit: RetrievedPassage) -> tuple[int, int] | None:
    return None if hit.first_page is None or hit.last_page is None else (hit.first_page, hit.last_page)
