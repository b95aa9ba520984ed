"""Proposes pages for a text that lost them, from the traces that page ends left in it.

Traces show where pages may begin; since pages are of about the same length, the likeliest of them are chosen and the
gaps between them are filled. The result is a proposal: it is called verified only after a person has reviewed it.
"""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pincite.ingest.errors import BadPageMap
from pincite.ingest.lost_pages.candidate_starts import CandidateStart, gather_candidates
from pincite.ingest.lost_pages.contents_table import read_contents
from pincite.ingest.lost_pages.page_end_traces import (
    FILLED,
    TRACE_KINDS,
    Confidence,
    PageTrace,
    filling_starts,
    traces_between,
)
from pincite.ingest.lost_pages.page_fit import Fit, UnpagedText, fit_pages, likeliest_starts
from pincite.ingest.lost_pages.running_lines import find_running_lines, running_line_traces
from pincite.ingest.lost_pages.source_blocks import SourceLine, lines_of, read_source_blocks, split_source
from pincite.ingest.pages.page_starts import form_feed_starts

_FEWEST_TRACES = 2
_TRACED = 1 / 3  # the share of page starts that have to have left a trace
_STRAYS = 1.6  # deviations: 9 of 10 filled page starts should be as near as this to where they are put
_AGREE = 0.75  # of the printed numbers found, for the others to be counted on from them


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedPage:
    """A page that is proposed to begin at `begin`, with its first words at `start`, because of `trace`.

    tolerance: by how many characters the true start may differ, for a page without a trace.
    """

    number: int
    label: str | None
    begin: int
    start: int
    confidence: Confidence
    tolerance: int | None
    trace: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """The proposed pages; none where the text has too few traces, and then `reason` says so."""

    pages: tuple[SuggestedPage, ...]
    reason: str = ""


def suggest(
    source: str,
    *,
    pages: int | None = None,
    first_label: int | None = None,
    given: Mapping[int, str] | None = None,
) -> Suggestion:
    """The pages that `source` probably had.

    pages: how many there are, where that is known. first_label: the number printed on the first of them. given: the
    first words of pages that are known. Raises BadPageMap where such words are not in the text, or more than once.
    """
    unpaged = _unpaged_text(source, pages, given or {})
    if not any(_has_trace(place) for place in unpaged.places):
        return Suggestion(pages=(), reason="nothing in the text tells where pages begin")
    fit = fit_pages(unpaged)
    starts = [unpaged.places[index - 1] for index in likeliest_starts(unpaged, fit)[1:]]
    # Chapters have headings whether there are pages or not; they count where the contents name their pages.
    with_trace = sum(
        1 for place in starts if _has_trace(place) and (fit.ahead is not None or place.traces[0].name != "heading")
    )
    if (pages is None and fit.score <= 0) or with_trace < max(_FEWEST_TRACES, _TRACED * len(starts)):
        return Suggestion(pages=(), reason="too little in the text tells where pages begin")
    offset = first_label - 1 if first_label is not None else _label_offset(starts, fit.ahead)
    return Suggestion(pages=_pages(unpaged, fit, starts, offset))


def _unpaged_text(source: str, pages: int | None, given: Mapping[int, str]) -> UnpagedText:
    split = split_source(source)
    lines = lines_of(split)
    running_lines = find_running_lines(lines)
    blocks = read_source_blocks(split, [running_line.line for running_line in running_lines])
    known = tuple((_offset_of(words, source, number), number) for number, words in sorted(given.items()))
    traces = [
        *(_given_trace(offset) for offset, number in known if number > 1),
        *_form_feeds(source, lines),
        *running_line_traces(running_lines, lines),
        *traces_between(blocks),
        *filling_starts(source, blocks),
    ]
    first = blocks[0].start if blocks else 0
    return UnpagedText(
        length=len(source),
        blocks=blocks,
        places=[place for place in gather_candidates(traces, len(source)) if place.begin > first],
        contents=read_contents(lines),
        pages=pages,
        given=known,
    )


def _offset_of(words: str, source: str, number: int) -> int:
    """Where the words stand; any white space in them is as good as another."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = [match.start() for match in re.finditer(pattern, source)] if pattern else []
    if len(found) != 1:
        often = f"{len(found)} times" if found else "nowhere"
        raise BadPageMap(f"page {number}: {words[:60]!r} stands {often} in the text; give words that stand there once")
    return found[0]


def _given_trace(offset: int) -> PageTrace:
    return PageTrace(name="given", begin=offset, start=offset, words=TRACE_KINDS["given"].words)


def _form_feeds(source: str, lines: Sequence[SourceLine]) -> list[PageTrace]:
    words = TRACE_KINDS["form_feed"].words
    texts = [line.start for line in lines]
    traces = []
    for page in form_feed_starts(source)[1:]:
        at = bisect_left(texts, page.offset)
        if at < len(texts):
            traces.append(PageTrace(name="form_feed", begin=page.offset, start=texts[at], words=words))
    return traces


def _has_trace(place: CandidateStart) -> bool:
    """Whether the place has a trace; without one it can only fill a gap between others."""
    return place.traces[0].name not in FILLED


def _label_offset(starts: Sequence[CandidateStart], contents: int | None) -> int | None:
    """The difference between printed page numbers and the pages' positions in the file, if most agree."""
    ahead = Counter(
        int(trace.label) - number
        for number, place in enumerate(starts, start=2)
        for trace in place.traces
        if trace.label is not None
    )
    if not ahead:
        return contents
    offset, often = ahead.most_common(1)[0]
    return offset if often >= _AGREE * sum(ahead.values()) else None


def _pages(
    unpaged: UnpagedText, fit: Fit, starts: Sequence[CandidateStart], offset: int | None
) -> tuple[SuggestedPage, ...]:
    first = SuggestedPage(
        number=1,
        label=_label(1, offset),
        begin=0,
        start=unpaged.blocks[0].start,
        confidence="certain",
        tolerance=None,
        trace="the text begins",
    )
    pages = [first]
    for at, place in enumerate(starts):
        pages.append(
            SuggestedPage(
                number=at + 2,
                label=_label(at + 2, offset),
                begin=place.begin,
                start=place.start,
                confidence=TRACE_KINDS[place.traces[0].name].confidence,
                tolerance=None if _has_trace(place) else _tolerance(starts, at, fit),
                trace=_words(place),
            )
        )
    return tuple(pages)


def _words(place: CandidateStart) -> str:
    named = [trace.words for trace in place.traces if trace.name not in FILLED] or [place.traces[0].words]
    return "; ".join(dict.fromkeys(named))


def _tolerance(starts: Sequence[CandidateStart], at: int, fit: Fit) -> int:
    """How far off a filled start may be: the more, the farther the next starts with a trace are."""
    before = next((at - one for one in range(at - 1, -1, -1) if _has_trace(starts[one])), at + 1)
    after = next((one - at for one in range(at + 1, len(starts)) if _has_trace(starts[one])), len(starts) - at)
    strays = fit.lengths.spread * fit.lengths.usual * math.sqrt(before * after / (before + after))
    return max(1, round(_STRAYS * strays))


def _label(number: int, offset: int | None) -> str | None:
    return str(number + offset) if offset is not None and number + offset > 0 else None
