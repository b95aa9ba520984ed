"""Whether the serving snapshot is whole, and which of its parts are not."""

from collections.abc import Mapping
from pathlib import Path

from pincite.index.encoding.onnx_encoder import check_export, sha256_of
from pincite.index.errors import IndexMismatch, IndexNotFound
from pincite.index.segments.segment import open_segment
from pincite.index.snapshots.contents import changed_sum
from pincite.index.snapshots.manifest import (
    Manifest,
    current_name,
    encoders_folder,
    read_manifest,
    segments_folder,
)


def snapshot_problems(data: Path, keys: Mapping[str, str]) -> list[str]:
    """What is wrong with the serving snapshot: damaged files, or documents other than the library's; also its encoder.

    keys: document id -> key, as the library has them. Empty when all is well. Reads everything.
    """
    try:
        name = current_name(data)
        if name is None:
            return ["there are documents, but no snapshot"] if keys else []
        manifest = read_manifest(data, name)
    except IndexMismatch as error:
        return [str(error)]
    problems = _encoder_problems(data, manifest)
    indexed: dict[str, str] = {}
    for entry in manifest.segments:
        damaged = segment_problems(data, manifest, entry.name)
        problems += damaged
        if not damaged:
            documents = open_segment(segments_folder(data) / entry.name).documents
            indexed |= zip(documents.ids, documents.keys, strict=True)
    for identifier in sorted(keys.keys() | indexed.keys()):
        if keys.get(identifier) != indexed.get(identifier):
            state = (
                "is not in the library" if identifier not in keys else "is not in the snapshot as the library has it"
            )
            problems.append(f"snapshot {manifest.snapshot}: document {identifier} {state}")
    if not problems and manifest.contents.sum != changed_sum(0, added=indexed.items(), left=()):
        problems.append(f"snapshot {manifest.snapshot}: its name does not fit its documents")
    return problems


def damaged_segments(data: Path) -> frozenset[str]:
    """The segments of the serving snapshot that are not whole. Reads everything."""
    try:
        name = current_name(data)
        manifest = None if name is None else read_manifest(data, name)
    except IndexMismatch:
        return frozenset()
    entries = manifest.segments if manifest is not None else ()
    return frozenset(entry.name for entry in entries if manifest and segment_problems(data, manifest, entry.name))


def segment_problems(data: Path, manifest: Manifest, name: str) -> list[str]:
    """What is wrong with the files of one segment of a manifest."""
    (entry,) = (entry for entry in manifest.segments if entry.name == name)
    folder = segments_folder(data) / name
    problems = []
    for file, digest in sorted(entry.sha256.items()):
        path = folder / file
        if not path.is_file():
            problems.append(f"{path}: is missing")
        elif sha256_of(path) != digest:
            problems.append(f"{path}: has changed since it was built")
    if not problems:
        try:
            open_segment(folder)
        except IndexMismatch as error:  # whole, but not of a form that is known
            problems.append(str(error))
    return problems


def _encoder_problems(data: Path, manifest: Manifest) -> list[str]:
    export = encoders_folder(data) / str(manifest.settings["encoder"])
    try:
        if export.exists():  # a model that cannot be exported is served by torch and has none
            check_export(export)
    except (IndexNotFound, IndexMismatch) as error:
        return [str(error)]
    return []
