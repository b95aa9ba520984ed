"""How long documents take from file to snapshot, by stage, and how fast PDF files are read."""

import io
import tempfile
import textwrap
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from bench_table import Row, Table, median_and_range, peak_memory_mb

from pincite.index.encoding.protocol import Encoder
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.snapshots.snapshot import open_encoder, open_snapshot
from pincite.ingest.collect import Refused, collect, guess_record
from pincite.ingest.library.store import Library
from pincite.ingest.pages.page_starts import read_page_map
from pincite.ingest.pdf.pdfium import read_pdf
from pincite.ingest.read import Item, read_content, read_document, read_source
from pincite.ingest.text.clean_text import clean
from pincite.ingest.text.language import detect_language
from pincite.ingest.text.passages import cut_passages

_PDF_PAGES = 60
_LINES_A_PAGE = 48


@dataclass(slots=True, kw_only=True)
class _Run:
    """Seconds by stage, in the order of the stages, and what went through them."""

    seconds: dict[str, float] = field(default_factory=dict)
    pages: int = 0
    passages: int = 0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


def ingest_table(data: Path, documents: Path, runs: int) -> Table:
    """The documents added to an empty library, `runs` times; the encoder is the one of `data`, exported already."""
    encoder = open_encoder(data, open_snapshot(data))
    items = [item for item in collect([documents]) if not isinstance(item, Refused)]
    detect_language("Its model is loaded here, once.")
    measured = [_ingest(items, encoder) for _ in range(runs)]
    pages, passages = measured[0].pages, measured[0].passages
    stages = {name: [run.seconds[name] for run in measured] for name in measured[0].seconds}
    stages["whole"] = [sum(run.seconds.values()) for run in measured]
    peak = peak_memory_mb("self")
    return Table(
        title=f"Ingest: {len(items)} documents, {pages} pages, {passages} passages",
        columns=("median", "pages/s", "passages/s"),
        rows=(
            *(_row(f"{name} (s)", seconds, pages, passages) for name, seconds in stages.items()),
            Row(what="peak memory (MB)", values=(peak, None, None)),
            _pdf_row(items, runs),
        ),
    )


def _row(what: str, seconds: Sequence[float], pages: int, passages: int) -> Row:
    median = float(np.median(seconds))
    return Row(what=what, values=(median, pages / median if pages else None, passages / median))


def _ingest(items: Sequence[Item], encoder: Encoder) -> _Run:
    run = _Run()
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder), write=True) as library:
        for item in items:
            _add(run, library, item)
        begun = time.perf_counter()
        writing: list[float] = []
        build_snapshot(
            library,
            encoder,
            progress=lambda stage, _done, _total: (
                writing.append(time.perf_counter()) if stage == "writing the index" else None
            ),
        )
        run.seconds["embed"] = writing[0] - begun
        run.seconds["publish"] = time.perf_counter() - writing[0]
    return run


def _add(run: _Run, library: Library, item: Item) -> None:
    """The stages of reading a document one by one, then the document itself, which is stored."""
    with run.stage("read file"):
        content = read_content(item)
        source = read_source(item, content)
        starts = source.starts if item.page_map is None else read_page_map(item.page_map, source.text)
    record = item.record or guess_record(source, item.file, detect_language(source.text))
    with run.stage("clean"):
        cleaned = clean(source.text, starts, media_type=source.media_type)
    with run.stage("cut passages"):
        cut_passages(cleaned, document_id=record.id, language=record.language)
    document = read_document(item, record, content)
    run.pages += len(document.pages)
    run.passages += len(document.passages)
    with run.stage("store"):
        library.add(document, content)


def _pdf_row(items: Sequence[Item], runs: int) -> Row:
    what = f"read a PDF of {_PDF_PAGES} typeset pages (s)"
    texts = [read_source(item, read_content(item)).text for item in items]
    try:
        content = typeset("\n".join(texts), pages=_PDF_PAGES)
    except ImportError:
        return Row(what=f"{what}: left out, reportlab is not installed", values=(None, None, None))
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        read_pdf(content, "typeset.pdf")
        seconds.append(time.perf_counter() - start)
    median, _, _ = median_and_range(seconds)
    return Row(what=what, values=(median, _PDF_PAGES / median if median else None, None))


def typeset(text: str, *, pages: int) -> bytes:
    """A PDF of so many full pages; where the text ends before, it begins again."""
    from reportlab.pdfgen.canvas import Canvas

    words = " ".join(text.split()).encode("latin-1", "replace").decode("latin-1")
    lines = cycle(textwrap.wrap(words, 95))
    file = io.BytesIO()
    canvas = Canvas(file)
    for _ in range(pages):
        canvas.setFont("Times-Roman", 11)
        for number, line in enumerate(islice(lines, _LINES_A_PAGE)):
            canvas.drawString(60, 790 - 15 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
