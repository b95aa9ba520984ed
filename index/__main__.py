"""python -m index: build the snapshot of a data directory, search it, or check it."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from pincite.index.encoding.encoder import served_encoder
from pincite.index.errors import RetrievalError
from pincite.index.search import Query, Searcher
from pincite.index.snapshots.manifest import encoders_folder, terms_folder
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.snapshots.snapshot import open_encoder, open_snapshot
from pincite.index.snapshots.verification import snapshot_problems
from pincite.ingest.errors import IngestError
from pincite.ingest.library.store import Library


def main() -> int:
    """Do what the command line says; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m index", description="Build, search and check the index.")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the data directory (default: data)")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="index every document of the library")
    build.add_argument("--model", help="a sentence-transformers model, by name or folder")
    search = commands.add_parser("search", help="print the best passages as JSON, one a line")
    search.add_argument("query")
    search.add_argument("-k", type=int, default=10, help="how many (default: 10)")
    search.add_argument("--mode", choices=("hybrid", "sparse", "dense"), default="hybrid")
    commands.add_parser("check", help="name what is wrong with the serving snapshot")
    options = parser.parse_args()
    try:
        return {"build": _build, "search": _search, "check": _check}[options.command](options)
    except (IngestError, RetrievalError) as error:
        print(f"index: {error}", file=sys.stderr)
        return 1


def _build(options: argparse.Namespace) -> int:
    with Library(options.data, write=True) as library:
        encoder = served_encoder(options.model, encoders_folder(options.data))
        published = build_snapshot(library, encoder, model=options.model)
    print(published.snapshot)
    for reason in published.failed.values():
        print(f"index: {reason}", file=sys.stderr)
    return 0


def _search(options: argparse.Namespace) -> int:
    snapshot = open_snapshot(options.data)
    encoder = open_encoder(options.data, snapshot)
    searcher = Searcher(snapshot, encoder, own_terms=terms_folder(options.data))
    with Library(options.data) as library:
        changed = snapshot.changed_in(library)
    for hit in searcher.search(Query(text=options.query, k=options.k, mode=options.mode), changed=changed).hits:
        reasons = {
            name: asdict(reason) if reason else None for name, reason in (("sparse", hit.sparse), ("dense", hit.dense))
        }
        row = {
            "rank": hit.rank,
            "score": hit.score,
            **reasons,
            "passage": asdict(hit.passage),
            "pages": asdict(hit.pages),
        }
        print(json.dumps(row, ensure_ascii=False))
    return 0


def _check(options: argparse.Namespace) -> int:
    with Library(options.data) as library:
        problems = snapshot_problems(options.data, library.keys())
    print("\n".join(problems) if problems else "all is well")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
