"""Score `pincite pages suggest` against the page maps of the corpus, which a person checked.

Run it with `python scripts/tuning/score_suggest.py [--pages] [FOLDER]`; it prints the tables of
docs/explanation/pages.md.
--pages gives the suggestion the number of pages of each text. The first page of each document is
not counted: it begins where the text does.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from pincite.ingest.lost_pages.page_suggestion import SuggestedPage, suggest

_NEAR = 3  # characters that are not white space: as near counts as found


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The inner page starts of a document: how many there are, and the proposed ones with the distance of each."""

    document: str
    pages: int
    truth: int
    proposed: tuple[tuple[SuggestedPage, int, bool], ...]
    found: int


def main() -> None:
    """Print how many page starts are found, by document and by trace."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parents[2] / "corpus")
    parser.add_argument("--pages", action="store_true", help="give the number of pages of each text")
    options = parser.parse_args()
    scored = [
        score(options.folder, path.stem, with_page_count=options.pages)
        for path in sorted((options.folder / "pages").glob("*.json"))
    ]
    print("| document | pages | proposed | page starts | found | wrong | filled | median distance | 9 of 10 within |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for one in scored:
        print(_row(one.document, one))
    print(_row("**all**", _together(scored)))
    print("\n| trace | proposed | right | wrong |\n| --- | --- | --- | --- |")
    by_trace: dict[str, list[bool]] = defaultdict(list)
    for one in scored:
        for page, _, right in one.proposed:
            by_trace[page.trace.split(";")[0].split(" (")[0]].append(right)
    for trace, rights in sorted(by_trace.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"| {trace} | {len(rights)} | {sum(rights)} | {len(rights) - sum(rights)} |")


def score(folder: Path, identifier: str, *, with_page_count: bool) -> Scored:
    """The suggestion for a document of the folder, compared with its page map."""
    source = (folder / "documents" / f"{identifier}.txt").read_bytes().decode("utf-8-sig")
    entries = json.loads((folder / "pages" / f"{identifier}.json").read_text("utf-8"))["pages"]
    inner = entries[1:]
    suggestion = suggest(source, pages=len(entries) if with_page_count else None)
    proposed, found = [], set[int]()
    for page in suggestion.pages[1:]:
        met = {entry["page"] for entry in inner if _is_at(page, entry, source)}
        distance = min((abs(page.start - entry["start"]) for entry in inner), default=0)
        proposed.append((page, distance, bool(met)))
        found |= met
    return Scored(
        document=identifier,
        pages=len(entries),
        truth=len(inner),
        proposed=tuple(proposed),
        found=len(found),
    )


def _is_at(page: SuggestedPage, entry: dict[str, Any], source: str) -> bool:
    """Whether the proposed start is the true one, or the true beginning of the lines above it."""
    return any(
        len("".join(source[min(at, true) : max(at, true)].split())) <= _NEAR
        for at in (page.start, page.begin)
        for true in (entry["start"], entry.get("page_from", entry["start"]))
        if abs(at - true) < 200
    )


def _row(name: str, one: Scored) -> str:
    filled = [(page, distance) for page, distance, _ in one.proposed if page.tolerance is not None]
    distances = sorted(distance for _, distance in filled)
    within = sum(1 for page, distance in filled if distance <= (page.tolerance or 0))
    wrong = sum(1 for _, _, right in one.proposed if not right)
    proposed = len(one.proposed)
    share = f"{len(filled)} ({within} within tolerance)" if filled else "0"
    cells = (name, one.pages, proposed, one.truth, one.found, wrong, share, _at(distances, 0.5), _at(distances, 0.9))
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _at(distances: Sequence[int], share: float) -> str:
    if len(distances) < 2:
        return str(distances[0]) if distances else "-"
    return str(round(quantiles(distances, n=10, method="inclusive")[round(share * 10) - 1]))


def _together(scored: Iterable[Scored]) -> Scored:
    all_ = list(scored)
    return Scored(
        document="all",
        pages=sum(one.pages for one in all_),
        truth=sum(one.truth for one in all_),
        proposed=tuple(page for one in all_ for page in one.proposed),
        found=sum(one.found for one in all_),
    )


if __name__ == "__main__":
    main()
