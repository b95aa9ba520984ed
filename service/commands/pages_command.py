"""The commands `pincite pages suggest` and `pincite pages check`: a map of the pages that a text has lost."""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from pincite.ingest.collect import LIBRARY_FILE, Refused, collect
from pincite.ingest.errors import BadPageMap, UnreadableFile
from pincite.ingest.formats.plain import read_plain
from pincite.ingest.lost_pages.map_review import (
    PageView,
    accept_page_map,
    is_reviewed,
    page_map,
    view_page_map,
    write_page_map,
)
from pincite.ingest.lost_pages.page_suggestion import Suggestion, suggest
from pincite.ingest.media_types import MARKDOWN, MEDIA_TYPES, PLAIN
from pincite.ingest.record import Record
from pincite.service.commands.printing import console

_TEXTS: Mapping[str, str] = {ending: kind for ending, kind in MEDIA_TYPES.items() if kind in (PLAIN, MARKDOWN)}
_RANGE = re.compile(r"(\d+)\s*[-–—]\s*(\d+)")
_NEARLY = 0.15  # of the pages: how far the record and the text may differ
_COLORS: Mapping[str, str] = {"certain": "green", "likely": "yellow", "guess": "red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A page map for `file`, None where the text has too few traces; `path` is where it was written, if it was.

    reason: why there is no map. note: what a person should know before reviewing it.
    """

    file: Path
    map: dict[str, Any] | None
    path: Path | None
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A page map that fits its text, page by page, and whether a person has reviewed it."""

    map: Path
    file: Path
    reviewed: bool
    pages: tuple[PageView, ...]


def propose(
    file: Path,
    *,
    pages: int | None = None,
    known: Sequence[str] = (),
    out: Path | None = None,
    write: bool = True,
) -> Proposal:
    """Propose a page map and write it, to `out` or to where `pincite add` looks for it; never over another file.

    known: pages whose beginning is known, each as "7=The first words of page 7". Raises an IngestError.
    """
    source, record = _text(file), _record(file)
    given = dict(_known(one) for one in known)
    suggestion, note = _suggested(source, record, pages, given)
    if not suggestion.pages:
        return Proposal(file=file, map=None, path=None, reason=suggestion.reason)
    content = page_map(suggestion, source, record.id if record is not None else file.stem)
    path = (out or map_path(file)) if write else None
    if path is not None:
        write_page_map(content, path)
    return Proposal(file=file, map=content, path=path, note=note)


def review(map_file: Path, file: Path, *, accept: bool = False, reviewed_on: str | None = None) -> Review:
    """Check the map against its text and, if it is accepted, mark it as reviewed. Raises an IngestError."""
    if reviewed_on is not None:
        try:
            date.fromisoformat(reviewed_on)
        except ValueError as error:
            raise BadPageMap(f"{reviewed_on!r} is not a date; write it like 2025-03-27") from error
    source = _text(file)
    if accept:
        accept_page_map(map_file, source, reviewed_on=reviewed_on)
    pages = view_page_map(map_file, source)
    return Review(map=map_file, file=file, reviewed=is_reviewed(map_file), pages=pages)


def map_path(file: Path) -> Path:
    """Where `pincite add` looks for the page map of `file`: in its library folder, else beside it."""
    library = file.parent.parent
    if file.parent.name == "documents" and (library / LIBRARY_FILE).exists():
        return library / "pages" / f"{file.stem}.json"
    return file.with_suffix(".pages.json")


def print_proposal(proposal: Proposal, *, as_json: bool) -> None:
    """What was proposed: the map itself as JSON, or a line for each page."""
    if as_json:
        written = str(proposal.path) if proposal.path is not None else None
        fields = {"file": str(proposal.file), "written": written, "reason": proposal.reason, "note": proposal.note}
        print(json.dumps({**fields, "map": proposal.map}, ensure_ascii=False, indent=2))
        return
    out = console()
    if proposal.map is None:
        out.print(Text(f"{proposal.file}: {proposal.reason}; it gets no page map and will be cited by line"))
        return
    for page in proposal.map["pages"]:
        about = f" ±{page['tolerance_chars']}" if "tolerance_chars" in page else ""
        line = Text(f"{_named(page['page'], page['label']):<16} {page['start']:>8}{about:<7} ")
        line.append(f"{page['confidence']:<8}", style=_COLORS[page["confidence"]])
        out.print(line + Text(f" {page['trace']}"))
    if proposal.note:
        out.print(Text(f"note: {proposal.note}", style="yellow"))
    if proposal.path is not None:
        out.print(Text(f"{len(proposal.map['pages'])} pages proposed, none reviewed: {proposal.path}"))
        out.print(Text(f"next: pincite pages check {proposal.path} {proposal.file}"))


def print_review(reviewed: Review, *, as_json: bool) -> None:
    """Each page start in its context, for a person to check against the published file."""
    if as_json:
        fields = {"map": str(reviewed.map), "file": str(reviewed.file), "reviewed": reviewed.reviewed}
        print(json.dumps({**fields, "pages": [asdict(page) for page in reviewed.pages]}, ensure_ascii=False, indent=2))
        return
    out = console()
    for page in reviewed.pages:
        about = f", give or take {page.tolerance_chars} characters" if page.tolerance_chars else ""
        head = Text(f"{_named(page.page, page.label)}  line {page.line}  ", style="bold")
        head.append(f"{page.confidence}{about}", style=_COLORS[page.confidence])
        out.print(head + Text(f"  {page.trace}", style="dim"))
        if page.before:
            out.print(Text(f"    … {page.before}", style="dim"))
        out.print(Text(f"    ¶ {page.after} …\n"))
    count = f"{len(reviewed.pages)} pages; the map fits its text"
    if reviewed.reviewed:
        out.print(Text(f"{count} and is reviewed"))
        return
    out.print(Text(f"{count} and is not reviewed yet: its pages are cited with 'ca.'"))
    out.print(Text(f"when they are right: pincite pages check {reviewed.map} {reviewed.file} --accept"))


def _suggested(
    source: str, record: Record | None, pages: int | None, given: Mapping[int, str]
) -> tuple[Suggestion, str]:
    """The suggestion, and a note where the record's pages and those of the text are not the same."""
    first, last = _page_range(record)
    counted = last - first + 1 if first is not None and last is not None else None
    busy = Console(stderr=True).status("looking for the traces of pages") if sys.stderr.isatty() else nullcontext()
    with busy:
        label = first if pages is not None and counted == pages else None
        found = suggest(source, pages=pages, first_label=label, given=given)
        many = len(found.pages)
        if pages is not None or counted is None or not many:
            return found, ""
        if abs(many - counted) <= max(1, _NEARLY * counted):
            return suggest(source, pages=counted, first_label=first, given=given), ""
    note = f"the record counts {counted} pages, the traces in the text {many}"
    if abs(many - 2 * counted) <= max(2, 2 * _NEARLY * counted):
        note += "; the text may have had two columns, which end as pages do"
    return found, f"{note}; give --pages and, with --known, the beginning of a page that you know"


def _page_range(record: Record | None) -> tuple[int | None, int | None]:
    match = _RANGE.fullmatch(str(record.csl.get("page", "")).strip()) if record is not None else None
    if match is None or int(match[2]) < int(match[1]):
        return None, None
    return int(match[1]), int(match[2])


def _known(option: str) -> tuple[int, str]:
    number, mark, words = option.partition("=")
    if not mark or not number.strip().isdecimal() or int(number) < 1 or not words.strip():
        raise BadPageMap(f"--known {option!r}: write it like '7=The first words of page 7'")
    return int(number), words.strip()


def _text(file: Path) -> str:
    media_type = _TEXTS.get(file.suffix.lower())
    if media_type is None:
        raise UnreadableFile(f"{file}: only texts have page maps ({', '.join(_TEXTS)}); add other files as they are")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{file}: cannot be read ({error.strerror})") from error
    return read_plain(content, str(file), media_type=media_type).text


def _record(file: Path) -> Record | None:
    item = next(iter(collect([file])))
    if isinstance(item, Refused):
        raise item.error
    return item.record


def _named(page: int, label: str | None) -> str:
    return f"p. {page}" if label is None or label == str(page) else f"p. {page} ({label})"
