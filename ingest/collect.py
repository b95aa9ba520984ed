"""Which files to add, and the record and page map of each.

A folder with a `library.json` is a library: a list of CSL-JSON records, the files `documents/<id>.*` and the
page maps `pages/<id>.json`. In any other folder every readable file is a document; beside `paper.pdf` may stand
its record `paper.json` (one CSL-JSON item) and its page map `paper.pages.json`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pincite.ingest.errors import BadRecord, IngestError, UnreadableFile
from pincite.ingest.media_types import MEDIA_TYPES
from pincite.ingest.read import Item
from pincite.ingest.record import Record, citation_key, read_record
from pincite.ingest.source import Source
from pincite.ingest.text.recurring_lines import line_form, running_lines

LIBRARY_FILE = "library.json"
_HEADING_MARKS = re.compile(r"[#*_`\\]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d")  # in a name of a file: any other number there is likely something else
# What programs write where no title or author was given. "Microsoft Word - draft.doc" is the name of a file.
_NO_TITLE = re.compile(
    r"\W*(?:untitled(?: document)?|unknown|unspecified|(?:new )?document|title|no title|без названия)\W*\d*\W*|"
    r"microsoft (?:word|powerpoint) - .*|powerpoint presentation|.*\.(?:docx?|indd|tex|dvi|rtf|odt|qxd|pptx?)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"\W*(?:anonymous|unknown(?: author)?|unspecified|author|(?:default )?user|admin(?:istrator)?|owner|n/a)\W*\d*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A path that cannot be added, and why."""

    path: Path
    error: IngestError


def collect(paths: Iterable[Path]) -> Iterator[Item | Refused]:
    """What there is to add in the paths, files and folders, in a fixed order."""
    for path in paths:
        if path.is_dir():
            yield from _folder(path)
        elif path.is_file():
            yield from _refusing(path, lambda path=path: _single(path))
        else:
            yield Refused(path=path, error=UnreadableFile(f"{path}: there is no such file or folder, or it is neither"))


def guess_record(source: Source, file: Path, language: str) -> Record:
    """A record for a file that came without one: title and author as the file says, or its first line or name."""
    stated = "" if _NO_TITLE.fullmatch(source.title) else source.title
    title = stated or _first_line(source.text) or file.stem
    authors = [] if _NO_AUTHOR.fullmatch(source.author) else _names(source.author)
    year = source.year or _year_in(file.stem)
    csl: dict[str, Any] = {
        "id": citation_key(family=authors[0]["family"] if authors else "", year=year, fallback=file.stem),
        "type": "document",
        "title": title,
        "language": language,
        "custom": {"guessed": ["title", *(["author"] if authors else []), *(["issued"] if year else [])]},
    }
    if authors:
        csl["author"] = authors
    if year:
        csl["issued"] = {"date-parts": [[year]]}
    return read_record(csl, where=str(file))


def is_guessed(record: Record) -> bool:
    """Whether guess_record made the record."""
    custom = record.csl.get("custom")
    return isinstance(custom, dict) and "guessed" in custom


def with_id(record: Record, identifier: str) -> Record:
    """The record under another id."""
    return read_record({**record.csl, "id": identifier}, where=record.id)


def page_map_beside(path: Path) -> Path | None:
    """The page map that stands beside a file, or in the library folder that the file belongs to."""
    beside = path.with_suffix(".pages.json")
    if beside.exists():
        return beside
    in_library = path.parent.parent / "pages" / f"{path.stem}.json"
    return in_library if _is_in_library(path) and in_library.exists() else None


def _folder(folder: Path) -> Iterator[Item | Refused]:
    if (folder / LIBRARY_FILE).exists():
        yield from _library(folder)
        return
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix.lower() in MEDIA_TYPES:
            yield from _refusing(path, lambda path=path: _single(path))


def _library(folder: Path) -> Iterator[Item | Refused]:
    try:
        records = _records(folder / LIBRARY_FILE)
    except BadRecord as error:
        yield Refused(path=folder / LIBRARY_FILE, error=error)
        return
    files: dict[str, Path] = {}
    for path in sorted((folder / "documents").glob("*")):
        if path.suffix.lower() in MEDIA_TYPES and path.is_file():
            files.setdefault(path.stem, path)
    for record in records:
        file = files.pop(record.id, None)
        if file is None:
            file_stem = folder / "documents" / record.id
            missing = UnreadableFile(f"{file_stem}.*: {LIBRARY_FILE} names this document, but there is no file for it")
            yield Refused(path=file_stem, error=missing)
            continue
        page_map = folder / "pages" / f"{record.id}.json"
        yield Item(file=file, record=record, page_map=page_map if page_map.exists() else None)
    for path in files.values():
        yield from _refusing(path, lambda path=path: _single(path))


def _single(path: Path) -> Item:
    """A file with the record and page map that stand beside it, or in the library folder it belongs to."""
    beside = path.with_suffix(".json")
    record: Record | None = None
    if beside.exists():
        record = read_record(_json(beside), where=str(beside))
    elif _is_in_library(path):
        records = _records(path.parent.parent / LIBRARY_FILE)
        record = next((one for one in records if one.id == path.stem), None)
    return Item(file=path, record=record, page_map=page_map_beside(path))


def _is_in_library(path: Path) -> bool:
    return path.parent.name == "documents" and (path.parent.parent / LIBRARY_FILE).exists()


def _records(path: Path) -> Sequence[Record]:
    items = _json(path)
    if not isinstance(items, list):
        raise BadRecord(f"{path}: must be a JSON list of CSL-JSON records")
    records = [read_record(item, where=f"{path}: record {number}") for number, item in enumerate(items, start=1)]
    ids = [record.id for record in records]
    for record in records:
        if ids.count(record.id) > 1:
            raise BadRecord(f"{path}: the id {record.id!r} is used more than once; ids must differ")
    return records


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadRecord(f"{path}: cannot be read as JSON ({error})") from error


def _refusing(path: Path, item: Any) -> Iterator[Item | Refused]:
    try:
        yield item()
    except IngestError as error:
        yield Refused(path=path, error=error)


def _first_line(text: str) -> str:
    """The first line that can be a title: not a running head with a page number."""
    pages = text.split("\f")
    lines = [(number, line) for number, page in enumerate(pages) for line in dict.fromkeys(page.splitlines())]
    running = {
        line_form(lines[index][1])
        for group in running_lines(lines, pages=len(pages))
        for index in group
        if any(character.isdigit() for character in lines[index][1])  # the title itself may run over every page
    }
    for line in text.splitlines()[:40]:
        words = " ".join(_HEADING_MARKS.sub("", line).split())
        sized = 3 <= len(words) <= 200 and any(character.isalpha() for character in words)
        if sized and line_form(line) not in running:
            return words
    return ""


def _names(authors: str) -> list[dict[str, str]]:
    """The people in a file's author field: "Ann Doe; Jon Roe", "Doe, Ann", "Ann Doe and Jon Roe"."""
    parts = [part for part in re.split(r"\s*[;&]\s*", authors) if part.strip()]
    if len(parts) == 1:
        pieces = [piece.strip() for piece in parts[0].split(",") if piece.strip()]
        if len(pieces) > 1 and all(len(piece.split()) > 1 for piece in pieces):
            parts = pieces
        elif len(pieces) == 1 and (people := re.split(r"\s+and\s+", pieces[0])) and all(map(_is_person, people)):
            parts = people
    return [_name(part) for part in parts]


def _is_person(name: str) -> bool:
    return 2 <= len(name.split()) <= 4 and name[:1].isupper() and " of " not in name


def _name(full: str) -> dict[str, str]:
    family, comma, given = (part.strip() for part in full.partition(","))
    if comma and given:
        return {"family": family, "given": given}
    words = family.split()
    return {"family": words[-1], **({"given": " ".join(words[:-1])} if len(words) > 1 else {})}


def _year_in(stem: str) -> int | None:
    match = _YEAR.search(stem)
    return int(match[0]) if match else None
