"""Adding and removing documents: files in, library and snapshot changed, a report out."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import Literal

from index.build import build_snapshot
from index.encoder import Encoder, served_encoder
from index.snapshot import current_id, encoders_folder, snapshot_problems
from ingest.collect import Refused, collect, guess_record, with_id
from ingest.document import Document
from ingest.errors import IngestError
from ingest.language import detect_language
from ingest.library import Library
from ingest.passages import params_for
from ingest.read import Cutting, Item, document_key, read_content, read_document, read_source
from ingest.record import Record

Progress = Callable[[str, int, int], None]
_THREADS = 2

Status = Literal["added", "unchanged", "replaced", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file. `reason` says why it failed; the counts are of the document as it is now."""

    path: Path
    status: Status
    document_id: str | None = None
    reason: str | None = None
    pages: int = 0
    passages: int = 0
    guessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of every file, in order, and the snapshot that serves now (None while there is none)."""

    outcomes: tuple[Outcome, ...]
    snapshot: str | None

    def count(self, status: Status) -> int:
        """How many files had this outcome."""
        return sum(1 for outcome in self.outcomes if outcome.status == status)


def add(
    data: Path,
    paths: Iterable[Path],
    *,
    model: str | None = None,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> Report:
    """Add the files and folders to the library in `data`, then let a snapshot of all of it serve.

    A file that cannot be added is reported and the others go on; each document is in whole or not at all. What
    is in already is left as it is. `encoder` takes the place of the one that `model` names. Raises LibraryError
    and RetrievalError when the library or the snapshot cannot be written; what was added before that stays.
    """
    found = list(collect(paths))
    outcomes: list[Outcome] = []
    with Library(data, write=True) as library:
        if all(isinstance(item, Refused) for item in found):
            refused = (_failed(item.path, item.error) for item in found if isinstance(item, Refused))
            return Report(outcomes=tuple(refused), snapshot=current_id(data))
        if progress is not None:
            progress("opening the encoder", 0, 1)
        encoder = encoder or served_encoder(model, encoders_folder(data), threads=_THREADS)
        for place, item in enumerate(found):
            if progress is not None:
                progress("reading documents", place, len(found))
            outcomes.append(
                _failed(item.path, item.error) if isinstance(item, Refused) else _add(library, item, encoder)
            )
        if progress is not None:
            progress("reading documents", len(found), len(found))
        snapshot = build_snapshot(library, encoder, model=model, progress=progress) if library.keys() else None
    return Report(outcomes=tuple(outcomes), snapshot=snapshot)


def remove(data: Path, identifiers: Sequence[str], *, progress: Progress | None = None) -> str | None:
    """Remove documents for good, then let a snapshot without them serve; its id.

    From the moment the library has let go of a document no search returns it, whatever snapshot serves. Raises
    DocumentNotFound, before anything is removed, when one of the documents is not there.
    """
    with Library(data, write=True) as library:
        for identifier in identifiers:
            library.summaries(identifier)
        for identifier in dict.fromkeys(identifiers):
            library.remove(identifier)
        return _rebuild(library, progress)


def problems(data: Path, *, repair: bool = False, progress: Progress | None = None) -> list[str]:
    """Every invariant of the library and the serving snapshot that does not hold; empty when all is well.

    repair: build the snapshot again from the library where the snapshot is at fault. The library itself is the
    source of truth and is never changed by this.
    """
    with Library(data, write=repair) as library:
        found = library.problems()
        wrong = snapshot_problems(data, library.keys())
        if wrong and repair and not found:
            _rebuild(library, progress)
            wrong = snapshot_problems(data, library.keys())
    return [*found, *wrong]


def _rebuild(library: Library, progress: Progress | None) -> str | None:
    encoder = served_encoder(None, encoders_folder(library.data), threads=_THREADS)
    return build_snapshot(library, encoder, progress=progress)


def _add(library: Library, item: Item, encoder: Encoder) -> Outcome:
    try:
        content = read_content(item)
        cutting = Cutting(
            count=lambda text: encoder.count_tokens(text) - 2,
            tokenizer=encoder.id,
            params=params_for(encoder.max_tokens),
        )
        record = item.record or _record(library, item, content)
        known = library.keys().get(record.id)
        if known is not None and known == document_key(item, record, content, cutting):
            summary = library.summaries(record.id)[0]
            status: Status = "unchanged"
            pages, passages = summary.pages, summary.passages
        else:
            document: Document = read_document(item, record, content, cutting)
            status = library.add(document, content)
            pages, passages = len(document.pages), len(document.passages)
    except IngestError as error:
        return _failed(item.file, error)
    return Outcome(
        path=item.file,
        status=status,
        document_id=record.id,
        pages=pages,
        passages=passages,
        guessed=item.record is None,
    )


def _record(library: Library, item: Item, content: bytes) -> Record:
    """A record for a file without one, under the id it has in the library already or one that is free.

    The same file under the same or another name is the same document; so is a changed file under the same name.
    """
    source = read_source(item, content)
    record = guess_record(source, item.file, detect_language(source.text))
    digest = hashlib.sha256(content).hexdigest()
    summaries = library.summaries()
    for summary in summaries:
        if summary.sha256 == digest:
            return summary.record
    taken = {summary.id: summary.file_name for summary in summaries}
    for identifier in (record.id, *(f"{record.id}{letter}" for letter in ascii_lowercase[1:])):
        if taken.get(identifier, item.file.name) == item.file.name:
            return with_id(record, identifier)
    return with_id(record, f"{record.id}-{digest[:8]}")


def _failed(path: Path, error: IngestError) -> Outcome:
    return Outcome(path=path, status="failed", reason=str(error))
