"""Citations over HTTP and on the command line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from asked_app import problem_of
from command_run import run
from fastapi.testclient import TestClient

from pincite.ingest.document import PageRange
from pincite.ingest.library.store import Library
from pincite.ingest.record import read_record
from pincite.service.citations.citation_formats import Format, cited
from pincite.service.engine import Engine
from pincite.service.http.app import create_app

REFERENCE = (
    "Patalakh, A. (2018). Economic interests and norm-based discourse in Kazakhstan's EU policies: the perfect match? "
    "Asian Journal of German and European Studies, 3. https://doi.org/10.1186/s40856-018-0026-9"
)
ADDRESS = "/v1/documents/patalakh2018/citation"


@pytest.fixture(scope="module")
def client(corpus_data: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Engine(corpus_data))) as client:
        yield client


def text_of(client: TestClient, address: str, **parameters: Any) -> str:
    response = client.get(address, params=parameters)
    assert response.status_code == 200, response.text
    return response.text


def test_a_style_gives_the_reference_and_the_citation_in_the_text(client: TestClient) -> None:
    assert text_of(client, ADDRESS, format="apa") == f"{REFERENCE}\n\n(Patalakh, 2018)\n"
    # Page 1 of this text is known, page 3 estimated.
    assert text_of(client, ADDRESS, format="apa", page=1).endswith("\n\n(Patalakh, 2018, p. 1)\n")
    assert text_of(client, ADDRESS, format="apa", page=3).endswith("\n\n(Patalakh, 2018, ca. p. 3)\n")
    assert text_of(client, ADDRESS, format="chicago", page=3).endswith("\n\n(Patalakh 2018, ca. 3)\n")
    assert text_of(client, ADDRESS, format="pandoc", page=3) == "[@patalakh2018, ca. p. 3]\n"


def test_a_passage_is_cited_by_the_pages_it_stands_on(client: TestClient, corpus_data: Path) -> None:
    with Library(corpus_data) as library:
        document = library.document("yessirkep2025")
    places = {p.id: document.pages_of(p.start, p.end) for p in document.passages}
    over_two = next(identifier for identifier, place in places.items() if place.first != place.last)
    first, last = places[over_two].first_label, places[over_two].last_label
    address = "/v1/documents/yessirkep2025/citation"
    said = text_of(client, address, format="apa", passage=over_two)
    assert said.endswith(f"\n\n(Yessirkep et al., 2025, pp. {first}–{last})\n")


@pytest.mark.parametrize(
    ("form", "media_type", "file", "begins"),
    [
        ("bibtex", "application/x-bibtex; charset=utf-8", "patalakh2018.bib", "@article{patalakh2018,\n"),
        ("ris", "application/x-research-info-systems; charset=utf-8", "patalakh2018.ris", "TY  - JOUR\n"),
        ("csl-json", "application/vnd.citationstyles.csl+json", "patalakh2018.json", "[\n  {\n"),
        ("pandoc", "text/plain; charset=utf-8", None, "[@patalakh2018]\n"),
    ],
)
def test_each_form_has_its_type_and_file(
    client: TestClient, form: str, media_type: str, file: str | None, begins: str
) -> None:
    response = client.get(ADDRESS, params={"format": form})
    assert response.headers["content-type"] == media_type
    expected = f'attachment; filename="{file}"' if file else None
    assert response.headers.get("content-disposition") == expected
    assert response.text.startswith(begins)


def test_csl_json_is_the_record_as_it_was_given(client: TestClient) -> None:
    (item,) = json.loads(text_of(client, ADDRESS, format="csl-json"))
    assert item == client.get("/v1/documents/patalakh2018").json()["record"]


def test_several_documents_make_one_file_or_list(client: TestClient) -> None:
    named = "yessirkep2025, patalakh2018,yessirkep2025"
    apa = text_of(client, "/v1/citations", format="apa", documents=named)
    assert [entry[:9] for entry in apa.split("\n\n")] == ["Patalakh,", "Yessirkep"]
    assert apa.startswith(REFERENCE)
    assert text_of(client, "/v1/citations", format="bibtex", documents=named).count("@article{") == 2
    pandoc = text_of(client, "/v1/citations", format="pandoc", documents=named)
    assert pandoc == "[@yessirkep2025; @patalakh2018]\n"


@pytest.mark.parametrize(
    ("address", "parameters", "status", "name", "said"),
    [
        (ADDRESS, {"format": "apa", "page": 25}, 404, "page-not-found", "pages 1 to 24, not 25"),
        (ADDRESS, {"format": "apa", "page": 0}, 404, "page-not-found", "not 0"),
        (ADDRESS, {"format": "apa", "page": "x"}, 422, "invalid-request", 'page must be a whole number, not "x"'),
        (
            ADDRESS,
            {"format": "mla"},
            422,
            "invalid-request",
            '"bibtex", "ris", "csl-json", "apa", "chicago" or "pandoc"',
        ),
        (ADDRESS, {}, 422, "invalid-request", "format is missing"),
        (ADDRESS, {"format": "apa", "passage": "nope"}, 404, "passage-not-found", '"nope"'),
        (ADDRESS, {"format": "apa", "passage": "x", "page": 1}, 422, "bad-citation", "give the one"),
        ("/v1/documents/nope/citation", {"format": "apa"}, 404, "document-not-found", '"nope"'),
        ("/v1/citations", {"format": "ris", "documents": "patalakh2018,nope"}, 422, "bad-citation", '"nope"'),
        ("/v1/citations", {"format": "ris", "documents": " , "}, 422, "bad-citation", "?documents="),
        ("/v1/citations", {"format": "ris"}, 422, "invalid-request", "it must be a comma separated list of document"),
    ],
)
def test_what_cannot_be_cited_is_explained(
    client: TestClient, address: str, parameters: dict[str, Any], status: int, name: str, said: str
) -> None:
    assert said in problem_of(client.get(address, params=parameters), status, name)["detail"]


def test_the_passage_of_another_document_is_not_cited_as_this_one(client: TestClient, corpus_data: Path) -> None:
    with Library(corpus_data) as library:
        passage = library.document("yessirkep2025").passages[0]
    response = client.get(ADDRESS, params={"format": "apa", "passage": passage.id})
    assert "is of yessirkep2025, not of patalakh2018" in problem_of(response, 422, "bad-citation")["detail"]


def test_pandoc_reads_only_plain_numbers_without_braces() -> None:
    record = read_record({"id": "x", "title": "T"}, where="test")

    def form(first: str, last: str) -> str:
        place = PageRange(first=1, last=1 + (first != last), first_label=first, last_label=last, basis="pdf")
        return cited(record, place, "pandoc")

    assert form("7", "7") == "[@x, p. 7]\n"
    assert form("xii", "xiv") == "[@x, pp. xii–xiv]\n"
    assert form("A-12", "A-12") == "[@x, {p. A-12}]\n"


def test_the_command_prints_what_the_service_sends(client: TestClient, corpus_data: Path) -> None:
    for form in get_args(Format):
        ran = run("cite", "patalakh2018", "--format", form, "--page", "3", "--data", corpus_data)
        assert (ran.status, ran.err) == (0, "")
        assert ran.out == text_of(client, ADDRESS, format=form, page=3)
    shown = run("cite", "patalakh2018", "yessirkep2025", "--json", "--data", corpus_data).json
    assert shown["documents"] == ["patalakh2018", "yessirkep2025"]
    assert shown["text"] == text_of(client, "/v1/citations", format="apa", documents="patalakh2018,yessirkep2025")


def test_the_command_says_what_cannot_be_cited(corpus_data: Path) -> None:
    ran = run("cite", "nope", "--data", corpus_data)
    assert (ran.status, ran.out) == (1, "")
    assert "pincite list" in ran.err
    assert run("cite", "patalakh2018", "yessirkep2025", "--page", "1", "--data", corpus_data).status == 2
    assert run("cite", "patalakh2018", "--format", "mla", "--data", corpus_data).status == 2
