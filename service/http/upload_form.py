"""An upload: a multipart form, written to the disk as it arrives."""

import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import IO, Any

from anyio.to_thread import run_sync
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from pincite.ingest.errors import BadRecord, LibraryUnwritable
from pincite.ingest.library.store import Library
from pincite.ingest.media_types import MEDIA_TYPES
from pincite.ingest.record import Record, read_record
from pincite.service.errors import BadUpload, NotAForm
from pincite.service.jobs.job import Order, UploadedFile

MAX_FILES = 1000
MAX_FIELD_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A field of the form: what it must be in words, what else there is to know, and its JSON schema."""

    words: str
    note: str
    schema: Mapping[str, Any]


FIELDS: Mapping[str, FormField] = {
    "files": FormField(
        words=f"1 to {MAX_FILES:,} files",
        note="PDF, DOCX, EPUB, HTML, text, Markdown",
        schema={"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"}},
    ),
    "record": FormField(
        words="one CSL-JSON record, for a single file",
        note="without it one is guessed",
        schema={"type": "string", "contentMediaType": "application/json"},
    ),
    "replace": FormField(
        words="the id of the document that a single file is to replace",
        note="that document keeps its id, and its record unless one is sent",
        schema={"type": "string"},
    ),
}

_LONGEST_NAME = 200
_JOINERS = "\u200c\u200d"  # Persian and Indic names need them


@dataclass(slots=True, kw_only=True)
class _FormPart:
    """A part of the form while it arrives. `file` is where it is written; other fields are kept in `value`."""

    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    name: str = ""
    file: IO[bytes] | None = None
    value: bytearray = field(default_factory=bytearray)


class _ReceivedForm:
    """What has arrived of a form. Its methods are the parser's callbacks; files go into `folder`."""

    def __init__(self, folder: Path) -> None:
        self.files: list[UploadedFile] = []
        self.values: dict[str, bytes] = {}
        self.ended = False
        self._folder = folder
        self._part = _FormPart()
        self._header = (bytearray(), bytearray())

    def on_part_begin(self) -> None:
        self._part = _FormPart()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def on_header_end(self) -> None:
        self._part.headers.append((bytes(self._header[0]).lower(), bytes(self._header[1])))
        self._header = (bytearray(), bytearray())

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(dict(self._part.headers).get(b"content-disposition"))
        name = self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
        if name not in FIELDS:
            raise BadUpload(f"{json.dumps(name)} is not known; the form may have {', '.join(FIELDS)}", field=name)
        if name in self.values:
            raise BadUpload(f"{name} is there more than once; it must be {FIELDS[name].words}", field=name)
        if name != "files":
            return
        if b"filename" not in options:
            raise BadUpload("files must be sent as files, with a name (curl: -F files=@paper.pdf)", field=name)
        if len(self.files) == MAX_FILES:
            raise BadUpload(f"files must be {FIELDS[name].words}; send the others in another upload", field=name)
        shown = display_name(options[b"filename"].decode("utf-8", "replace"))
        ending = PurePath(shown).suffix.lower()
        # A client's name never becomes a path; only a known ending is kept.
        stored_as = f"{len(self.files):04}{ending if ending in MEDIA_TYPES else ''}"
        self._part.file = (self._folder / stored_as).open("xb")
        self.files.append(UploadedFile(stored_as=stored_as, name=shown))

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if part.file is not None:
            part.file.write(data[start:end])
            return
        part.value += data[start:end]
        if len(part.value) > MAX_FIELD_BYTES:
            raise BadUpload(f"{part.name} has more than {MAX_FIELD_BYTES:,} bytes; shorten it", field=part.name)

    def on_part_end(self) -> None:
        if self._part.file is None:
            self.values[self._part.name] = bytes(self._part.value)
            return
        self._part.file.flush()
        os.fsync(self._part.file.fileno())
        self.close()

    def on_end(self) -> None:
        self.ended = True

    def close(self) -> None:
        if self._part.file is not None:
            self._part.file.close()
            self._part.file = None


def form_schema() -> dict[str, Any]:
    """The form as the description of the interface (OpenAPI) has it."""
    described = {
        name: {**field.schema, "description": f"{field.words[0].upper()}{field.words[1:]}: {field.note}"}
        for name, field in FIELDS.items()
    }
    return {"type": "object", "required": ["files"], "properties": described}


async def receive(request: Request, folder: Path) -> Order:
    """Reads the form as an order and writes its files to `folder`.

    Raises NotAForm; BadUpload when it breaks off or is invalid; LibraryUnwritable when the disk is full.
    """
    form = _ReceivedForm(folder)
    parser = _parser(request, form)
    try:
        async for chunk in request.stream():
            await run_sync(parser.write, chunk)
    except FormParserError as error:
        raise BadUpload(f"the form cannot be read ({error}); send it as multipart/form-data", field="") from error
    except ClientDisconnect as error:
        raise BadUpload("the upload broke off; send it again", field="") from error
    except OSError as error:
        raise LibraryUnwritable(f"{folder.parent}: {error.strerror}: make room there, or allow writing") from error
    finally:
        form.close()
    if not form.ended:
        raise BadUpload("the form has no end; send it again, whole", field="")
    return _order(form)


def check_replaced(order: Order, library: Library) -> None:
    """Raises BadUpload when there is no document of the id that the order replaces."""
    keys = library.keys()
    if order.replaces is not None and order.replaces not in keys:
        raise BadUpload(f'replace: there is no document "{order.replaces}"; leave it out to add one', field="replace")


def display_name(sent: str) -> str:
    """The name of a file as it is shown: the last part of a path, on one line, without invisible characters."""
    last = unicodedata.normalize("NFC", sent).replace("\\", "/").rpartition("/")[2]
    spaced = "".join(" " if character.isspace() else character for character in last)
    seen = (one for one in spaced if not unicodedata.category(one).startswith("C") or one in _JOINERS)
    name = " ".join("".join(seen).split())
    if not name.strip("."):
        return "document"
    ending = PurePath(name).suffix[:20]
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - len(ending)] + ending


def _parser(request: Request, form: _ReceivedForm) -> MultipartParser:
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise NotAForm("send the files as multipart/form-data, in the field `files` (curl: -F files=@paper.pdf)")
    names = ("part_begin", "part_data", "part_end", "header_field", "header_value", "header_end", "headers_finished")
    callbacks: Any = {f"on_{name}": getattr(form, f"on_{name}") for name in (*names, "end")}
    try:
        return MultipartParser(options[b"boundary"], callbacks)
    except FormParserError as error:
        raise NotAForm(f"the boundary of the form cannot be used ({error}); choose a shorter one") from error


def _order(form: _ReceivedForm) -> Order:
    if not form.files:
        raise BadUpload(f"files is missing; it must be {FIELDS['files'].words}", field="files")
    values = {name: value.strip() for name, value in form.values.items() if value.strip()}
    for name in values:
        if len(form.files) > 1:
            raise BadUpload(f"{name} is for a single file, and there are {len(form.files)}; send it alone", field=name)
    replaces = values["replace"].decode("utf-8", "replace") if "replace" in values else None
    record = _record(values["record"], replaces) if "record" in values else None
    return Order(kind="add", files=tuple(form.files), record=record, replaces=replaces)


def _record(text: bytes, replaces: str | None) -> Record:
    try:
        item = json.loads(text)
    except ValueError as error:
        raise BadUpload(f"record is not JSON ({error}); it must be {FIELDS['record'].words}", field="record") from error
    if isinstance(item, list) and len(item) == 1:  # as reference managers export a single one
        (item,) = item
    if isinstance(item, dict) and replaces is not None:
        item = {"id": replaces, **item}
    try:
        record = read_record(item, where="record")
    except BadRecord as error:
        raise BadUpload(str(error), field="record") from error
    if replaces not in (None, record.id):
        raise BadUpload(
            f"record has the id {record.id}, and {replaces} is to be replaced; an id stays: leave it out",
            field="record",
        )
    return record
