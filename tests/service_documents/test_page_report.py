"""What became of each page when a document was read: told by the command, over HTTP, and nothing left out."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes import WordEncoder
from fastapi.testclient import TestClient
from small_documents import document_of
from typer.testing import CliRunner
from typeset import pdf

from pincite.ingest.document import Document, Page, Span
from pincite.ingest.library.store import Library
from pincite.service.commands.cli import app
from pincite.service.documents.page_report import ranges, remarks, report_of
from pincite.service.engine import Engine
from pincite.service.http.app import create_app
from pincite.service.jobs.library_changes import AddReport, add

HOLED = pdf([["Bears eat honey."], [], ["Cars need fuel."], [], []])


def put(data: Path, content: bytes, name: str = "holed") -> AddReport:
    folder = data.parent / "in"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.pdf").write_bytes(content)
    (folder / f"{name}.json").write_text(json.dumps({"id": name, "title": "Full of holes"}), encoding="utf-8")
    return add(data, [folder], encoder=WordEncoder())


def stored(tmp_path: Path, content: bytes) -> Document:
    put(tmp_path / "data", content)
    with Library(tmp_path / "data") as library:
        return library.document("holed")


def five_pages(**odd: Any) -> Document:
    """Five pages of ten characters; the third has `odd` fields."""
    text = "0123456789" * 5
    plain = [Page(number=number, label=None, basis="pdf") for number in range(1, 6)]
    spans = tuple(Span(start=10 * place, end=10 * place + 10, page=place + 1, basis="pdf") for place in range(5))
    pages = (*plain[:2], replace(plain[2], **odd), *plain[3:])
    return replace(document_of("x"), text=text, pages=pages, spans=spans, passages=())


def command(*arguments: str | Path) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_pages_without_text_are_counted_and_named(tmp_path: Path) -> None:
    report = report_of(stored(tmp_path, HOLED))
    assert report.searchable_share == pytest.approx(2 / 5)
    assert report.empty_pages == (2, 4, 5)
    assert [page.reading for page in report.pages] == ["text", "nothing", "text", "nothing", "nothing"]
    assert [page.empty for page in report.pages] == [False, True, False, True, True]
    assert [page.characters > 0 for page in report.pages] == [True, False, True, False, False]
    assert remarks(report)[0] == "3 of 5 pages hold no text: 2, 4-5"


def test_the_characters_of_the_pages_are_those_of_the_text(corpus_data: Path) -> None:
    with Library(corpus_data) as library:
        for summary in library.summaries():
            document = library.document(summary.id)
            if document.pages:
                counted = sum(page.characters for page in report_of(document).pages)
                assert 0 <= len(document.text) - counted <= 4 * len(document.pages)  # blanks between pages


@pytest.mark.parametrize(
    ("odd", "field", "remark"),
    [
        ({"reading": "ocr"}, "ocr_pages", "1 of 5 pages was read by OCR: 3"),
        ({"undecodable": 0.051}, "undecodable_pages", "1 of 5 pages has characters that cannot be decoded: 3"),
        ({"doubtful_order": True}, "doubtful_pages", "1 of 5 pages has a doubtful reading order: 3"),
        ({"basis": "estimated"}, "estimated_pages", "1 of 5 pages begins at an estimated place: 3"),
    ],
)
def test_a_page_that_is_not_plain_is_named(odd: dict[str, Any], field: str, remark: str) -> None:
    report = report_of(five_pages(**odd))
    assert getattr(report, field) == (3,)
    assert remarks(report) == (remark,)
    assert report.searchable_share == 1.0


def test_plain_pages_need_no_words() -> None:
    assert remarks(report_of(five_pages(undecodable=0.05))) == ()
    assert remarks(report_of(replace(five_pages(), pages=(), spans=()))) == ()
    assert report_of(replace(five_pages(), pages=(), spans=())).searchable_share == 1.0


def test_a_page_that_ocr_found_nothing_on_is_empty_and_was_tried() -> None:
    document = five_pages(reading="ocr")
    document = replace(document, text=document.text[:20] + " " * 10 + document.text[30:])
    report = report_of(document)
    assert (report.empty_pages, report.ocr_pages, report.pages[2].reading) == ((3,), (3,), "ocr")


def test_an_only_page_is_not_numbered() -> None:
    one = replace(five_pages(), pages=(Page(number=1, label=None, basis="pdf", doubtful_order=True),))
    assert remarks(report_of(one)) == ("its only page has a doubtful reading order",)


@pytest.mark.parametrize(
    ("numbers", "said"), [((), ""), ((3,), "3"), ((3, 7, 8, 9), "3, 7-9"), ((1, 2, 4, 5, 7), "1-2, 4-5, 7")]
)
def test_numbers_that_follow_each_other_are_ranges(numbers: Sequence[int], said: str) -> None:
    assert ranges(numbers) == said


def test_http_tells_it_page_by_page(tmp_path: Path) -> None:
    put(tmp_path / "data", HOLED)
    engine = Engine(tmp_path / "data", open_encoder=lambda data, snapshot, threads: WordEncoder())
    with TestClient(create_app(engine)) as client:
        shown = client.get("/v1/documents/holed").json()
    assert shown["report"] == {
        "searchable_share": 0.4,
        "empty_pages": [2, 4, 5],
        "ocr_pages": [],
        "undecodable_pages": [],
        "doubtful_pages": [],
        "estimated_pages": [],
    }
    assert shown["pages"][1] == {
        "number": 2,
        "label": shown["pages"][1]["label"],
        "basis": "pdf",
        "characters": 0,
        "empty": True,
        "reading": "nothing",
        "undecodable": 0.0,
        "doubtful_order": False,
    }


def test_only_what_was_read_now_is_reported(tmp_path: Path) -> None:
    for content, status in ((HOLED, "added"), (HOLED, "unchanged"), (pdf([["Bears."], []]), "replaced")):
        (outcome,) = put(tmp_path / "data", content).outcomes
        assert outcome.status == status
        assert (outcome.report is None) == (status == "unchanged")


def test_add_prints_what_is_not_plain(new_data: Callable[[], Path], tmp_path: Path) -> None:
    (tmp_path / "holed.pdf").write_bytes(HOLED)
    data = new_data()
    first, second, *_ = command("add", tmp_path / "holed.pdf", "--data", data).splitlines()
    assert first.startswith("added      ")
    assert second == "           3 of 5 pages hold no text: 2, 4-5"
    assert "hold no text" not in command("add", tmp_path / "holed.pdf", "--data", data)
    (tmp_path / "holed.pdf").write_bytes(pdf([["Bears eat honey."], []]))
    (outcome,) = json.loads(command("add", tmp_path / "holed.pdf", "--json", "--data", data))["documents"]
    assert outcome["report"]["empty_pages"] == [2]


def test_show_sums_it_up_and_tells_all_in_json(tmp_path: Path) -> None:
    put(tmp_path / "data", HOLED)
    lines = command("show", "holed", "--data", tmp_path / "data").splitlines()
    assert lines[-2:] == ["searchable 2 of 5 pages", "           3 of 5 pages hold no text: 2, 4-5"]
    shown = json.loads(command("show", "holed", "--json", "--data", tmp_path / "data"))
    assert shown["report"]["searchable_share"] == 0.4
    assert [page["empty"] for page in shown["pages"]] == [False, True, False, True, True]


def test_show_says_nothing_of_pages_where_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "plain.txt").write_text("Bears eat honey.", encoding="utf-8")
    add(tmp_path / "data", [tmp_path / "in"], encoder=WordEncoder())
    shown = command("show", "plain", "--data", tmp_path / "data")
    assert "cited by line" in shown
    assert "searchable" not in shown
