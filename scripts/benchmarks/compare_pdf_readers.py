"""Compare how PDF files are read: pypdf alone, PDFium's text alone, and ours (PDFium, layout and boxes).

    python scripts/benchmarks/compare_pdf_readers.py FILE.pdf ...

All on the same files in one run: pages a second, characters found, and how many lines of two-column pages come in
the order in which they are read. Files that a reader refuses are named.
"""

import argparse
import io
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
from pypdf import PdfReader

from pincite.ingest.errors import IngestError
from pincite.ingest.pdf.pdfium import read_pdf
from pincite.ingest.sandbox.parser import File, Parser
from pincite.ingest.sandbox.parser_limits import ParserLimits

Read = Callable[[bytes], tuple[int, int]]


def by_pypdf(content: bytes) -> tuple[int, int]:
    """Pages and characters, by pypdf's own extraction."""
    pages = PdfReader(io.BytesIO(content)).pages
    return len(pages), sum(len(page.extract_text()) for page in pages)


def by_pdfium(content: bytes) -> tuple[int, int]:
    """Pages and characters, by PDFium's text without boxes or layout."""
    with pypdfium2.PdfDocument(content) as document:
        return len(document), sum(len(page.get_textpage().get_text_bounded()) for page in document)


def by_us(content: bytes) -> tuple[int, int]:
    """Pages and characters, as Pincite reads them."""
    source = read_pdf(content, "file")
    return len(source.starts), len(source.text)


def measure(read: Read, contents: dict[str, bytes]) -> tuple[int, int, float, list[str]]:
    """Pages, characters, seconds, and the files that were refused."""
    pages = characters = 0
    refused = []
    start = time.perf_counter()
    for name, content in contents.items():
        try:
            found = read(content)
        except Exception as error:  # what a reader raises on a damaged file is part of the comparison
            refused.append(f"{name}: {type(error).__name__}")
        else:
            pages, characters = pages + found[0], characters + found[1]
    return pages, characters, time.perf_counter() - start, refused


def by_workers(contents: dict[str, bytes], workers: int) -> tuple[int, float]:
    """Pages and seconds, as `pincite add` reads: in processes of their own."""
    files = [File(content=content, name=name, media_type="application/pdf") for name, content in contents.items()]
    with Parser(ParserLimits(), workers) as parser:
        list(parser.read_many(files[:workers]))  # the processes are started before the clock is
        pages = 0
        start = time.perf_counter()
        for future in parser.read_many(files):
            try:
                pages += len(future.result().starts)
            except IngestError:
                continue
        return pages, time.perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the comparison as a Markdown table; the exit status."""
    parser = argparse.ArgumentParser(description="Compare readers of PDF files on the same files in one run.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.pdf")
    parser.add_argument("--runs", type=int, default=3, help="repeat everything so often and take the fastest (3)")
    options = parser.parse_args(arguments)
    contents = {path.name: path.read_bytes() for path in options.files}
    print(f"{len(contents)} files, {os.cpu_count()} cores, fastest of {options.runs} runs\n")
    print("| reader | pages/s | pages | characters | refused |\n| --- | ---: | ---: | ---: | ---: |")
    for name, read in (("pypdf", by_pypdf), ("PDFium, text only", by_pdfium), ("Pincite: layout and boxes", by_us)):
        runs = [measure(read, contents) for _ in range(options.runs)]
        pages, characters, _, refused = runs[0]
        fastest = min(seconds for _, _, seconds, _ in runs)
        print(f"| {name} | {pages / fastest:.1f} | {pages} | {characters} | {len(refused)} |")
    for workers in (1, 2):
        timed = [by_workers(contents, workers) for _ in range(options.runs)]
        fastest = min(seconds for _, seconds in timed)
        print(f"| Pincite, {workers} process{'es' * (workers > 1)} | {timed[0][0] / fastest:.1f} | {timed[0][0]} | | |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
