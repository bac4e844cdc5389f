"""Asking, reading the evidence beside the answer, and what stays after a reload."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, Served, Visitor, ready

pytestmark = pytest.mark.browser
Ask = Callable[[Page, str], None]


def test_an_answer_shows_its_words_chips_and_sources(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    expect(page.locator("#log .said")).to_contain_text("The repair cost 41 million crowns.")
    expect(page.locator("#log .said strong")).to_have_text("41 million crowns")
    expect(page.locator("#log button.chip")).to_have_count(2)
    expect(page.locator("#panel .note").first).to_have_text("2 passages in 2 articles")
    expect(page.locator("#panel .clip").first).to_contain_text("18 April 2026")
    expect(page.locator("#panel .clip").first).to_contain_text("The repair")


def test_a_chip_opens_its_sentence_inside_its_article(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    page.locator("#log button.chip").nth(1).click()
    mark = page.locator('#panel mark[data-n="2"]')
    expect(mark).to_be_focused()
    expect(mark).to_be_in_viewport()
    expect(mark).to_contain_text("Traders put the damage at 38 million crowns.")
    expect(page.locator("#panel .clip").nth(1).locator("p.near").first).to_contain_text("The fish market")


def test_a_sentence_that_is_out_of_view_is_there_within_two_frames(visitor: Visitor, ask: Ask) -> None:
    page = visitor.open(viewport={"width": 1360, "height": 460})
    ask(page, "What did the repair cost?")
    expect(page.locator('#panel mark[data-n="2"]')).not_to_be_in_viewport()
    page.evaluate(
        """() => new Promise((done) => {
          document.querySelectorAll("#log button.chip")[1].click();
          requestAnimationFrame(() => requestAnimationFrame(() => { window.top2 = panel.scrollTop; done(); }));
        })"""
    )
    expect(page.locator('#panel mark[data-n="2"]')).to_be_in_viewport()
    page.wait_for_timeout(500)
    assert page.evaluate("panel.scrollTop === window.top2")


@pytest.mark.parametrize("script", ["page.js", "fields.js"])
def test_scripts_that_come_after_the_components_still_serve_them(visitor: Visitor, ask: Ask, script: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    # Open is what has its components.
    page = visitor.open(prepare=lambda page: page.route(f"**/{script}*", hold))
    assert held
    for route in held:
        route.continue_()
    expect(page.locator("html[dir]")).to_have_count(1)
    ask(page, "What did the repair cost?")
    page.locator("#log button.chip").nth(1).click()
    expect(page.locator('#panel mark[data-n="2"]')).to_be_focused()
    page.locator("[data-action=history]").click()
    expect(page.locator("#history li")).to_have_count(1)


def test_enter_opens_a_chip_and_escape_returns_to_it(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    chip = page.locator("#log button.chip").first
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator('#panel mark[data-n="1"]')).to_be_focused()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_a_chip_of_an_older_turn_brings_its_own_sources_back(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    ask(page, "And the second figure?")
    expect(page.locator("#panel .clip")).to_have_count(1)
    page.locator("#log .turn").first.locator("button.chip").first.click()
    expect(page.locator('#panel mark[data-n="1"]')).to_contain_text("The repair cost 41 million crowns.")
    expect(page.locator('#panel mark[data-n="1"]')).to_be_focused()


def test_the_conversation_is_there_after_a_reload_and_its_chips_work(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    expect(page.locator("#history li")).to_have_count(1)
    page.reload()
    ready(page)
    page.locator("#log button.chip").first.click()
    expect(page.locator('#panel mark[data-n="1"]')).to_be_focused()


def test_what_another_tab_has_asked_is_there_on_coming_back(page: Page, ask: Ask) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    ready(other)
    ask(other, "What did the repair cost?")
    expect(other.locator("#history li")).to_have_count(1)
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#history li")).to_have_count(1)
    ready(page)
    page.locator("[data-action=history]").click()
    page.locator("#history [data-action=new]").click()
    expect(page.locator("#log .turn")).to_have_count(0)
    ask(page, "And the second figure?")
    expect(page.locator("#history li")).to_have_count(2)


def test_the_whole_article_is_one_click_away_and_back_returns(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    expect(page.locator("#panel")).not_to_contain_text("A second wall is planned")
    page.locator("#panel").get_by_role("button", name="Whole article").first.click()
    expect(page.locator("#panel")).to_contain_text("A second wall is planned for next year.")
    expect(page.locator('#panel mark[data-n="1"]')).to_contain_text("The repair cost")
    page.locator("#panel").get_by_role("button", name="Back").click()
    expect(page.locator("#panel .clip")).to_have_count(2)


def test_hovering_a_chip_shows_the_quote(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    page.locator("#log button.chip").nth(1).hover()
    expect(page.locator("#quote-tip")).to_have_text("Traders put the damage at 38 million crowns.")


def test_a_refusal_is_calm_and_offers_the_nearest_article(page: Page, ask: Ask) -> None:
    ask(page, "Who is the king of Tarn?")
    expect(page.locator("#log .refused .calm")).to_have_text("The articles don’t tell.")
    page.locator("#log .nearest").click()
    expect(page.locator("#panel mark")).to_contain_text("The town expects 300 ships before winter.")


def test_unsupported_sentences_are_marked_and_the_model_is_named(page: Page, ask: Ask) -> None:
    ask(page, "Where is the moon?")
    expect(page.locator("#log .unsupported")).to_have_text("The mayor flies to the moon.")
    page.locator("#log .how summary").click()
    expect(page.locator("#log .how")).to_contain_text("Written by gguf:small.gguf")


def test_how_sure_the_evidence_was_is_told_within_the_width_of_a_phone(visitor: Visitor, ask: Ask) -> None:
    page = visitor.open(viewport=PHONE)
    ask(page, "Where is the moon?")
    page.locator("#log .how summary").click()
    row = page.locator("#log .how dl div").first
    expect(row).to_have_text("Strength of the evidence0.71 out of 1; an answer needs 0.25")
    box = row.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= PHONE["width"]


def test_an_error_says_what_to_do(page: Page, ask: Ask) -> None:
    ask(page, "Are you unplugged?")
    expect(page.locator("#log .failed")).to_contain_text("start the server or choose another model")


def test_an_answer_longer_than_the_page_keeps_is_cut_short_and_the_next_one_comes(page: Page, ask: Ask) -> None:
    ask(page, "An endless one?")
    expect(page.locator("#log .said")).to_contain_text("Tide and Tide…")
    expect(page.locator("#log .notice")).to_have_text("This answer broke off.")
    ask(page, "What did the repair cost?")


def test_calendars_open_inside_the_window_of_a_phone(visitor: Visitor) -> None:
    page = visitor.open(viewport=PHONE)
    page.get_by_role("button", name="Filters").click()
    for field in ("From", "Until", "As of"):
        page.get_by_role("button", name=f"{field}: open the calendar").click()
        expect(page.locator(".picker-container")).to_be_in_viewport(ratio=1)
        page.locator(".picker-container").get_by_role("button", name="Done").click()


def test_what_is_no_date_is_said_beside_its_field(page: Page) -> None:
    page.get_by_role("button", name="Filters").click()
    field = page.get_by_role("textbox", name="From")
    field.fill("31.3.2026")
    field.press("Tab")
    expect(page.locator("#since [role=alert]")).to_have_text("Dates are written like 2026-03-31.")
    page.get_by_role("button", name="From: open the calendar").click()
    expect(page.locator(".picker-container")).to_be_in_viewport(ratio=1)
    page.locator(".picker-container").get_by_role("button", name="Now").click()
    page.locator(".picker-container").get_by_role("button", name="Done").click()
    expect(page.locator("#since [role=alert]")).to_have_count(0)
    expect(field).to_have_value(re.compile(r"\d{4}-\d{2}-\d{2}"))


def test_stopping_keeps_what_was_said_and_marks_it(page: Page, served: Served) -> None:
    served.assistant.go_on.clear()
    page.locator("#ask-box textarea").fill("What did the repair cost?")
    page.keyboard.press("Enter")
    expect(page.locator("#live .said")).to_contain_text("The repair cost 41")
    page.locator("#ask-box .stop-button").click()
    expect(page.locator("#log .turn")).to_contain_text("This answer broke off.")
    expect(page.locator("#log .said")).to_contain_text("The repair cost 41")
    served.assistant.go_on.set()


def test_earlier_answers_are_not_drawn_again_before_the_next_one_begins(page: Page, ask: Ask, served: Served) -> None:
    ask(page, "What did the repair cost?")
    drawn = page.locator("#log .turns").get_attribute("data-render") or ""
    served.assistant.go_on.clear()
    page.locator("#ask-box textarea").fill("What did the repair cost once more?")
    page.keyboard.press("Enter")
    expect(page.locator("#live .said")).to_contain_text("The repair cost 41")
    expect(page.locator("#log .turns")).to_have_attribute("data-render", drawn)
    served.assistant.go_on.set()
    expect(page.locator("#log .turn")).to_have_count(2)


def test_asking_again_replaces_the_last_answer(page: Page, ask: Ask, served: Served) -> None:
    ask(page, "What did the repair cost?")
    asked = len(served.assistant.asked)
    drawn = page.locator("#log .turns").get_attribute("data-render") or ""
    page.locator("#log").get_by_role("button", name="Ask again").last.click()
    expect(page.locator("#log .turns")).not_to_have_attribute("data-render", drawn)
    expect(page.locator("#log .turn:not(.live)")).to_have_count(1)
    page.wait_for_function("() => !document.querySelector('#live .turn')")
    assert len(served.assistant.asked) == asked + 1


def test_editing_a_question_drops_what_followed(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    ask(page, "And the second figure?")
    page.locator("#log .turn").first.get_by_role("button", name="Edit the question").click()
    page.locator("#log .turn").first.locator(".editor textarea").fill("Was the repair dear?")
    page.keyboard.press("Enter")
    expect(page.locator("#log .turn")).to_have_count(1)
    expect(page.locator("#log .bubble")).to_contain_text("Was the repair dear?")


def edit_the_first(page: Page, question: str) -> None:
    """Ask the first question of two in other words."""
    first = page.locator("#log .turn").first
    first.get_by_role("button", name="Edit the question").click()
    first.locator(".editor textarea").fill(question)
    first.locator(".editor").get_by_role("button", name="Ask again").click()
    expect(page.locator("#log .turn")).to_have_count(1)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_editing_takes_away_is_said_before_and_can_be_had_back(
    visitor: Visitor, ask: Ask, size: dict[str, int]
) -> None:
    page = visitor.open(viewport=size)
    ask(page, "What did the repair cost?")
    ask(page, "And the second figure?")
    page.locator("#log .turn").first.get_by_role("button", name="Edit the question").click()
    warning = page.locator("#log .turn").first.locator(".editor .note")
    expect(warning).to_have_text("Asking again removes the question after it; you can undo that.")
    expect(warning).to_be_in_viewport(ratio=1)
    page.locator("#log .turn").first.get_by_role("button", name="Cancel").click()

    edit_the_first(page, "Was the repair dear?")
    expect(page.locator("#log .replaced")).to_contain_text("1 later question removed.")
    expect(page.locator("#log .replaced")).to_be_in_viewport(ratio=1)
    page.locator("#log .replaced").get_by_role("button", name="Undo").click()
    expect(page.locator("#log .bubble p")).to_have_text(["What did the repair cost?", "And the second figure?"])
    expect(page.locator("#log .turn").last.get_by_role("button", name="Edit the question")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_what_editing_took_away_can_be_had_back_after_a_reload_until_the_next_question(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    ask(page, "And the second figure?")
    edit_the_first(page, "Was the repair dear?")
    expect(page.locator("#history li")).to_have_count(1)
    page.reload()
    ready(page)
    expect(page.locator("#log .replaced")).to_be_visible()
    ask(page, "And the second figure?")
    expect(page.locator("#log .replaced")).to_have_count(0)


def test_the_history_goes_to_the_assistant(page: Page, ask: Ask, served: Served) -> None:
    ask(page, "What did the repair cost?")
    ask(page, "And the second figure?")
    question, history, _ = served.assistant.asked[-1]
    assert question == "And the second figure?"
    assert [turn.question for turn in history] == ["What did the repair cost?"]


def test_copying_brings_footnotes(visitor: Visitor, ask: Ask) -> None:
    page = visitor.open(permissions=["clipboard-read", "clipboard-write"])
    ask(page, "What did the repair cost?")
    page.get_by_role("button", name="Copy with sources").click()
    expect(page.locator("#announce")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[^1] Traders" in copied
    assert re.search(r"^\[\^2\]: “Traders put the damage at 38 million crowns.” — Fish market", copied, re.MULTILINE)


def test_sharing_saves_a_page_of_its_own(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a page").click()
    saved = download.value.path().read_text("utf-8")
    assert "Traders put the damage at 38 million crowns." in saved
    assert "<script" not in saved


def test_a_thumb_down_with_a_correction_reaches_the_catalogue(page: Page, ask: Ask, served: Served) -> None:
    ask(page, "What did the repair cost?")
    page.get_by_role("button", name="Wrong or poor answer").click()
    page.locator(".correction textarea").fill("42 million crowns")
    page.locator(".correction").get_by_role("button", name="Send").click()
    expect(page.locator("#log")).to_contain_text("Noted for the evaluation")
    given = served.library.feedback()[-1]
    assert (given.verdict, given.correction, given.article_ids) == (-1, "42 million crowns", ("quay", "market"))


def test_filters_go_to_the_assistant_and_show_in_the_answer(page: Page, ask: Ask, served: Served) -> None:
    page.get_by_role("button", name=re.compile("^Filters")).click()
    page.locator("#outlets input").click()
    page.get_by_role("option", name="Coast Weekly").click()
    page.keyboard.press("Escape")
    ask(page, "And the second figure?")
    assert served.assistant.asked[-1][2].sources == ("Coast Weekly",)
    expect(page.locator("#log .limits")).to_have_text("Only Coast Weekly")


def test_on_a_phone_the_sources_are_a_sheet_that_closes(visitor: Visitor, ask: Ask) -> None:
    page = visitor.open(viewport=PHONE)
    ask(page, "What did the repair cost?")
    expect(page.locator("#side")).to_be_hidden()
    page.locator("#log button.chip").first.click()
    expect(page.locator('#panel mark[data-n="1"]')).to_be_in_viewport()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#side")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_and_a_choice_is_remembered(visitor: Visitor, scheme: str) -> None:
    page = visitor.open(color_scheme=scheme)
    is_dark = "document.body.classList.contains('dark')"
    assert page.evaluate(is_dark) == (scheme == "dark")
    page.get_by_role("button", name="Light or dark").click()
    page.reload()
    ready(page)
    assert page.evaluate(is_dark) == (scheme == "light")
