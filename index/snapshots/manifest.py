"""Manifests: each names the segments of a snapshot, and one of them is the one that serves.

    <data>/index/segments/<name>/             see `index/segments/segment.py`
                 manifests/<generation>-<snapshot id>.json
                 CURRENT                      the name of the manifest that serves

A snapshot's id is a hash of its documents and of the settings they were indexed with, and of nothing else: the same
documents give the same id, whatever their order and however they are spread over segments. The generation counts
publications; merging segments changes it alone.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from pincite.index.encoding.onnx_encoder import sync
from pincite.index.errors import IndexMismatch
from pincite.index.snapshots.contents import Contents
from pincite.index.structures.bm25 import TermStatistics

FORMAT = 12
CURRENT = "CURRENT"

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentEntry:
    """A segment by its name, how much is in it, its size in bytes, and the sha256 of each of its files."""

    name: str
    documents: int
    passages: int
    size: int
    sha256: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A snapshot: the settings it was made with, what is in it, and its segments.

    model: the encoder by the name its user gave it. noted: what else was recorded; the index does not depend on it.
    """

    generation: int
    settings: Mapping[str, Any]
    model: str | None
    noted: Mapping[str, Any]
    contents: Contents
    segments: tuple[SegmentEntry, ...]

    @property
    def snapshot(self) -> str:
        """The id: 16 hexadecimal digits."""
        return snapshot_id(self.settings, self.contents)

    @property
    def name(self) -> str:
        """The name of its file, without ending."""
        return f"{self.generation:08d}-{self.snapshot}"


def snapshot_id(settings: Mapping[str, Any], contents: Contents) -> str:
    """The id of the snapshot of these documents, indexed with these settings: 16 hexadecimal digits."""
    made_of = [settings, contents.documents, f"{contents.sum:x}"]
    text = json.dumps(made_of, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def index_folder(data: Path) -> Path:
    """Where the index of a data directory is."""
    return data / "index"


def segments_folder(data: Path) -> Path:
    """Where its segments are."""
    return index_folder(data) / "segments"


def manifests_folder(data: Path) -> Path:
    """Where its manifests are."""
    return index_folder(data) / "manifests"


def encoders_folder(data: Path) -> Path:
    """Where the exported encoders of a data directory are."""
    return data / "encoders"


def terms_folder(data: Path) -> Path:
    """Where the user's own term lists of a data directory are."""
    return data / "terms"


def current_name(data: Path) -> str | None:
    """The name of the manifest that serves; None where none was published.

    Raises IndexMismatch where it cannot be read.
    """
    path = index_folder(data) / CURRENT
    try:
        name = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise IndexMismatch(f"{path}: cannot be read ({error}); is {data} the data directory you mean?") from error
    generation, dash, identifier = name.partition("-")
    if not (dash and generation.isdigit() and identifier.isalnum()):
        raise IndexMismatch(f"{path}: does not name a snapshot; run: pincite verify --repair")
    return name


def current_id(data: Path) -> str | None:
    """The id of the snapshot that serves; None where none was built. Raises IndexMismatch where it cannot be read."""
    name = current_name(data)
    return None if name is None else name.partition("-")[2]


def read_manifest(data: Path, name: str) -> Manifest:
    """The manifest of this name. Raises IndexMismatch where it cannot be read or is of another format."""
    path = manifests_folder(data) / f"{name}.json"
    try:
        fields: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if fields.pop("format") != FORMAT:
            raise IndexMismatch(f"{path}: was written by another version of pincite; run: pincite verify --repair")
        contents = fields.pop("contents")
        statistics = contents.pop("statistics")
        frequencies = {int(frequency): count for frequency, count in statistics.pop("frequencies")}
        manifest = Manifest(
            **{**fields, "segments": tuple(SegmentEntry(**entry) for entry in fields["segments"])},
            contents=Contents(
                **{**contents, "sum": int(contents["sum"], 16)},
                statistics=TermStatistics(**statistics, frequencies=frequencies),
            ),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexMismatch(f"{path}: cannot be read ({error}); run: pincite verify --repair") from error
    if manifest.name != name:
        raise IndexMismatch(f"{path}: has changed since it was written; run: pincite verify --repair")
    return manifest


def read_current(data: Path, read: Callable[[Manifest], Read]) -> Read | None:
    """What `read` makes of the manifest that serves; None where none was published. Raises IndexMismatch.

    Another process may publish another one and sweep this one away while it is read; then that one is read.
    """
    name = current_name(data)
    while name is not None:
        try:
            return read(read_manifest(data, name))
        except IndexMismatch:
            earlier, name = name, current_name(data)
            if name == earlier:
                raise
    return None


def write_manifest(data: Path, manifest: Manifest) -> None:
    """Write a manifest and let its snapshot serve, by one rename."""
    statistics = manifest.contents.statistics
    fields = {
        "format": FORMAT,
        "generation": manifest.generation,
        "settings": dict(manifest.settings),
        "model": manifest.model,
        "noted": dict(manifest.noted),
        "contents": {
            "documents": manifest.contents.documents,
            "sum": f"{manifest.contents.sum:x}",
            "languages": dict(sorted(manifest.contents.languages.items())),
            "statistics": {
                "passages": statistics.passages,
                "length": statistics.length,
                "frequencies": sorted(statistics.frequencies.items()),
            },
        },
        "segments": [asdict(entry) for entry in manifest.segments],
    }
    path = manifests_folder(data) / f"{manifest.name}.json"
    _replace(path, json.dumps(fields, ensure_ascii=False) + "\n")
    _replace(index_folder(data) / CURRENT, manifest.name + "\n")


def _replace(path: Path, text: str) -> None:
    aside = path.parent / f".{path.name}"
    aside.write_text(text, encoding="utf-8")
    sync(aside)
    aside.rename(path)
    sync(path.parent)
