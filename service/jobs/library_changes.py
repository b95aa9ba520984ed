"""Adding and removing documents: files in, the library and its snapshot changed, a report out."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pincite.index.encoding.encoder import served_encoder
from pincite.index.encoding.protocol import Encoder
from pincite.index.snapshots.manifest import current_id, encoders_folder
from pincite.index.snapshots.publication import Publication, build_snapshot, serving_model
from pincite.index.snapshots.verification import snapshot_problems
from pincite.ingest.collect import Refused, collect
from pincite.ingest.errors import EmptyDocument, IngestError
from pincite.ingest.library.store import Library
from pincite.ingest.ocr.tesseract import find_tesseract
from pincite.ingest.read import Cutting, Item, document_key, document_of, media_type_of, read_content
from pincite.ingest.sandbox.parser import File, Parser
from pincite.ingest.sandbox.parser_limits import ParserLimits
from pincite.ingest.source import Source
from pincite.ingest.text.passages import params_for
from pincite.service.documents.page_report import DocumentReport, report_of
from pincite.service.evidence.weights import manifest_entry
from pincite.service.jobs.file_records import check_place, guessed_record, kept_record, known_record

Progress = Callable[[str, int, int], None]
_THREADS = 2  # that encode passages, and processes that read files

Status = Literal["added", "unchanged", "replaced", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOptions:
    """Which encoder to use (a sentence-transformers model, by name or folder), and what reading a file may take.

    Without a model it is the one that the library was indexed with, or the default for a new library.
    """

    model: str | None = None
    limits: ParserLimits = field(default_factory=ParserLimits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file. `reason` says why it failed; the counts are those of the document as it is now.

    `report` is about its pages, where they were read now: when it was added or replaced. `unread` says why pages
    that are pictures could not be read.
    """

    path: Path
    status: Status
    document_id: str | None = None
    reason: str | None = None
    pages: int = 0
    passages: int = 0
    guessed: bool = False
    report: DocumentReport | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """The outcome of every file, in order, and the snapshot that serves now (None while there is none)."""

    outcomes: tuple[Outcome, ...]
    snapshot: str | None

    def count(self, status: Status) -> int:
        """How many files had this outcome."""
        return sum(1 for outcome in self.outcomes if outcome.status == status)


def add(
    data: Path,
    paths: Iterable[Path],
    *,
    options: AddOptions | None = None,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> AddReport:
    """Add the files and folders to the library in `data` and build its snapshot; see add_items."""
    return add_items(data, list(collect(paths)), options=options, encoder=encoder, progress=progress)


def add_items(
    data: Path,
    found: Sequence[Item | Refused],
    *,
    options: AddOptions | None = None,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> AddReport:
    """Add the items to the library in `data`, then build a snapshot of the whole library and let it serve.

    A file that cannot be added is reported, and the others are added; a document is added as a whole or not at all.
    What is in the library already stays as it is. Files are parsed in separate processes, where a bad one does no
    harm. `encoder` is used instead of the one that the options name. Raises LibraryError and RetrievalError when the
    library or the snapshot cannot be written; what was added before that stays.
    """
    options = options or AddOptions()
    show = progress or (lambda stage, done, total: None)
    if all(isinstance(item, Refused) for item in found):
        refused = (_failed(item.path, item.error) for item in found if isinstance(item, Refused))
        return AddReport(outcomes=tuple(refused), snapshot=current_id(data))
    with Library(data, write=True) as library:
        show("opening the encoder", 0, 1)
        model = options.model or serving_model(data)
        encoder = encoder or served_encoder(model, encoders_folder(data), threads=_THREADS)
        pictures = any(isinstance(item, Item) and item.path.suffix.lower() == ".pdf" for item in found)
        tesseract = find_tesseract() if pictures else None
        with Parser(options.limits, workers=_THREADS, tesseract=tesseract) as parser:
            outcomes = _add_all(library, found, cutting_for(encoder), parser, show)
        if not library.count():
            return AddReport(outcomes=tuple(outcomes), snapshot=None)
        published = build_snapshot(library, encoder, model=model, progress=progress, recorded=manifest_entry())
    outcomes = [_indexed(outcome, published) for outcome in outcomes]
    return AddReport(outcomes=tuple(outcomes), snapshot=published.snapshot)


def cutting_for(encoder: Encoder) -> Cutting:
    """How passages are cut for an encoder."""
    return Cutting(
        count=lambda text: encoder.count_tokens(text) - 2, tokenizer=encoder.id, params=params_for(encoder.max_tokens)
    )


def remove(data: Path, identifiers: Sequence[str], *, progress: Progress | None = None) -> str | None:
    """Remove documents for good, then build a snapshot without them and let it serve; its id.

    Once a document has left the library no search returns it, whatever snapshot serves. Raises DocumentNotFound,
    before anything is removed, when one of the documents does not exist.
    """
    with Library(data, write=True) as library:
        for identifier in identifiers:
            library.record(identifier)
        for identifier in dict.fromkeys(identifiers):
            library.remove(identifier)
        return _rebuild(library, progress).snapshot


def reindex(data: Path, *, progress: Progress | None = None) -> str | None:
    """Build a snapshot of the whole library and let it serve; its id, None where nothing was ever indexed."""
    with Library(data, write=True) as library:
        if not library.count() and current_id(data) is None:
            return None
        return _rebuild(library, progress).snapshot


def problems(data: Path, *, repair: bool = False, progress: Progress | None = None) -> list[str]:
    """Every invariant of the library and the serving snapshot that does not hold; empty when all is well.

    repair: build the snapshot again from the library where the snapshot is wrong. The library itself is the source
    of truth and is never changed by this.
    """
    with Library(data, write=repair) as library:
        found = library.problems()
        wrong = snapshot_problems(data, library.keys())
        if wrong and repair and not found:
            _rebuild(library, progress)
            wrong = snapshot_problems(data, library.keys())
    return [*found, *wrong]


def _indexed(outcome: Outcome, published: Publication) -> Outcome:
    """The outcome of a document once the index has been published: failed where it could not be indexed."""
    reason = published.failed.get(outcome.document_id or "")
    return outcome if reason is None else replace(outcome, status="failed", reason=f"{outcome.path}: {reason}")


def _rebuild(library: Library, progress: Progress | None) -> Publication:
    model = serving_model(library.data)
    encoder = served_encoder(model, encoders_folder(library.data), threads=_THREADS)
    return build_snapshot(library, encoder, model=model, progress=progress, recorded=manifest_entry())


def _add_all(
    library: Library, found: Sequence[Item | Refused], cutting: Cutting, parser: Parser, show: Progress
) -> list[Outcome]:
    """The outcome of each, in order. Files are parsed a few ahead of the one that is stored."""
    outcomes: dict[int, Outcome] = {}
    reading: deque[tuple[int, Item, bytes]] = deque()

    def files() -> Iterator[File]:
        for place, item in enumerate(found):
            if isinstance(item, Refused):
                outcomes[place] = _failed(item.path, item.error)
                continue
            step = _content_to_read(library, item, cutting, ocr=parser.recognises)
            if isinstance(step, Outcome):
                outcomes[place] = step
            else:
                reading.append((place, item, step))
                languages = (item.record.language,) if item.record is not None else ()
                yield File(content=step, name=str(item.path), media_type=media_type_of(item), languages=languages)

    for future in parser.read_many(files()):
        place, item, content = reading.popleft()
        show("reading documents", place, len(found))
        outcomes[place] = _store(library, item, content, future, cutting)
    show("reading documents", len(found), len(found))
    return [outcomes[place] for place in range(len(found))]


def _content_to_read(library: Library, item: Item, cutting: Cutting, *, ocr: bool) -> Outcome | bytes:
    """The content of a file that has to be read; its outcome where it need not be read, or cannot be."""
    try:
        content = read_content(item)
        media_type_of(item)
        if not content:
            raise EmptyDocument(f"{item.path}: is empty; there is nothing to add")
        record = item.record or kept_record(library, item) or known_record(library, content)
        kept = None if record is None else library.keys_of([record.id]).get(record.id)
        untried = (False,) if ocr else (False, True)  # pages that wait for OCR are read again once there is OCR
        if record is not None and kept in [document_key(item, record, content, cutting, untried=u) for u in untried]:
            summary = library.summaries(record.id)[0]
            return Outcome(
                path=item.path,
                status="unchanged",
                document_id=record.id,
                pages=summary.pages,
                passages=summary.passages,
                guessed=item.record is None,
            )
    except IngestError as error:
        return _failed(item.path, error)
    return content


def _store(library: Library, item: Item, content: bytes, read: Future[Source], cutting: Cutting) -> Outcome:
    try:
        source = read.result()
        record = (
            item.record
            or kept_record(library, item)
            or known_record(library, content)
            or guessed_record(library, item, content, source)
        )
        check_place(library, item, record, content)
        document = document_of(source, record, content, cutting, item=item)
        status = library.add(document, content)
    except IngestError as error:
        return _failed(item.path, error)
    return Outcome(
        path=item.path,
        status=status,
        document_id=record.id,
        pages=len(document.pages),
        passages=len(document.passages),
        guessed=item.record is None,
        report=report_of(document),
        unread=source.unread,
    )


def _failed(path: Path, error: IngestError) -> Outcome:
    return Outcome(path=path, status="failed", reason=str(error))
