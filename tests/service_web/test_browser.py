"""The client in a real browser: ask, read the answer, see the page."""

import re

from browsing import Served, ask, opened_tab
from playwright.sync_api import Browser, Page, expect

QUESTION = "How does Kazakhstan manage foreign soft power?"
UNKNOWN = "Who won the football world cup of 1998?"


def first_mark(tab: Page) -> str:
    """Presses the first citation's mark and tells what its card quotes."""
    tab.locator(".answer .cite").first.click()
    return tab.locator("#card blockquote").inner_text()


def page_is_there(tab: Page) -> None:
    """Waits until the page that was asked for last is shown, and none on its way."""
    expect(tab.locator("#page")).not_to_have_attribute("aria-busy", "true")


def test_the_first_question_leads_to_the_marked_words_of_its_first_citation(tab: Page) -> None:
    tab.goto("/")
    tab.get_by_role("button", name=QUESTION).click()
    quote = first_mark(tab)
    expect(tab.locator("#page mark").first).to_be_in_viewport()
    marked = "".join(tab.locator("#page mark").all_inner_texts())
    assert marked.split() == quote.split()
    card = tab.locator("#card")
    for said in (re.compile(r"^\d+\s*(ca\. )?pp?\. \d"), re.compile("20(18|2[345])")):
        expect(card).to_contain_text(said)
    assert card.locator("cite").inner_text()


def test_what_is_marked_on_the_page_is_what_the_service_says_stands_there(tab: Page) -> None:
    tab.goto(f"/?q={QUESTION}")
    tab.locator(".ranked li").first.wait_for()
    link = tab.locator(".ranked h4 a").first
    text = tab.locator(".ranked .passage").first.text_content()
    assert text is not None
    link.click()
    page_is_there(tab)  # until then the page of the first citation may be shown
    chosen = "".join(tab.locator("#page .chosen").all_inner_texts())
    assert "".join(chosen.split()) in "".join(text.split())
    assert chosen


def test_a_follow_up_keeps_the_thread(tab: Page) -> None:
    tab.goto("/")
    ask(tab, "How does China use its soft power in Kazakhstan?")
    ask(tab, "And Russia?")
    expect(tab.locator(".turn")).to_have_count(2)
    expect(tab.locator(".turn").nth(1).locator(".asked")).to_contain_text("Russia use its soft power")
    expect(tab.locator(".question")).to_have_text(["How does China use its soft power in Kazakhstan?", "And Russia?"])
    assert tab.locator(".turn").nth(1).locator(".ranked li").count() == 8


def test_the_page_beside_follows_the_answers_until_one_is_chosen(tab: Page) -> None:
    tab.goto("/")
    ask(tab, "What is a middle power?")
    title = tab.locator("#page h2")
    expect(title).to_have_text(re.compile("^Middle Powers"))
    ask(tab, "What is Joseph Nye's definition of soft power?")
    expect(title).not_to_have_text(re.compile("^Middle Powers"))
    tab.locator(".turn").nth(0).locator(".ranked h4 a").first.click()
    expect(title).to_have_text(re.compile("^Middle Powers"))
    ask(tab, "What is Joseph Nye's definition of soft power?")
    expect(title).to_have_text(re.compile("^Middle Powers"))


def test_examples_are_made_of_the_headings_of_other_papers(tab: Page) -> None:
    found = tab.request.get("/v1/documents").json()
    others = [one for one in found["documents"] if one["id"] == "zhunissova2023"]
    tab.route("**/v1/documents", lambda route: route.fulfill(json={**found, "documents": others, "total": 1}))
    tab.goto("/")
    expect(tab.locator(".examples button")).to_have_text(re.compile(r"What does Zhunissova say about “.{5,}”\?"))
    tab.locator(".examples button").click()
    expect(tab.locator(".ranked h4 a").first).to_contain_text("Zhunissova")


def test_a_question_the_papers_do_not_answer_is_refused_with_the_nearest_passages(tab: Page) -> None:
    tab.goto("/")
    ask(tab, UNKNOWN)
    refusal = tab.locator(".turn .state")
    expect(refusal.locator("h3")).to_have_text("The library does not answer this")
    expect(refusal.locator(".reason")).not_to_be_empty()
    expect(refusal.get_by_role("link", name="Choose or add documents")).to_be_visible()
    expect(tab.locator(".ranked summary")).to_have_text("The 8 nearest passages")
    assert tab.locator(".answer p").count() == 0


def test_a_language_model_is_offered_where_one_is_set_up(tab: Page) -> None:
    tab.goto("/")
    tab.locator(".examples button").first.wait_for()
    expect(tab.get_by_label("Who answers")).to_be_hidden()
    tab.route("**/v1/models", lambda route: route.fulfill(json={"data": [{"id": "pincite-llm"}]}))
    tab.reload()
    tab.get_by_label("Who answers").select_option("llm")
    with tab.expect_request("**/v1/ask") as asked:
        tab.get_by_role("button", name=QUESTION).click()
    assert (asked.value.post_data_json or {}).get("answerer") == "llm"


def test_a_permalink_opens_the_same_page_and_words(browser: Browser, served: Served, tab: Page) -> None:
    tab.goto(f"/?q={QUESTION}")
    first_mark(tab)
    expect(tab.locator("#page mark").first).to_be_in_viewport()
    marked = tab.locator("#page mark").all_inner_texts()
    tab.locator("#card a.button").click()
    tab.locator(".copying summary").click()
    tab.evaluate("navigator.clipboard.writeText = async (text) => (window.copied = text)")
    tab.get_by_role("button", name="Copy link").click()
    tab.get_by_role("button", name="Copied").wait_for()
    link = str(tab.evaluate("window.copied"))
    assert re.match(rf"{served.url}/documents/\w+\?passage=.*&start=\d+&end=\d+#page=\d+$", link)
    with opened_tab(browser, served.url) as other:
        other.goto(link)
        expect(other.locator("#page mark").first).to_be_in_viewport()
        assert other.locator("#page mark").all_inner_texts() == marked


def test_a_citation_is_copied_in_the_chosen_style(tab: Page) -> None:
    tab.goto("/documents/yessirkep2025#page=7")
    tab.locator(".copying summary").click()
    tab.evaluate("navigator.clipboard.writeText = async (text) => (window.copied = text)")
    tab.get_by_label("Citation style").select_option("apa")
    tab.get_by_role("button", name="Copy citation").click()
    tab.get_by_role("button", name="Copied").wait_for()
    assert "(Yessirkep et al., 2025, p. 7)" in str(tab.evaluate("window.copied"))


def test_threads_outlive_a_reload_are_found_named_exported_and_deleted(tab: Page) -> None:
    tab.goto("/")
    ask(tab, QUESTION)
    answer = tab.locator(".answer").inner_text()
    tab.reload()
    expect(tab.locator(".answer")).to_have_text(answer, use_inner_text=True)
    tab.get_by_label("Name of the thread").fill("Soft power for the seminar")
    tab.keyboard.press("Tab")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Markdown").click()
    text = download.value.path().read_text("utf-8")
    assert text.startswith("# Soft power for the seminar")
    assert re.search(r"\[\^1\]: “.+” \(.+, p.+\) <http://127.0.0.1:\d+/documents/", text)
    assert "## References" in text
    with tab.expect_download() as bibliography:
        tab.get_by_role("button", name="BibTeX").click()
    assert bibliography.value.path().read_text("utf-8").startswith("@")
    tab.get_by_role("link", name="Threads").click()
    tab.get_by_label("Search in threads").fill("seminar kazakhstan")
    expect(tab.locator(".threadlist a")).to_have_text(["Soft power for the seminar"])
    tab.get_by_role("button", name="Delete “Soft power for the seminar”").click()
    tab.get_by_role("button", name="Delete", exact=True).click()
    expect(tab.locator(".threadlist")).to_contain_text("No threads yet")


def test_the_keyboard_alone_is_enough(tab: Page) -> None:
    tab.goto("/")
    expect(tab.locator("#question")).to_be_focused()
    tab.keyboard.type(QUESTION)
    tab.keyboard.press("Enter")
    tab.locator(".ranked").wait_for()
    mark = tab.locator(".answer .cite").first
    walk_to(tab, mark_of=".answer .cite", key="Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("#card")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.locator("#card")).to_be_hidden()
    expect(mark).to_be_focused()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="See the page")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("#page h2")).to_be_focused()
    before = tab.locator("#page .toolbar select").input_value()
    walk_to(tab, mark_of="#page [aria-label='Next page']", key="Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("#page select").first).to_have_value(str(int(before) + 1))
    walk_to(tab, mark_of="#page .close", key="Shift+Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("#page h2")).to_have_count(0)
    expect(mark).to_be_focused()


def walk_to(tab: Page, *, mark_of: str, key: str) -> None:
    """Presses the key until the first element that the selector names has the focus."""
    target = tab.locator(mark_of).first
    for _ in range(40):
        if target.evaluate("element => element === document.activeElement"):
            return
        tab.keyboard.press(key)
    raise AssertionError(f"{mark_of} cannot be reached with {key}")


def test_nothing_jumps_while_the_answer_comes(tab: Page) -> None:
    tab.goto("/")
    tab.get_by_role("button", name=QUESTION).wait_for()
    tab.evaluate(
        "window.jumps = []; new PerformanceObserver((list) => jumps.push(...list.getEntries()"
        ".filter((one) => !one.hadRecentInput).map((one) => one.value))).observe({ type: 'layout-shift' });"
        "window.painted = () => new Promise((then) => requestAnimationFrame(() => setTimeout(then)))"
    )
    ask(tab, "What are the instruments of soft power of China in Central Asia?")
    ask(tab, "What is Joseph Nye's definition of soft power?")
    page_is_there(tab)
    tab.evaluate("painted().then(painted)")  # what moved in the last frame is told after it
    assert sum(tab.evaluate("jumps")) < 0.05


def test_an_estimated_page_looks_different_and_says_why(tab: Page) -> None:
    tab.goto("/documents/patalakh2018#page=3")
    expect(tab.locator("#page .sheet")).to_have_class(re.compile("estimated"))
    expect(tab.locator("#page .note")).to_contain_text("does not say where this page begins")
    tab.goto("/documents/yessirkep2025#page=3")
    expect(tab.locator("#page .sheet")).not_to_have_class(re.compile("estimated"))


def test_the_language_is_remembered(tab: Page) -> None:
    tab.goto("/library")
    for code, heading in (("ru", "Библиотека"), ("kk", "Кітапхана")):
        tab.locator("#language").select_option(code)
        expect(tab.locator("h1")).to_have_text(heading)
        assert tab.locator("html").get_attribute("lang") == code
    tab.reload()
    expect(tab.locator("h1")).to_have_text("Кітапхана")
