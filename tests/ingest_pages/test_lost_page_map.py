"""The page map of a document that was stored before maps were kept."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pincite.ingest.collect import collect
from pincite.ingest.document import Document
from pincite.ingest.pages.lost_page_map import lost_page_map
from pincite.ingest.read import Item, read_content, read_document
from pincite.ingest.record import read_record

CORPUS = Path(__file__).parents[2] / "corpus"
RECORD = read_record({"id": "made2024", "title": "Made up"}, where="test")


def read(item: Item) -> Document:
    return read_document(item, item.record or RECORD, read_content(item))


def test_a_document_read_with_its_lost_map_has_the_pages_it_had() -> None:
    papers = [item for item in collect([CORPUS]) if isinstance(item, Item)]
    for item in papers:
        before = read(item)
        lost = lost_page_map(before)
        assert lost is not None
        now = read(replace(item, page_map=None, kept_map=lost))
        assert (now.text, now.pages, now.spans) == (before.text, before.pages, before.spans)
        assert now.page_map == lost
    assert len(papers) == 5


def test_pages_that_come_from_the_file_need_no_map(tmp_path: Path) -> None:
    path = tmp_path / "pages.txt"
    path.write_text("First page here.\fSecond page there.", encoding="utf-8")
    document = read(Item(file=path))
    assert [page.basis for page in document.pages] == ["marker", "marker"]
    assert lost_page_map(document) is None


@pytest.mark.parametrize("more", [{"tolerance_chars": 30}, {"confidence": "guess"}, {"tolerance_chars": 3}])
def test_what_was_estimated_stays_so_and_no_more(tmp_path: Path, more: dict[str, Any]) -> None:
    path = tmp_path / "note.txt"
    paragraphs = [f"Paragraph {number} says this. And it says that, too." for number in range(12)]
    text = "\n\n".join(paragraphs)
    path.write_text(text, encoding="utf-8")
    pages = [
        {"page": n, "label": None, "start": text.index(p), "starts_with": p[:12], "confidence": "certain"}
        for n, p in enumerate(paragraphs[::3], start=1)
    ]
    pages[2] |= more
    kept = json.dumps({"pages": pages}).encode()
    before = read(Item(file=path, kept_map=kept))
    assert {page.basis for page in before.pages} == {"verified", "estimated"}
    now = read(Item(file=path, kept_map=lost_page_map(before)))
    assert (now.pages, now.spans) == (before.pages, before.spans)
