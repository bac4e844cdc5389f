"""Conversations side by side: in the list, in other tabs, and read aloud."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, Visitor, ready

pytestmark = pytest.mark.browser
Ask = Callable[[Page, str], None]


def begin_another(page: Page) -> None:
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#log .welcome")).to_be_visible()


def begin_asking(page: Page, served: Served, question: str) -> None:
    """Asks, and holds the answer up in its middle."""
    served.assistant.go_on.clear()
    page.locator("#ask-box textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#live .said")).to_contain_text("The repair cost 41")


def test_the_list_opens_over_every_tab_and_leads_back_to_the_question(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    page.get_by_role("tab", name="Library").click()
    page.get_by_role("button", name="Conversations").click()
    expect(page.locator("#history")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#log .welcome")).to_be_visible()
    expect(page.locator("#ask-box textarea")).to_be_focused()


def test_what_is_typed_under_one_conversation_does_not_stand_under_another(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    page.get_by_role("button", name="Wrong or poor answer").click()
    page.locator("form.correction textarea").fill("42 million")
    begin_another(page)
    ask(page, "And the second figure?")
    page.get_by_role("button", name="Wrong or poor answer").click()
    expect(page.locator("form.correction textarea")).to_have_value("")


def test_the_words_that_are_sought_stay_when_the_list_is_drawn_anew(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    begin_another(page)
    ask(page, "And the second figure?")
    page.get_by_role("button", name="Conversations").click()
    page.locator("#history [data-find]").fill("second")
    found = page.locator("#history li:visible")
    found.get_by_role("button", name="Rename").first.click()
    found.locator("input").fill("The second one")
    page.keyboard.press("Enter")
    expect(found).to_contain_text("The second one")
    expect(found).to_have_count(1)


def test_an_empty_question_is_no_mistake_of_the_page(page: Page, ask: Ask) -> None:
    page.locator("#ask-box textarea").press("Enter")
    page.wait_for_timeout(500)  # Gradio lets a second question fall while the first one is under way
    ask(page, "What did the repair cost?")
    expect(page.locator(".toast-body")).to_have_count(0)


def test_the_first_answer_and_a_refusal_are_read_aloud_whole(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    expect(page.locator("#announce")).to_contain_text("The repair cost 41 million crowns.")
    ask(page, "Who won the regatta?")
    expect(page.locator("#announce")).to_contain_text("The articles don’t tell. The library holds")


def test_a_half_typed_question_stays_when_another_one_is_asked_again(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    page.locator("#ask-box textarea").fill("Who will")
    page.get_by_role("button", name="Ask again").last.click()
    expect(page.locator("#live .turn")).to_have_count(0)
    expect(page.locator("#log .turn")).to_have_count(1)
    expect(page.locator("#ask-box textarea")).to_have_value("Who will")


def test_escape_leaves_whoever_types_where_they_are(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    page.locator("#log button.chip").first.click()
    page.locator("#ask-box textarea").fill("And who")
    page.keyboard.press("Escape")
    expect(page.locator("#ask-box textarea")).to_be_focused()


def test_a_question_under_way_is_back_in_the_box_after_a_reload(visitor: Visitor, served: Served) -> None:
    page = visitor.open()
    begin_asking(page, served, "What did the repair cost?")
    page.reload()
    ready(page)
    expect(page.locator("#ask-box textarea")).to_have_value("What did the repair cost?")
    served.assistant.go_on.set()
    # What Gradio says of the request that the reload has cut off.
    cut_off = ("AbortError", "Connection errored out")
    visitor.problems[:] = [problem for problem in visitor.problems if not any(word in problem for word in cut_off)]


def test_tabs_that_ask_nothing_do_not_load_each_other_anew(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    expect(page.locator("#history li")).to_have_count(1)
    page.evaluate("window.sameVisit = true")
    other = page.context.new_page()
    other.goto(page.url)
    ready(other)
    expect(other.locator("#history li")).to_have_count(1)
    page.evaluate("dispatchEvent(new Event('focus'))")
    ask(page, "And the second figure?")
    assert page.evaluate("window.sameVisit")
    other.close()


def test_an_answer_without_quotes_still_shows_what_was_read(page: Page, ask: Ask) -> None:
    ask(page, "Something read but not quoted?")
    ask(page, "And the second figure?")
    page.locator("#log [data-action=sources]").click()
    expect(page.locator("#panel")).to_contain_text("Tarn Quay opens again after the flood")


def test_a_title_that_is_given_while_an_answer_streams_stays(page: Page, served: Served, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    begin_asking(page, served, "What did the repair cost?")
    page.get_by_role("button", name="Conversations").click()
    mine = page.locator("#history li").first
    mine.get_by_role("button", name="Rename").first.click()
    mine.locator("input").fill("The repair of the quay")
    page.keyboard.press("Enter")
    expect(mine).to_contain_text("The repair of the quay")
    served.assistant.go_on.set()
    expect(page.locator("#log .turn")).to_have_count(2)
    page.reload()
    ready(page)
    page.get_by_role("button", name="Conversations").click()
    expect(mine).to_contain_text("The repair of the quay")
