"""Building a snapshot from the library."""

import contextlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.kept_vectors import Embeddable, embed_passages, embed_sentences, words_of
from pincite.index.encoding.onnx_encoder import sha256_of, sync
from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import IndexMismatch, SnapshotUnwritable
from pincite.index.language.tokenizer import TOKENIZER_VERSION, tokenize
from pincite.index.query_translation import languages_read
from pincite.index.ranking.announcements import ANNOUNCEMENTS_VERSION, announcing_share
from pincite.index.ranking.repeated_passages import sketches
from pincite.index.snapshot import (
    CURRENT,
    FORMAT,
    KIND_CODES,
    MANIFEST,
    current_id,
    read_manifest,
    snapshot_id,
    snapshots_folder,
)
from pincite.index.structures.bm25 import EPSILON, K1, B, build_bm25
from pincite.index.structures.dense import build_dense
from pincite.index.structures.sentence_index import SentenceIndex, build_sentences, sentences_of
from pincite.index.structures.word_index import WORDS_VERSION, Words, write_words
from pincite.ingest.document import Document, PageRange, Passage
from pincite.ingest.library.store import Library
from pincite.ingest.text.passage_context import byline, searched_text
from pincite.ingest.text.passages import PassageParams, fitting_context, params_for

Progress = Callable[[str, int, int], None]

_ASIDE = ".building-"


@dataclass(frozen=True, slots=True, kw_only=True)
class _PassageRow:
    """A passage on its way into the snapshot."""

    passage: Passage
    pages: PageRange
    document: int
    language: str
    searched: str
    byline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _SnapshotContents:
    """What a snapshot is written from. vectors: float32[n, d], one a row."""

    rows: Sequence[_PassageRow]
    records: Sequence[dict[str, Any]]
    vectors: NDArray[np.float32]
    sentences: SentenceIndex
    words: Iterator[Words]


def build_snapshot(
    library: Library,
    encoder: Encoder,
    *,
    model: str | None = None,
    progress: Progress | None = None,
    recorded: Mapping[str, Any] | None = None,
) -> str:
    """Index every document of the library and let the new snapshot serve; the id of it.

    Where the library has not changed since the last one, that one is kept. The library must be open for writing:
    embeddings are stored in it. recorded: what else the manifest notes about the build; the index does not depend on
    it. Raises SnapshotUnwritable when the disk is full or read-only; the previous snapshot goes on serving.
    """
    keys = sorted(library.keys().items())
    made_of = {
        "format": FORMAT,
        "tokenizer": TOKENIZER_VERSION,
        "bm25": [K1, B, EPSILON],
        "encoder": encoder.id,
        "words": WORDS_VERSION,
        "announcements": ANNOUNCEMENTS_VERSION,
        "documents": [{"id": identifier, "key": key} for identifier, key in keys],
    }
    identifier = snapshot_id(made_of)
    folder = snapshots_folder(library.data) / identifier
    with _write_errors_translated(folder):
        if not _is_whole(folder):
            rows, records = _rows(library, [name for name, _ in keys], encoder)
            texts = _passage_texts(rows)
            contents = _SnapshotContents(
                rows=rows,
                records=records,
                vectors=embed_passages(
                    texts, library, encoder, progress=_stage_progress(progress, "embedding passages")
                ),
                sentences=_sentences(rows, library, encoder, progress),
                words=_words(rows, texts, library, encoder),
            )
            manifest = {**made_of, "model": model, "reads": languages_read(encoder), **(recorded or {})}
            _write(folder, contents, manifest=manifest, progress=progress)
        _serve(folder)
        _remove_old_snapshots(folder)
    return identifier


def _rows(library: Library, names: Sequence[str], encoder: Encoder) -> tuple[list[_PassageRow], list[dict[str, Any]]]:
    rows: list[_PassageRow] = []
    records: list[dict[str, Any]] = []
    params = params_for(encoder.max_tokens)
    for place, name in enumerate(names):
        document = library.document(name)
        records.append(dict(document.record.csl))
        for passage in document.passages:
            rows.append(_row(document, passage, place, encoder=encoder, params=params))
    rows.sort(key=lambda row: row.passage.id)
    return rows, records


def _row(document: Document, passage: Passage, place: int, *, encoder: Encoder, params: PassageParams) -> _PassageRow:
    context = fitting_context(
        document.record.title, passage.section, count=lambda text: encoder.count_tokens(text) - 2, params=params
    )
    return _PassageRow(
        passage=passage,
        pages=document.pages_of(passage.start, passage.end),
        document=place,
        language=document.record.language,
        searched=searched_text(context, passage.text),
        byline=byline(document.record),
    )


def _passage_texts(rows: Sequence[_PassageRow]) -> list[Embeddable]:
    return [Embeddable(passage_id=row.passage.id, text=row.searched) for row in rows]


def _sentences(
    rows: Sequence[_PassageRow], library: Library, encoder: Encoder, progress: Progress | None
) -> SentenceIndex:
    """The sentences of all passages, embedded without headings: these are in the passage's own vector."""
    texts: list[Embeddable] = []
    places: list[list[tuple[int, int]]] = []
    for row in rows:
        passage = row.passage
        found = sentences_of(passage, row.language)
        places.append([(passage.start + start, passage.start + end) for start, end in found])
        texts += [Embeddable(passage_id=passage.id, text=passage.text[start:end]) for start, end in found]
    vectors = embed_sentences(texts, library, encoder, progress=_stage_progress(progress, "embedding sentences"))
    return build_sentences(places, vectors)


def _words(
    rows: Sequence[_PassageRow], texts: Sequence[Embeddable], library: Library, encoder: Encoder
) -> Iterator[Words]:
    """The words of each passage, those of its document's byline before them."""
    firsts = {row.document: row for row in reversed(rows)}
    bylines = [Embeddable(passage_id=row.passage.id, text=row.byline) for row in firsts.values()]
    embed_passages(bylines, library, encoder)
    authors = dict(zip(firsts, words_of(bylines, library, encoder), strict=True))
    for row, words in zip(rows, words_of(texts, library, encoder), strict=True):
        yield np.concatenate([authors[row.document], words])


def _stage_progress(progress: Progress | None, name: str) -> Callable[[int, int], None] | None:
    return None if progress is None else partial(progress, name)


def _write(folder: Path, contents: _SnapshotContents, *, manifest: dict[str, Any], progress: Progress | None) -> None:
    if progress is not None:
        progress("writing the index", 0, 1)
    folder.parent.mkdir(parents=True, exist_ok=True)
    for leftover in folder.parent.glob(f"{_ASIDE}*"):
        shutil.rmtree(leftover)
    aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=folder.parent))
    try:
        _write_passages(aside, contents.rows)
        (aside / "documents.json").write_text(json.dumps(contents.records, ensure_ascii=False), encoding="utf-8")
        for name in ("sparse", "dense", "sentences", "words"):
            (aside / name).mkdir()
        tokens = (tokenize(f"{row.byline}\n{row.searched}", row.language) for row in contents.rows)
        build_bm25(tokens).save(aside / "sparse")
        build_dense(contents.vectors).save(aside / "dense")
        contents.sentences.save(aside / "sentences")
        write_words(aside / "words", contents.words)
        manifest |= {
            "languages": sorted({row.language for row in contents.rows}),
            "passages": len(contents.rows),
            "files": {
                str(path.relative_to(aside)): sha256_of(path) for path in sorted(aside.rglob("*")) if path.is_file()
            },
        }
        (aside / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        aside.chmod(0o755)
        for path in (*aside.rglob("*"), aside):
            sync(path)
        if folder.exists():
            shutil.rmtree(folder)  # a damaged one: a whole one would have been kept
        aside.rename(folder)
        sync(folder.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    if progress is not None:
        progress("writing the index", 1, 1)


def _write_passages(folder: Path, rows: Sequence[_PassageRow]) -> None:
    lines = [0]
    with (folder / "passages.jsonl").open("wb") as file:
        for row in rows:
            line = json.dumps({**asdict(row.passage), "pages": asdict(row.pages)}, ensure_ascii=False) + "\n"
            file.write(line.encode())
            lines.append(file.tell())
        if not rows:
            file.write(b"\n")  # an empty file cannot be mapped
    np.save(folder / "passages.npy", np.array(lines, dtype=np.int64))
    columns = [
        [row.document for row in rows],
        [KIND_CODES[row.passage.kind] for row in rows],
        [round(1000 * _announcing_share(row)) for row in rows],
    ]
    np.save(folder / "columns.npy", np.array(columns, dtype=np.int32))
    np.save(folder / "sketches.npy", sketches(row.passage.text for row in rows))


def _announcing_share(row: _PassageRow) -> float:
    if row.passage.kind != "body":
        return 0.0
    text = row.passage.text
    return announcing_share([text[start:end] for start, end in sentences_of(row.passage, row.language)])


def _serve(folder: Path) -> None:
    """Name the snapshot in CURRENT, by one rename."""
    aside = folder.parent / f".{CURRENT}"
    aside.write_text(folder.name + "\n", encoding="ascii")
    sync(aside)
    aside.rename(folder.parent / CURRENT)
    sync(folder.parent)


def _remove_old_snapshots(folder: Path) -> None:
    """Remove the snapshots that no longer serve; a process that has one open can still read it."""
    for path in folder.parent.iterdir():
        if path.is_dir() and path != folder:
            shutil.rmtree(path, ignore_errors=True)


def _is_whole(folder: Path) -> bool:
    try:
        files = read_manifest(folder)["files"]
    except IndexMismatch:
        return False
    return all((folder / name).is_file() and sha256_of(folder / name) == digest for name, digest in files.items())


@contextlib.contextmanager
def _write_errors_translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:  # FAISS reports a failed write as RuntimeError
        serving = current_id(folder.parent.parent)
        after = f"; snapshot {serving} goes on serving" if serving else ""
        raise SnapshotUnwritable(
            f"{folder.parent}: the snapshot cannot be written ({error}); free space or permit writing, then run: "
            f"pincite verify --repair{after}"
        ) from error
