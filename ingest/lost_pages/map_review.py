"""Page maps as files: written from a suggestion, shown page by page for a review, and marked as reviewed."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pincite.ingest.errors import BadPageMap
from pincite.ingest.lost_pages.page_suggestion import Suggestion
from pincite.ingest.pages.page_starts import read_page_map

_OPENING = 60  # characters of a page's first words: enough to be found by eye, and to notice another text
_AROUND = 160  # characters before and behind a page start that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A page start as a person checks it: the text before it and behind it, and how it was found."""

    page: int
    label: str | None
    start: int
    line: int
    confidence: str
    tolerance_chars: int | None
    trace: str
    before: str
    after: str


def page_map(suggestion: Suggestion, source: str, document_id: str) -> dict[str, Any]:
    """The suggestion as a page map that no person has reviewed yet."""
    pages: list[dict[str, Any]] = []
    for page in suggestion.pages:
        entry: dict[str, Any] = {"page": page.number, "label": page.label, "start": page.start}
        if page.begin < page.start:
            entry["page_from"] = page.begin
        entry["starts_with"] = source[page.start : page.start + _OPENING]
        entry["confidence"] = page.confidence
        if page.tolerance is not None:
            entry["tolerance_chars"] = page.tolerance
        pages.append({**entry, "trace": page.trace})
    return {"document": document_id, "reviewed": False, "pages": pages}


def write_page_map(content: Mapping[str, Any], path: Path, *, replace: bool = False) -> None:
    """Write the map, whole or not at all. Raises BadPageMap when it cannot be, or when there is a file already."""
    if path.exists() and not replace:
        raise BadPageMap(f"{path}: is there already, perhaps reviewed; remove it or name another with --out")
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise BadPageMap(f"{path}: cannot be written ({error.strerror}); name another file with --out") from error


def view_page_map(path: Path, source: str) -> tuple[PageView, ...]:
    """The page starts of the map at `path` with the text around them. Raises BadPageMap where it does not fit."""
    read_page_map(path, source)
    views = []
    for entry in json.loads(path.read_text(encoding="utf-8"))["pages"]:
        start = entry["start"]
        begin = entry.get("page_from", start)
        views.append(
            PageView(
                page=entry["page"],
                label=entry.get("label"),
                start=start,
                line=source.count("\n", 0, start) + 1,
                confidence=entry["confidence"],
                tolerance_chars=entry.get("tolerance_chars"),
                trace=str(entry.get("trace", "")),
                before=" ".join(source[max(0, begin - _AROUND) : begin].split()),
                after=" ".join(source[begin : start + _AROUND].split()),
            )
        )
    return tuple(views)


def is_reviewed(path: Path) -> bool:
    """Whether a person has reviewed the map: one that does not say was made by a person in the first place."""
    return json.loads(path.read_text(encoding="utf-8")).get("reviewed", True) is True


def accept_page_map(path: Path, source: str, *, reviewed_on: str | None = None) -> None:
    """Mark the map as reviewed by a person, on a date where one is given; all else in it stays.

    Raises BadPageMap where it does not fit its text: then nothing is written.
    """
    read_page_map(path, source)
    content = json.loads(path.read_text(encoding="utf-8"))
    pages = content.pop("pages")
    content = {**content, "reviewed": True}
    if reviewed_on is not None:
        content["reviewed_on"] = reviewed_on
    write_page_map({**content, "pages": pages}, path, replace=True)
