"""Pictures of pages: the passage is marked where its words are, and a problem for whatever cannot be drawn."""

import io
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anyio import create_task_group, run
from asked_app import problem_of
from fakes import WordEncoder
from fastapi.testclient import TestClient
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth
from typeset import pdf, placed, turned
from waiting import wait_until

from pincite.ingest.errors import UnreadablePDF
from pincite.ingest.layout.word_boxes import Box
from pincite.ingest.library.store import Library
from pincite.service.documents.page_picture import Painter, PictureOrder
from pincite.service.engine import Engine
from pincite.service.http.app import create_app
from pincite.service.jobs.library_changes import add

YELLOW, BEARS = (255, 232, 120), "Bears eat honey."
LINE = placed([(100.0, 500.0, 12.0, BEARS)])
LONG = [["The first page holds a sentence that", "goes on until its very end and"], ["then ends here."], ["Third."]]
MANY = [[f"Line {line} of page {page} says that bears eat a lot of honey." for line in range(20)] for page in range(4)]
PICTURE = "/v1/documents/{}/pages/{}.png"


def sized(width: float, height: float) -> bytes:
    return placed([(100.0, height / 2, 12.0, BEARS)], size=(width, height))


def store(data: Path, **files: bytes | str) -> None:
    """Add files under ids of their own: PDFs and texts."""
    folder = data.parent / f"{data.name}-in"
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / f"{name}.{'txt' if isinstance(content, str) else 'pdf'}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.with_suffix(".json").write_text(json.dumps({"id": name, "title": f"On {name}"}), encoding="utf-8")
    assert add(data, [folder], encoder=WordEncoder()).count("failed") == 0


def served(data: Path, painter: Painter | None = None) -> TestClient:
    engine = Engine(data, open_encoder=lambda data, snapshot, threads: WordEncoder())
    return TestClient(create_app(engine, painter=painter))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("pictures") / "data"
    files: dict[str, bytes | str] = {"bears": LINE, "long": pdf(LONG), "many": pdf(MANY), "plain": "Cars need fuel."}
    files |= {"paged": "Bears eat honey.\fCars need fuel.", "strip": sized(14400, 40), "huge": sized(14400, 14400)}
    files |= {f"turned{degrees}": turned(LINE, degrees, crop=(50, 250, 400, 592)) for degrees in (0, 90, 180, 270)}
    store(data, **files)
    return data


@pytest.fixture(scope="module")
def client(data: Path) -> Iterator[TestClient]:
    with served(data) as client:
        yield client


def drawn(client: TestClient, document_id: str, number: int = 1, **query: Any) -> Image.Image:
    response = client.get(PICTURE.format(document_id, number), params=query)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png"), response.text
    return Image.open(io.BytesIO(response.content)).convert("RGB")


def yellow(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """The rectangle around all that is marked."""
    mask = Image.new("1", picture.size)
    mask.putdata([pixel == YELLOW for pixel in picture.get_flattened_data()])
    return mask.getbbox()


def dark(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """The rectangle around all that is printed."""
    return picture.convert("L").point(lambda value: 255 if value < 100 else 0).getbbox()


def first_passage(client: TestClient, document_id: str, number: int = 1) -> dict[str, Any]:
    page = client.get(f"/v1/documents/{document_id}/pages/{number}").json()
    passage: dict[str, Any] = page["passages"][0]
    return passage


def test_the_passage_is_marked_where_the_typesetter_put_it(client: TestClient) -> None:
    picture = drawn(client, "bears", highlight=first_passage(client, "bears")["id"])
    marked = yellow(picture)
    assert picture.size == (2 * 595, 2 * 842)
    assert marked is not None
    assert marked[0] == pytest.approx(2 * 100, abs=4)
    assert marked[2] == pytest.approx(2 * (100 + stringWidth(BEARS, "Helvetica", 12)), abs=4)
    assert marked[1] < 2 * (842 - 500 - 8)
    assert 2 * (842 - 500) < marked[3] < 2 * (842 - 500 + 5)


@pytest.mark.parametrize("name", ["turned0", "turned90", "turned180", "turned270"])
def test_marks_follow_the_turning_and_the_cropping_of_the_page(client: TestClient, name: str) -> None:
    picture = drawn(client, name, scale=1, highlight=first_passage(client, name)["id"])
    marked, printed = yellow(picture), dark(picture)
    assert picture.size == ((350, 342) if name in ("turned0", "turned180") else (342, 350))
    assert marked is not None
    assert printed is not None
    assert marked[0] - 2 <= printed[0] < printed[2] <= marked[2] + 2
    assert marked[1] - 2 <= printed[1] < printed[3] <= marked[3] + 2


def test_the_boxes_that_are_told_are_those_that_are_marked(client: TestClient) -> None:
    page = client.get("/v1/documents/long/pages/1").json()
    (passage,) = page["passages"]
    assert (round(page["width"]), round(page["height"])) == (595, 842)
    assert page["picture"] == PICTURE.format("long", 1)
    assert len(passage["boxes"]) == 2
    picture = drawn(client, "long", scale=1, highlight=passage["id"])
    for box in passage["boxes"]:
        assert box.keys() == {"x0", "y0", "x1", "y1"}
        assert picture.getpixel((round(box["x0"]) + 1, round(box["y0"]) + 1)) == YELLOW
        assert picture.getpixel((round(box["x1"]) + 5, round(box["y0"]) + 1)) == (255, 255, 255)


def test_a_passage_over_a_page_end_is_marked_on_both_pages(client: TestClient) -> None:
    passage = first_passage(client, "long")
    assert first_passage(client, "long", 2)["id"] == passage["id"]
    for number in (1, 2):
        assert yellow(drawn(client, "long", number, highlight=passage["id"])) is not None
        assert yellow(drawn(client, "long", number)) is None


@pytest.mark.parametrize("scale", [0.5, 1.25, 4])
def test_a_picture_has_so_many_pixels_a_point(client: TestClient, scale: float) -> None:
    response = client.get(PICTURE.format("bears", 1), params={"scale": scale})
    assert float(response.headers["pincite-scale"]) == scale
    width, height = drawn(client, "bears", scale=scale).size
    assert (width / scale, height / scale) == pytest.approx((595, 842), abs=1 / scale)


def test_a_huge_page_is_drawn_smaller(client: TestClient) -> None:
    width, height = drawn(client, "huge", scale=4).size
    assert 19_000_000 < width * height <= 20_100_000
    assert drawn(client, "strip", scale=4).size == (16_384, 46)
    response = client.get(PICTURE.format("strip", 1), params={"scale": 4})
    assert float(response.headers["pincite-scale"]) == pytest.approx(16_384 / 14_400, rel=1e-3)


@pytest.mark.parametrize("scale", ["0.4", "4.01", "-1", "nan", "inf", "big", ""])
def test_a_scale_out_of_range_is_refused(client: TestClient, scale: str) -> None:
    problem = problem_of(client.get(PICTURE.format("bears", 1), params={"scale": scale}), 422, "invalid-request")
    assert problem["detail"] == f'scale must be a number from 0.5 to 4, not "{scale}"'
    assert [error["field"] for error in problem["errors"]] == ["scale"]


def test_a_known_picture_is_not_sent_again(client: TestClient) -> None:
    first = client.get(PICTURE.format("bears", 1))
    assert first.headers["cache-control"] == "private, no-cache"
    etag = first.headers["etag"]
    for known in (etag, f'"other", W/{etag}', "*"):
        again = client.get(PICTURE.format("bears", 1), headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert client.get(PICTURE.format("bears", 1), headers={"If-None-Match": '"other"'}).content == first.content


def test_every_other_picture_has_another_etag(client: TestClient) -> None:
    passage = first_passage(client, "long")["id"]
    asked = ["long/pages/1.png", "long/pages/2.png", "bears/pages/1.png", "long/pages/1.png?scale=1"]
    asked += [f"long/pages/1.png?highlight={passage}"]
    etags = [client.get(f"/v1/documents/{address}").headers["etag"] for address in asked]
    assert len(set(etags)) == len(asked)


def test_a_replaced_document_has_new_pictures_and_a_removed_one_has_none(tmp_path: Path) -> None:
    data = tmp_path / "data"
    store(data, bears=LINE)
    with served(data) as client:
        before = client.get(PICTURE.format("bears", 1)).headers["etag"]
        store(data, bears=placed([(100.0, 500.0, 12.0, "Cars need fuel.")]), other="Another document.")
        after = client.get(PICTURE.format("bears", 1), headers={"If-None-Match": before})
        assert (after.status_code, after.headers["etag"] != before) == (200, True)
        with Library(data, write=True) as library:
            library.remove("bears")
        gone = client.get(PICTURE.format("bears", 1), headers={"If-None-Match": after.headers["etag"]})
        problem_of(gone, 404, "document-not-found")


@pytest.mark.parametrize(
    ("path", "status", "name", "said"),
    [
        ("nope/pages/1.png", 404, "document-not-found", 'no document "nope"'),
        ("long/pages/4.png", 404, "page-not-found", "long has pages 1 to 3, not 4"),
        ("plain/pages/1.png", 404, "page-not-found", "plain has no pages, only lines"),
        ("long/pages/two.png", 422, "invalid-request", 'number must be a whole number, not "two"'),
        ("paged/pages/2.png", 406, "no-picture", "read the text at /v1/documents/paged/pages/2"),
        (
            "long/pages/1.png?mark=x",
            422,
            "invalid-request",
            '"mark" is not known; the address may have',
        ),
        ("long/pages/1.png?highlight=", 404, "passage-not-found", 'no passage ""'),
        ("long/pages/1.png?highlight=long:0009-00000000", 404, "passage-not-found", 'no passage "long:0009-00000000"'),
    ],
)
def test_what_cannot_be_drawn_is_a_problem(client: TestClient, path: str, status: int, name: str, said: str) -> None:
    assert said in problem_of(client.get(f"/v1/documents/{path}"), status, name)["detail"]


def test_a_passage_that_is_elsewhere_is_a_problem_that_says_where(client: TestClient) -> None:
    passage, other = first_passage(client, "many")["id"], first_passage(client, "bears")["id"]
    for asked, said in (
        (passage, f"passage {passage} stands on page 1, not on page 4"),
        (other, f"passage {other} is of bears, not of many; ask for a page of bears"),
    ):
        response = client.get(PICTURE.format("many", 4), params={"highlight": asked})
        assert said in problem_of(response, 422, "passage-elsewhere")["detail"]


def test_texts_have_neither_boxes_nor_pictures(client: TestClient) -> None:
    page = client.get("/v1/documents/paged/pages/1").json()
    assert (page["width"], page["height"], page["picture"]) == (None, None, None)
    assert [passage["boxes"] for passage in page["passages"]] == [[]]


def test_a_missing_original_is_a_problem(tmp_path: Path) -> None:
    store(tmp_path / "data", bears=LINE)
    (original,) = (tmp_path / "data" / "files").iterdir()
    original.unlink()
    with served(tmp_path / "data") as client:
        problem = problem_of(client.get(PICTURE.format("bears", 1)), 503, "library-unavailable")
        assert "the original of bears is missing" in problem["detail"]


class Drawing:
    """Draws nothing; takes its time, and notes how many were drawing at once."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._now = self.most = 0

    def __call__(self, content: bytes, number: int, *, scale: float, marked: tuple[Box, ...]) -> bytes:
        with self._guard:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.02)
        with self._guard:
            self._now -= 1
        return b"PNG"


def test_pages_are_drawn_one_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(LINE)
    order = PictureOrder(document_id="x", number=1, file=file, scale=1.0, marked=(), etag='""')
    draw = Drawing()

    async def paint_several() -> None:
        async with create_task_group() as group:
            for painter in (Painter(draw=draw), Painter(draw=draw)):
                for _ in range(3):
                    group.start_soon(painter.paint, order)

    run(paint_several)
    assert draw.most == 1


def test_a_page_that_takes_too_long_is_a_problem_and_the_next_is_drawn(data: Path) -> None:
    finish = threading.Event()

    def draw(content: bytes, number: int, *, scale: float, marked: tuple[Box, ...]) -> bytes:
        assert number == 2 or finish.wait(600)
        return b"PNG"

    with served(data, Painter(draw=draw, limit_s=0.1)) as client:
        for number in (1, 2):  # the second waits for the first, which goes on
            problem = problem_of(client.get(PICTURE.format("long", number)), 503, "drawing-too-slow")
            assert f"page {number} of long was not drawn within 0.1 seconds" in problem["detail"]
            assert f"/v1/documents/long/pages/{number}" in problem["detail"]
        finish.set()
        wait_until(lambda: client.get(PICTURE.format("long", 2)).content == b"PNG")


def test_a_page_that_cannot_be_drawn_is_a_problem(data: Path) -> None:
    def draw(content: bytes, number: int, *, scale: float, marked: tuple[Box, ...]) -> bytes:
        raise UnreadablePDF("page 2 cannot be drawn")

    with served(data, Painter(draw=draw)) as client:
        problem = problem_of(client.get(PICTURE.format("long", 2)), 500, "drawing-failed")
        assert problem["detail"].startswith("page 2 of long cannot be drawn")
        assert problem["detail"].endswith("/v1/documents/long/pages/2")
