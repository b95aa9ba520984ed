"""A table of contents: which heading it says to stand on which printed page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.ingest.lost_pages.source_blocks import SourceLine

_ENTRY = re.compile(r"(.*[^\W\d_].*?)(?:\s*\.{3,}\s*|(?:\s*\. ?){3,}|\s*…+\s*|\t+|\s{3,})(\d{1,4})")
_NUMBERING = re.compile(
    r"^(?:(?:chapter|part|section|глава|раздел|часть|бөлім|тарау|kapitel|teil|abschnitt|chapitre|partie|capítulo|parte|κεφάλαιο|μέρος)\s+)?[\divxlc]*(?:\.\d+)*[.)]?\s+",
    re.IGNORECASE,
)
_FEWEST = 4
_LONGEST = 250  # characters of an entry
_WITHIN = 0.25  # of the text: contents stand at its beginning
_FAR = 3  # lines between two entries of the same table


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsEntry:
    """The heading at `start` stands on the page that is printed as `number`."""

    title: str
    number: int
    start: int


def read_contents(lines: Sequence[SourceLine]) -> list[ContentsEntry]:
    """The entries of the table of contents whose headings are found in the text, in order; none without a table."""
    if not lines:
        return []
    table: list[tuple[int, str, int]] = []
    for at, line in enumerate(lines):
        if line.start > _WITHIN * lines[-1].end:
            break
        if len(line.text) <= _LONGEST and (match := _ENTRY.fullmatch(line.text)):
            if table and at - table[-1][0] > _FAR:
                if len(table) >= _FEWEST:
                    break
                table = []
            table.append((at, match[1], int(match[2])))
    numbers = [number for _, _, number in table]
    if len(table) < _FEWEST or any(second < first for first, second in pairwise(numbers)):
        return []
    entries = []
    at = table[-1][0] + 1
    for _, title, number in table:
        found = next((place for place in range(at, len(lines)) if _name(lines[place].text) == _name(title)), None)
        if found is not None and _name(title):
            entries.append(ContentsEntry(title=title, number=number, start=lines[found].start))
            at = found + 1
    return entries if len(entries) * 2 >= len(table) or len(entries) >= _FEWEST else []


def _name(title: str) -> str:
    bare = _NUMBERING.sub("", re.sub(r"[#*_`]+", "", title).strip())
    return " ".join(re.sub(r"[\W_]+", " ", bare.casefold()).split())
