"""The library in a real browser: documents come in, are asked, and go; and what is said when something is amiss."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Served, ask, opened_tab
from playwright.sync_api import Browser, Page, expect
from reportlab.pdfgen.canvas import Canvas

SCRIPT = "<script>document.title = 'injected'</script><img src=x onerror=\"document.title='injected'\">"


@pytest.fixture(scope="module")
def own(browser: Browser, corpus_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service over a copy of the five papers, which tests may change."""
    data = tmp_path_factory.mktemp("own") / "data"
    shutil.copytree(corpus_data, data)
    with Served(data) as service:
        yield service


@pytest.fixture
def desk(browser: Browser, own: Served) -> Iterator[Page]:
    with opened_tab(browser, own.url) as page:
        yield page


def eagles(folder: Path) -> Path:
    """A PDF of two pages about steppe eagles."""
    path = folder / "eagles.pdf"
    canvas = Canvas(str(path))
    canvas.setTitle("Steppe eagles and power lines")
    canvas.setAuthor("Aliya Karimova")
    for lines in (
        ("Steppe eagles and power lines", "", "The steppe eagle nests on low mounds across the northern steppe."),
        ("Insulated crossarms halved the losses of steppe eagles at power lines within three years.",),
    ):
        for number, line in enumerate(lines):
            canvas.drawString(72, 760 - 18 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def upload(desk: Page, *files: Path) -> None:
    desk.goto("/library")
    desk.locator(".documents h2").first.wait_for()
    desk.locator("#files").set_input_files(files)
    desk.locator(".jobs .outcome, .jobs .state").first.wait_for(timeout=600_000)


def test_a_pdf_is_added_asked_shown_marked_and_removed(desk: Page, tmp_path: Path) -> None:
    upload(desk, eagles(tmp_path))
    expect(desk.locator(".jobs .badge")).to_have_text("Added")
    item = desk.locator(".documents > li", has_text="Steppe eagles and power lines")
    expect(item).to_contain_text("2 pages")
    item.scroll_into_view_if_needed()  # only what is in sight tells its share
    expect(item).to_contain_text("100% searchable")
    item.get_by_role("checkbox").check()
    desk.get_by_role("link", name="Ask the chosen document").click()
    expect(desk.locator(".scope")).to_contain_text("Searching 1 chosen document")
    ask(desk, "What halved the losses of steppe eagles at power lines?")
    desk.locator(".answer .cite").first.click()
    expect(desk.locator("#page .quoted").first).to_be_visible()
    desk.keyboard.press("Escape")
    picture = desk.locator("#page .picture img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 300")
    assert "highlight=" in str(picture.get_attribute("src"))
    size = desk.get_by_label("Size")
    before = size.inner_text()
    desk.get_by_role("button", name="Larger").click()
    assert size.inner_text() != before
    desk.get_by_role("button", name="Text", exact=True).click()
    expect(desk.locator("#page .sheet .chosen").first).to_be_visible()
    remove(desk, "Steppe eagles and power lines")
    assert desk.request.get("/v1/documents").json()["total"] == 5


def test_what_older_rules_read_is_read_again(desk: Page, own: Served) -> None:
    desk.goto("/library")
    desk.locator(".documents h2").first.wait_for()
    expect(desk.locator(".older")).not_to_contain_text("older rules")
    with contextlib.closing(sqlite3.connect(own.data / "library.db", timeout=30)) as database, database:
        database.execute("DELETE FROM readings WHERE document_id <> 'patalakh2018'")
    desk.reload()
    expect(desk.locator(".older")).to_contain_text("4 documents were read by older rules.")
    desk.get_by_role("button", name="Read again").click()
    expect(desk.locator(".older .jobs")).to_contain_text("4 files were read.", timeout=600_000)
    expect(desk.locator(".older")).not_to_contain_text("older rules")


def remove(desk: Page, title: str) -> None:
    desk.goto("/library")
    button = desk.get_by_role("button", name=f"Remove “{title}”")
    button.click()
    desk.keyboard.press("Escape")
    expect(button).to_be_focused()
    button.click()
    desk.get_by_role("button", name="Remove", exact=True).last.click()
    expect(button).to_have_count(0)


def test_a_document_of_script_tags_is_shown_as_it_is_written(desk: Page, tmp_path: Path) -> None:
    file = tmp_path / "script.md"
    sentence = "The saker falcon breeds in the Altai foothills, as every ringing station there has recorded."
    file.write_text(f"# {SCRIPT}\n\n{sentence} {SCRIPT} It hunts susliks.\n", "utf-8")
    upload(desk, file)
    expect(desk.locator(".documents h2", has_text="<script>")).to_have_count(1)
    ask_page = "/?q=Where does the saker falcon breed?"
    desk.goto(ask_page)
    desk.locator(".ranked h4 a").first.click()
    expect(desk.locator("#page .sheet")).to_contain_text("<img src=x")
    expect(desk.locator(".ranked")).to_contain_text(SCRIPT)
    assert desk.title() != "injected"
    assert desk.locator("main img, main script, #page img, #page script").count() == 0
    desk.goto("/library")
    # By the keyboard: what is said of the documents above comes later, and moves the link away from a pointer.
    desk.locator(".documents > li", has_text="<script>").get_by_role("link").first.press("Enter")
    expect(desk.locator("h1")).to_contain_text("<script>")
    remove(desk, SCRIPT)


def test_a_dropped_file_that_cannot_be_read_is_refused_with_the_reason(desk: Page) -> None:
    desk.goto("/library")
    desk.locator(".documents h2").first.wait_for()
    desk.evaluate(
        "() => { const held = new DataTransfer();"
        "held.items.add(new File(['%PDF-1.7 nothing of a PDF follows'], 'broken.pdf'));"
        "document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: held, bubbles: true })); }"
    )
    desk.locator(".jobs .outcome").wait_for()
    expect(desk.locator(".jobs .badge")).to_have_text("Not added")
    expect(desk.locator(".jobs .note")).to_contain_text("broken.pdf")


def test_the_list_is_narrowed_by_words_author_year_language_and_kind(desk: Page) -> None:
    desk.goto("/library")
    titles = desk.locator(".documents h2")
    expect(titles).to_have_count(5)
    for label, value, left in (("Author", "Artem Patalakh", 1), ("Kind", "thesis", 1), ("Language", "en", 5)):
        desk.get_by_label(label, exact=True).select_option(value)
        expect(titles).to_have_count(left)
        desk.get_by_label(label, exact=True).select_option("")
    desk.get_by_label("From year").fill("2024")
    expect(titles).to_have_count(3)
    desk.get_by_label("Title, author or key").fill("superpowers yessirkep")
    expect(titles).to_have_count(1)
    desk.get_by_label("Title, author or key").fill("no such thing")
    desk.get_by_role("button", name="Clear the filters").click()
    expect(titles).to_have_count(5)


def test_the_client_says_when_the_server_is_gone_and_goes_on_when_it_is_back(
    browser: Browser, corpus_data: Path
) -> None:
    with Served(corpus_data) as service, opened_tab(browser, service.url) as tab:
        tab.goto("/")
        ask(tab, "What is Joseph Nye's definition of soft power?")
        tab.locator(".turn").nth(0).locator(".ranked").wait_for()
        service.kill()
        ask(tab, "How does China use it?")
        expect(tab.locator("#notice")).to_contain_text("The server does not answer")
        with Served(corpus_data, port=service.port):
            expect(tab.locator("#notice")).to_contain_text("The server is back")
            # The page beside the first answer may not have come either, and offers the same.
            tab.locator(".turn").nth(1).get_by_role("button", name="Try again").click()
            tab.locator(".turn").nth(1).locator(".ranked").wait_for()
            expect(tab.locator(".turn").nth(0).locator(".ranked")).to_have_count(1)


def test_an_empty_library_says_what_to_do(browser: Browser, tmp_path: Path) -> None:
    with Served(tmp_path) as service, opened_tab(browser, service.url) as tab:
        tab.goto("/")
        expect(tab.locator(".below")).to_contain_text("The library is empty.")
        tab.get_by_role("link", name="Add documents").click()
        expect(tab.get_by_label("Choose files")).to_be_attached()
