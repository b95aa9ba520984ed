"""python -m ingest: what a file is read as, without storing anything.

Prints every document's pages and passages; exit status 1 where a file cannot be read.
"""

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from pincite.ingest.collect import Refused, collect, guess_record
from pincite.ingest.document import Document
from pincite.ingest.errors import IngestError
from pincite.ingest.read import Item, read_content, read_document, read_source
from pincite.ingest.text.language import detect_language


def main() -> int:
    """Read the files named on the command line; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest", description="Show what files are read as; nothing is stored."
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files and folders")
    parser.add_argument(
        "--json", action="store_true", help="print every passage with its pages, one JSON object a line"
    )
    options = parser.parse_args()
    failed = 0
    for item in collect(options.paths):
        try:
            if isinstance(item, Refused):
                raise item.error
            document = _read(item)
        except IngestError as error:
            failed += 1
            print(f"failed: {error}", file=sys.stderr)
        else:
            _print(document, as_json=options.json)
    return 1 if failed else 0


def _read(item: Item) -> Document:
    content = read_content(item)
    record = item.record
    if record is None:
        source = read_source(item, content)
        record = guess_record(source, item.file, detect_language(source.text))
    return read_document(item, record, content)


def _print(document: Document, *, as_json: bool) -> None:
    if as_json:
        for passage in document.passages:
            pages = asdict(document.pages_of(passage.start, passage.end))
            print(json.dumps({**asdict(passage), "pages": pages}, ensure_ascii=False))
        return
    bases = Counter(page.basis for page in document.pages)
    kinds = Counter(passage.kind for passage in document.passages)
    print(f"{document.id}  {document.record.title}")
    print("  pages     " + (", ".join(f"{number} {basis}" for basis, number in bases.items()) or "none: cited by line"))
    print("  passages  " + ", ".join(f"{number} {kind}" for kind, number in kinds.items()))


if __name__ == "__main__":
    sys.exit(main())
