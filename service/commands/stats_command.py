"""The command `pincite stats`: how large the library is and how far its index has followed."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pincite.ingest.disk_space import size
from pincite.service.commands.options import HERE, AsJson, Data

if TYPE_CHECKING:
    from pincite.service.documents.library_statistics import LibraryStatistics


def stats(data: Data = HERE, as_json: AsJson = False) -> None:
    """Show how large the library is: documents, passages, segments of the index, and bytes by part."""
    from pincite.service.commands.printing import console
    from pincite.service.documents.library_statistics import library_statistics

    found = library_statistics(data)
    if as_json:
        print(json.dumps(_reply(found), ensure_ascii=False, indent=2))
        return
    out = console()
    for name, value in _rows(found):
        out.print(f"{name:<11}{value}", markup=False)


def _rows(found: "LibraryStatistics") -> list[tuple[str, str]]:
    counts, index = found.counts, found.index
    languages = ", ".join(f"{number:,} {language}" for language, number in counts.languages.items())
    rows = [
        ("documents", f"{counts.documents:,}" + (f" ({languages})" if languages else "")),
        ("passages", f"{counts.passages:,}"),
        ("older", f"{found.older:,} were read by older rules"),
        ("waiting", f"{counts.waiting:,} for the index, {found.pending:,} embedded and not yet published"),
    ]
    if index is None:
        rows.append(("index", "none yet; add documents with: pincite add FILE"))
    else:
        within = f"passages in the smallest: {index.smallest:,}, in the largest: {index.largest:,}, in all: "
        rows += [
            ("segments", f"{index.segments:,}; {within}{index.passages:,}; to merge: {index.merges:,}"),
            ("snapshot", f"{index.snapshot}, generation {index.generation}"),
            ("encoder", index.encoder + (f" ({index.model})" if index.model else "")),
        ]
    parts = ", ".join(f"{name} {size(number)}" for name, number in found.bytes.items())
    return [*rows, ("disk", f"{size(sum(found.bytes.values()))}: {parts}")]


def _reply(found: "LibraryStatistics") -> dict[str, Any]:
    index = None
    if found.index is not None:
        index = {name: value for name, value in asdict(found.index).items() if name != "bytes"}
    return {
        **asdict(found.counts),
        "older": found.older,
        "pending": found.pending,
        "index": index,
        "bytes": dict(found.bytes),
    }
