"""On which page a quote stands, told by the corpus alone, and whether citations say the same.

The source text and its page map are read here anew: what is checked must not be what checks it.

    corpus/documents/<id>.txt   the text as it was received; the quotes are verbatim in it
    corpus/pages/<id>.json      {"pages": [{"page": 2, "start": 4544, "page_from": 4530, ...}, ...]}
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from eval.errors import CorpusError
from eval.gold import GoldQuestion
from eval.run import Run
from eval.truth import Truth

# A citation of more pages than a spread sends its reader searching.
_SHORT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedText:
    """A source text and the offsets at which its pages 1, 2, ... begin."""

    text: str
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCheck:
    """How one mode's citations stand up.

    placed: evidences in the first hit that contains any, where the corpus knows the quote's place; right: those of
    them whose pages lie within the cited ones, the others being `wrong` as (question id, quote). cited: hits with
    pages; short: those of at most two pages.
    """

    mode: str
    placed: int
    right: int
    wrong: tuple[tuple[str, str], ...]
    cited: int
    short: int


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


def places(paged: PagedText, quote: str) -> list[tuple[int, int]]:
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
    """Whether the pages cited by a run are those that the quotes stand on."""
    placed, wrong = 0, list[tuple[str, str]]()
    for question in questions:
        hit = next((hit for hit in run.hits[question.id] if hit.passage.id in truth[question.id].grades), None)
        if hit is None or hit.pages.first is None or hit.pages.last is None:
            continue
        for evidence, holding in zip(question.evidence, truth[question.id].holders, strict=True):
            if hit.passage.id not in holding or evidence.document_id not in texts:
                continue
            known = places(texts[evidence.document_id], evidence.quote)
            placed += bool(known)
            if known and not any(hit.pages.first <= first and last <= hit.pages.last for first, last in known):
                wrong.append((question.id, evidence.quote))
    cited = [
        last - first + 1
        for hits in run.hits.values()
        for hit in hits
        if (first := hit.pages.first) is not None and (last := hit.pages.last) is not None
    ]
    return PageCheck(
        mode=run.mode,
        placed=placed,
        right=placed - len(wrong),
        wrong=tuple(wrong),
        cited=len(cited),
        short=sum(pages <= _SHORT for pages in cited),
    )
