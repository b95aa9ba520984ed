"""Pictures of every view of the web client, light and dark, wide and narrow, to be looked at: `make screenshots`.

A copy of the data directory is served, with a small PDF added to it. `--picture` makes only the README's.
"""

import argparse
import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from pincite.service.jobs.library_changes import add

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "helpers"))  # the browser and the service are started as the tests start them

from browsing import Served, ask, chromium, opened_tab  # noqa: E402

SIZES = {"wide": (1440, 900), "phone": (375, 812)}
QUESTION = "How does Kazakhstan balance between Russia, China and the West?"
UNKNOWN = "Who won the football world cup of 1998?"
PICTURE = ROOT / "docs" / "client.webp"
_PARAGRAPH = (
    "The steppe eagle nests on low mounds across the northern steppe. Two thirds of the ringed chicks returned to "
    "within forty kilometres of the nest they were hatched in. Insulated crossarms halved the losses of steppe eagles "
    "at power lines within three years. "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view: its address, what shows that it is there, and what is done before the picture."""

    name: str
    address: str
    shown: str
    prepare: Callable[[Page], None] = lambda page: None
    locale: str = "en-GB"


def card(page: Page) -> None:
    page.locator(".answer .cite").first.click()


def page_beside(page: Page) -> None:
    card(page)
    page.get_by_role("link", name="See the page").click()


def second_turn(page: Page) -> None:
    ask(page, UNKNOWN)


def pdf_beside(page: Page) -> None:
    page.locator(".ranked h4 a").first.click()
    page.locator("#page .picture img:not(.loading)").wait_for()


def gone(page: Page) -> None:
    page.route("**/v1/ask", lambda route: route.abort())
    page.route("**/healthz", lambda route: route.abort())
    page.locator("#question").fill(UNKNOWN)
    page.keyboard.press("Enter")
    page.locator("#notice p").wait_for()


def remove(page: Page) -> None:
    page.get_by_role("button", name="Remove").first.click()


VIEWS = (
    View(name="start", address="/", shown=".examples button"),
    View(name="answer", address=f"/?q={QUESTION}", shown=".ranked"),
    View(name="card", address=f"/?q={QUESTION}", shown=".ranked", prepare=card),
    View(name="page", address=f"/?q={QUESTION}", shown=".ranked", prepare=page_beside),
    View(name="pdf", address="/?q=What halved the losses of eagles?", shown=".ranked", prepare=pdf_beside),
    View(name="refusal", address=f"/?q={QUESTION}", shown=".ranked", prepare=second_turn),
    View(name="gone", address=f"/?q={QUESTION}", shown=".ranked", prepare=gone),
    View(name="threads", address="/threads", shown=".threads"),
    View(name="library", address="/library", shown=".share:not(:empty)"),
    View(name="remove", address="/library", shown=".share:not(:empty)", prepare=remove),
    View(name="estimated", address="/documents/patalakh2018#page=3", shown="#page .sheet"),
    View(name="docs", address="/docs", shown=".route"),
    View(name="start-ru", address="/", shown=".examples button", locale="ru-RU"),
    View(name="library-kk", address="/library", shown=".share:not(:empty)", locale="kk-KZ"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--picture", action="store_true", help=f"only {PICTURE.relative_to(ROOT)}")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served_copy(options.data, Path(folder)) as url, chromium() as browser:
        if options.picture:
            take_picture(browser, url)
            return
        options.out.mkdir(parents=True, exist_ok=True)
        for scheme in ("light", "dark"):
            for size in SIZES:
                for view in VIEWS:
                    content = shot(browser, url, view, scheme=scheme, size=size)
                    (options.out / f"{view.name}-{scheme}-{size}.png").write_bytes(content)
                print(f"{len(VIEWS)} views, {scheme}, {size}: {options.out}")


@contextmanager
def served_copy(data: Path, folder: Path) -> Iterator[str]:
    """Where a copy of the data directory is served that holds a PDF as well."""
    copy, pdf = folder / "data", folder / "eagles.pdf"
    shutil.copytree(data, copy)
    style = getSampleStyleSheet()
    flow = [Paragraph("Steppe eagles and power lines", style["Title"]), Paragraph(_PARAGRAPH * 3, style["BodyText"])]
    flow += [PageBreak(), Paragraph("Power lines", style["Heading1"]), Paragraph(_PARAGRAPH * 2, style["BodyText"])]
    SimpleDocTemplate(str(pdf), title="Steppe eagles and power lines", author="Aliya Karimova").build(flow)
    add(copy, [pdf])
    with Served(copy) as service:
        yield service.url


def shot(browser: Browser, url: str, view: View, *, scheme: str, size: str) -> bytes:
    width, height = SIZES[size]
    settings = {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "locale": view.locale}
    with opened_tab(browser, url, **settings) as page:
        page.goto(view.address)
        page.locator(view.shown).first.wait_for()
        view.prepare(page)
        page.wait_for_timeout(700)  # until what fades in has faded in
        return page.screenshot()


def take_picture(browser: Browser, url: str) -> None:
    """The README's picture: an answer, its card, and the page beside it."""
    view = next(view for view in VIEWS if view.name == "card")
    content = shot(browser, url, view, scheme="light", size="wide")
    Image.open(io.BytesIO(content)).save(PICTURE, quality=80, method=6)
    print(f"{PICTURE}: {PICTURE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
