"""How large the index is, read from its manifest and from the lists of arrays in its segments: no array is opened."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pincite.index.segments.segment import bytes_by_part
from pincite.index.snapshots.manifest import Manifest, read_current, segments_folder
from pincite.index.snapshots.merging import too_many
from pincite.index.snapshots.pending import count_pending

PARTS = ("vectors", "sentences", "words", "postings", "rest")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStatistics:
    """The snapshot that serves. encoder: by its id; model: by the name its user gave it, None for the default.

    smallest, largest: passages in a segment. merges: small segments beyond those that are left as they are.
    bytes: of all segments, by PARTS.
    """

    snapshot: str
    generation: int
    encoder: str
    model: str | None
    passages: int
    segments: int
    smallest: int
    largest: int
    merges: int
    bytes: Mapping[str, int]


class IndexMeasure:
    """Measures the index of a data directory, any number of times: a segment never changes, and is looked at once."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._known: dict[str, Mapping[str, int]] = {}

    def statistics(self) -> IndexStatistics | None:
        """What serves now; None where nothing was published. Raises IndexMismatch where it cannot be read."""
        return read_current(self._data, self._measured)

    def pending(self) -> int:
        """How many documents are embedded and not yet published."""
        return count_pending(self._data)

    def _measured(self, manifest: Manifest) -> IndexStatistics:
        folder, known = segments_folder(self._data), self._known
        parts = {
            entry.name: known[entry.name] if entry.name in known else bytes_by_part(folder / entry.name)
            for entry in manifest.segments
        }
        self._known = parts
        sizes = [entry.passages for entry in manifest.segments]
        total = Counter[str]()
        for part in parts.values():
            total.update(part)
        total["rest"] = sum(entry.size for entry in manifest.segments) - total.total()
        return IndexStatistics(
            snapshot=manifest.snapshot,
            generation=manifest.generation,
            encoder=str(manifest.settings["encoder"]),
            model=manifest.model,
            passages=sum(sizes),
            segments=len(sizes),
            smallest=min(sizes, default=0),
            largest=max(sizes, default=0),
            merges=too_many(sizes),
            bytes={name: total[name] for name in PARTS},
        )
