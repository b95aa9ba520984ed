"""ZIP archives made for the tests, and what becomes of the text that is read from them."""

import io
import zipfile
from collections.abc import Mapping

from pincite.ingest.document import Document, Passage
from pincite.ingest.pages.page_starts import page_spans
from pincite.ingest.record import read_record
from pincite.ingest.source import Source
from pincite.ingest.text.clean_text import CleanText, clean
from pincite.ingest.text.passages import PassageParams, cut_passages


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def cleaned(source: Source) -> CleanText:
    return clean(source.text, source.starts)


def units(source: Source) -> list[tuple[str, str]]:
    """Role and words of each unit of the cleaned text."""
    return [(unit.role, unit.text.text) for _, _, unit in cleaned(source).units]


def document_of(source: Source) -> Document:
    """The document that is made of a source, cut into small passages."""
    record = read_record({"id": "made2024", "title": source.title or "Made up"}, where="test")
    text = cleaned(source)
    return Document(
        id=record.id,
        key="key",
        file_name="made",
        path="",
        record=record,
        sha256="0" * 64,
        media_type=source.media_type,
        source=source.text,
        text=text.text.text,
        origins=text.text.runs(),
        pages=tuple(start.page for start in source.starts),
        spans=page_spans(text.text.origins, source.starts),
        passages=_passages(text),
    )


def _passages(text: CleanText) -> tuple[Passage, ...]:
    return cut_passages(
        text,
        document_id="made2024",
        language="en",
        params=PassageParams(target=60, most=100),
    )
