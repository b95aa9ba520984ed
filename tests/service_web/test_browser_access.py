"""The client for everyone: every view, light and dark, wide and narrow, by axe-core's rules."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import Served, ask, opened_tab
from playwright.sync_api import Browser, Page, expect

from pincite.service.http.web_files import WEB

QUESTION = "How does Kazakhstan manage foreign soft power?"


def serious(tab: Page) -> list[str]:
    """What axe-core finds wrong with the page, but for trifles."""
    found: list[dict[str, Any]] = Axe().run(tab).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (375, "dark")])
def test_no_view_has_serious_faults(browser: Browser, served: Served, scheme: str, width: int) -> None:
    size = {"width": width, "height": 900}
    # axe-core is put into the page as a script of the test's own, which the policy of the service would refuse.
    with opened_tab(browser, served.url, viewport=size, color_scheme=scheme, bypass_csp=True) as tab:
        tab.goto("/")
        tab.get_by_role("button", name=QUESTION).wait_for()
        assert serious(tab) == []
        ask(tab, QUESTION)
        tab.locator(".answer .cite").first.click()
        expect(tab.locator("#card")).to_be_visible()
        assert serious(tab) == []
        tab.get_by_role("link", name="See the page").click()
        tab.locator("#page .sheet").wait_for()
        assert serious(tab) == []
        for address, shown in (
            ("/?q=Who won the football world cup of 1998?", ".state"),
            ("/threads", ".threadlist a"),
            ("/library", ".share:not(:empty)"),
            ("/documents/patalakh2018#page=3", "#page .sheet"),
            ("/documents/nothing", "#page .state"),
            ("/docs", ".route"),
        ):
            tab.goto(address)
            tab.locator(shown).first.wait_for()
            assert serious(tab) == [], address
        tab.goto("/library")
        tab.get_by_role("button", name="Remove").first.click()
        assert serious(tab) == []


def test_nothing_is_wider_than_the_narrowest_phone(browser: Browser, served: Served) -> None:
    for language in ("en-GB", "ru-RU", "kk-KZ"):
        # High enough for the list of documents under its filters: only what is in sight tells its share.
        with opened_tab(browser, served.url, viewport={"width": 320, "height": 1600}, locale=language) as tab:
            for address, shown in (
                ("/", ".examples button"),
                ("/?q=soft power", ".ranked"),
                ("/library", ".share:not(:empty)"),
                ("/threads", ".threadlist a"),
                ("/documents/yessirkep2025#page=7", "#page .sheet"),
            ):
                tab.goto(address)
                tab.locator(shown).first.wait_for()
                width = tab.evaluate("document.documentElement.scrollWidth")
                assert width <= 320, f"{address} in {language}"


def test_first_paint_does_not_wait_for_the_search(tab: Page) -> None:
    tab.route("**/readyz", lambda route: None)  # the service never says that it is ready
    tab.goto("/")
    expect(tab.locator("#question")).to_be_focused()
    expect(tab.locator("h1")).to_have_text("Ask the library")


def test_a_question_asked_too_early_is_answered_when_the_index_is_open(tab: Page) -> None:
    problem = {"type": "/docs#not-ready", "title": "x", "status": 503, "detail": "x", "state": "starting"}
    tab.route("**/v1/ask", lambda route: route.fulfill(status=503, json=problem), times=1)
    tab.route("**/readyz", lambda route: route.fulfill(status=503, json=problem), times=2)
    tab.goto(f"/?q={QUESTION}")
    tab.locator(".ranked").wait_for()


def test_the_style_that_is_served_is_the_style_that_is_written(tab: Page) -> None:
    # The browser keeps the value of a variable as it was written.
    rules = """text => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return [...sheet.cssRules].map((rule) => rule.cssText.replaceAll(", ", ","));
    }"""
    tab.goto("/")
    for style in WEB.glob("*.css"):
        served, written = tab.request.get(f"/web/{style.name}").text(), style.read_text("utf-8")
        assert len(served) < len(written)
        assert tab.evaluate(rules, served) == tab.evaluate(rules, written)


def test_the_api_page_describes_every_route(tab: Page) -> None:
    described = tab.request.get("/openapi.json").json()["paths"]
    tab.goto("/docs")
    expect(tab.locator(".route")).to_have_count(sum(len(methods) for methods in described.values()))


def test_the_type_of_a_problem_leads_to_what_it_means(tab: Page) -> None:
    problem = tab.request.get("/v1/passages/none").json()
    tab.goto(problem["type"])
    row = tab.get_by_role("row", name=problem["type"])
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("search again")


def test_a_printed_thread_holds_the_answer_and_no_controls(tab: Page) -> None:
    tab.goto(f"/?q={QUESTION}")
    tab.locator(".ranked").wait_for()
    tab.emulate_media(media="print")
    expect(tab.locator(".answer p").first).to_be_visible()
    expect(tab.locator(".notes li").first).to_be_visible()
    for control in (".bar", ".composer", ".threadhead .actions"):
        expect(tab.locator(control)).to_be_hidden()
