"""Adding and removing documents: files in, the library and its snapshot changed, a report out."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pincite.index.encoding.encoder import served_encoder
from pincite.index.encoding.protocol import Encoder
from pincite.index.snapshots.manifest import current_id, encoders_folder
from pincite.index.snapshots.publication import Publication, Publisher, removal_publisher, serving_model
from pincite.index.snapshots.verification import damaged_segments, snapshot_problems
from pincite.ingest.collect import Refused, collect
from pincite.ingest.library.store import Library
from pincite.ingest.ocr.tesseract import find_tesseract
from pincite.ingest.read import Item
from pincite.ingest.reading_rules import PRESENT_RULES
from pincite.ingest.sandbox.parser import Parser
from pincite.ingest.sandbox.parser_limits import ParserLimits
from pincite.service.evidence.weights import manifest_entry
from pincite.service.jobs.adding import Adding, Outcome, Status, failed_outcome, locked
from pincite.service.jobs.rereading import Rereading

Progress = Callable[[str, int, int], None]
_THREADS = 2  # that encode passages, and processes that read files


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOptions:
    """Which encoder to use (a sentence-transformers model, by name or folder), and what reading a file may take.

    Without a model it is the one that the library was indexed with, or the default for a new library.
    """

    model: str | None = None
    limits: ParserLimits = field(default_factory=ParserLimits)


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
        refused = (failed_outcome(item.path, item.error) for item in found if isinstance(item, Refused))
        return AddReport(outcomes=tuple(refused), snapshot=current_id(data))
    with Library(data, write=True):
        pass  # it is there, and may be written to
    publisher = _publisher(data, options, encoder, show, progress)
    pictures = any(isinstance(item, Item) and item.path.suffix.lower() == ".pdf" for item in found)
    tesseract = find_tesseract() if pictures else None
    with Library(data) as library, Parser(options.limits, workers=_THREADS, tesseract=tesseract) as parser:
        adding = Adding(library=library, publisher=publisher, parser=parser, show=show)
        outcomes = adding.add_all(found)
        if not library.count():
            return AddReport(outcomes=tuple(outcomes), snapshot=None)
        published = adding.publish_all()
    _merge(data, publisher)
    outcomes = [_indexed(outcome, published) for outcome in outcomes]
    return AddReport(outcomes=tuple(outcomes), snapshot=published.snapshot)


def reread(
    data: Path,
    names: Sequence[str] | None = None,
    *,
    everything: bool = False,
    options: AddOptions | None = None,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> AddReport:
    """Read documents again from their originals: these, or all with `everything`, else those that older rules read.

    What a document was read as serves until it has been read and embedded. One that cannot be read any more stays as
    it is and is reported; one that would be read as it is now is unchanged. Raises DocumentNotFound before anything is
    read, and what add_items raises.
    """
    options, show = options or AddOptions(), progress or (lambda stage, done, total: None)
    with Library(data, write=True) as library:  # it may be written to, and is upgraded
        older = library.read_otherwise(PRESENT_RULES)
        if names is not None:
            chosen = list(dict.fromkeys(names))
            for name in chosen:
                library.reading(name)
        else:
            chosen = sorted(library.keys()) if everything else older
    if not chosen:
        return AddReport(outcomes=(), snapshot=current_id(data))
    publisher = _publisher(data, options, encoder, show, progress)
    with Library(data) as library, Parser(options.limits, workers=_THREADS, tesseract=find_tesseract()) as parser:
        publisher.embed(library, publisher.behind(library))
        locked(data, publisher.publish)  # what is to serve while documents are read again
        rereading = Rereading(library=library, publisher=publisher, parser=parser, show=show)
        outcomes = {one.document_id: one for one in rereading.read_all(publisher.by_segment(chosen))}
        publisher.embed(library, publisher.behind(library))
        published = locked(data, publisher.publish)
    _merge(data, publisher)
    return AddReport(outcomes=tuple(outcomes[name] for name in chosen), snapshot=published.snapshot)


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
        publisher = removal_publisher(data, progress=progress, recorded=manifest_entry())
        if publisher is not None:  # what waits to be embedded waits on
            return publisher.publish(library).snapshot
    return _follow(data, progress).snapshot


def reindex(data: Path, *, progress: Progress | None = None) -> str | None:
    """Let the index follow whatever it has not followed yet; the id of the snapshot, None where nothing was indexed."""
    with Library(data, write=True) as library:
        if not library.count() and current_id(data) is None:
            return None
    return _follow(data, progress).snapshot


def problems(data: Path, *, repair: bool = False, progress: Progress | None = None) -> list[str]:
    """Every invariant of the library and the serving snapshot that does not hold; empty when all is well.

    repair: embed the documents of damaged segments again, and those that the index has not followed. The library itself
    is the source of truth and is never changed by this.
    """
    with Library(data, write=repair) as library:
        found = library.problems()
        wrong = snapshot_problems(data, library.keys())
    if wrong and repair and not found:
        _follow(data, progress, damaged=damaged_segments(data))
        with Library(data) as library:
            wrong = snapshot_problems(data, library.keys())
    return [*found, *wrong]


def _publisher(
    data: Path, options: AddOptions, encoder: Encoder | None, show: Progress, progress: Progress | None
) -> Publisher:
    show("opening the encoder", 0, 1)
    model = options.model or serving_model(data)
    encoder = encoder or served_encoder(model, encoders_folder(data), threads=_THREADS)
    return Publisher(data, encoder, model=model, progress=progress, recorded=manifest_entry())


def _merge(data: Path, publisher: Publisher) -> None:
    """Merge small segments until there are few, one publication after another."""
    while locked(data, publisher.merge):
        pass


def _indexed(outcome: Outcome, published: Publication) -> Outcome:
    """The outcome of a document once the index has been published: failed where it could not be indexed."""
    reason = published.failed.get(outcome.document_id or "")
    return outcome if reason is None else replace(outcome, status="failed", reason=f"{outcome.path}: {reason}")


def _follow(data: Path, progress: Progress | None, *, damaged: Collection[str] | None = None) -> Publication:
    """Embed and publish what the index has not followed. The library is locked for publications alone.

    damaged: segments to make again, and the encoder with them where it is damaged; None where nothing is known to be.
    """
    with Library(data) as library:
        # An encoder takes a second to open, and nothing may need one.
        follower = removal_publisher(data, progress=progress, recorded=manifest_entry()) if damaged is None else None
        if follower is not None:
            published = locked(data, follower.publish)
            if not follower.behind(library):
                return published
        model = serving_model(data)
        encoder = served_encoder(model, encoders_folder(data), threads=_THREADS)
        publisher = Publisher(
            data, encoder, model=model, progress=progress, recorded=manifest_entry(), damaged=damaged or ()
        )
        publisher.embed(library, publisher.behind(library))
        return locked(data, publisher.publish)
