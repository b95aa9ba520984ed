"""How much room a change of the library will take on the disk, estimated before it begins."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pincite.index.snapshots.manifest import Manifest, read_current
from pincite.index.snapshots.merging import segments_to_merge
from pincite.ingest.collect import Refused
from pincite.ingest.library.reader import LibraryReader
from pincite.ingest.media_types import HTML, MARKDOWN, MEDIA_TYPES, PLAIN
from pincite.ingest.read import Item

PASSAGE_BYTES = 9_000  # of a passage in the index (docs/explanation/growth.md), and 2,600 in the library
_ROW_BYTES = 2_600
# What a document takes besides its original, as a multiple of that: a passage has about 950 characters. Files of other
# types hold little text for their size, so that this is the least.
_GROWTH: Mapping[str, int] = {PLAIN: 13, MARKDOWN: 13, HTML: 4}
_AT_ONCE = 4_000  # passages that are exchanged together when documents are read again


def to_add(library: LibraryReader, items: Iterable[Item | Refused]) -> int:
    """Bytes for the files that the library does not have from the same place already."""
    needed = 0
    for item in items:
        if isinstance(item, Refused) or library.at_path(str(item.file.absolute())) is not None:
            continue
        needed += _size(item.file) * (1 + _GROWTH.get(MEDIA_TYPES.get(item.path.suffix.lower(), ""), 1))
    return needed


def to_reread(library: LibraryReader, names: list[str]) -> int:
    """Bytes to exchange documents: what is embedded at once, and a segment that is written anew beside the old one."""
    manifest = _serving(library.data)
    largest = max((entry.size for entry in manifest.segments), default=0) if manifest is not None else 0
    return min(library.passages_in(names), _AT_ONCE) * (PASSAGE_BYTES + _ROW_BYTES) + largest


def to_merge(data: Path) -> int:
    """Bytes of the segment that the next merge writes; 0 where none is to come. Raises IndexMismatch."""
    manifest = _serving(data)
    return 0 if manifest is None else sum(entry.size for entry in segments_to_merge(manifest.segments))


def to_upgrade(library: LibraryReader) -> int:
    """Bytes to turn a library of version 0.1 into segments; 0 for another.

    Its vectors leave `library.db` when all of them are in segments; taking them out passes through SQLite's log.
    """
    if not library.has_vectors():
        return 0
    return library.counts().passages * PASSAGE_BYTES + _size(library.data / "library.db")


def _serving(data: Path) -> Manifest | None:
    return read_current(data, lambda manifest: manifest)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # reading it will say what is wrong
        return 0
