"""The Library tab: find, sort, page, open, remove and have back, add; and the list of conversations."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Served, Visitor, ready
from tests.ingest.web.site import Site

pytestmark = pytest.mark.browser
Ask = Callable[[Page, str], None]


@pytest.fixture
def shelf(page: Page) -> Page:
    """A visit with the Library tab open."""
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#shelf .rows li").first).to_be_visible()
    return page


def test_articles_are_searched_paged_and_opened(shelf: Page) -> None:
    expect(shelf.locator("#shelf .rows li")).to_have_count(20)
    shelf.locator("#shelf").get_by_role("button", name="Next").click()
    expect(shelf.locator("#shelf .pager .note")).to_have_text("Page 2 of 3")
    shelf.get_by_label("Search titles and outlets").fill("fish market")
    expect(shelf.locator("#shelf .rows li")).to_have_count(1)
    shelf.locator("#shelf .open").click()
    expect(shelf.locator("#reader")).to_contain_text("The town hall doubts the figure.")


def test_a_removed_article_can_be_had_back(shelf: Page, served: Served) -> None:
    shelf.get_by_label("Search titles and outlets").fill("reading room")
    expect(shelf.locator("#shelf .rows li")).to_have_count(1)
    shelf.get_by_role("button", name="Remove: Notes from the reading room").click()
    expect(shelf.locator("#shelf .undo")).to_contain_text("Removed “Notes from the reading room”.")
    assert "notes" not in served.library.held
    shelf.locator("#shelf").get_by_role("button", name="Undo").click()
    expect(shelf.locator("#shelf .rows li")).to_have_count(1)
    assert served.library.held["notes"].text == "The reading room of Tarn is open on Mondays."


def test_a_removed_article_comes_back_with_its_earlier_revisions(shelf: Page) -> None:
    shelf.get_by_label("Search titles and outlets").fill("fish market")
    shelf.get_by_role("button", name="Remove: Fish market counts its losses").click()
    shelf.locator("#shelf").get_by_role("button", name="Undo").click()
    shelf.locator("#shelf .open", has_text="Fish market counts its losses").click()
    shelf.locator("#reader").get_by_role("button", name="Revision 1").click()
    expect(shelf.locator("#reader")).to_contain_text("The fish market of Tarn Quay is closed.")


def test_dropped_files_are_added_and_replaced_and_failures_named(shelf: Page, served: Served, tmp_path: Path) -> None:
    lit, empty = tmp_path / "lighthouse.txt", tmp_path / "empty.txt"
    lit.write_text("date 2026-05-02 The lighthouse is lit again.")
    empty.touch()
    shelf.locator("#add-files input[type=file]").set_input_files([lit, empty])
    expect(shelf.locator("#report")).to_contain_text("1 added, 0 updated, 0 unchanged")
    expect(shelf.locator("#report li")).to_contain_text("empty.txt")
    added = [article for article in served.library.held.values() if "lighthouse" in article.text]
    assert len(added) == 1
    lit.write_text("date 2026-05-02 The lighthouse is dark again.")
    shelf.locator("#add-files input[type=file]").set_input_files([lit])
    expect(shelf.locator("#report")).to_contain_text("0 added, 1 updated, 0 unchanged")
    assert "dark" in served.library.held[added[0].id].text
    served.library.remove([added[0].id])


def test_a_feed_is_added_followed_refreshed_and_left_by_keyboard(shelf: Page, served: Served, site: Site) -> None:
    site.article("/pier", "date 2026-05-03 The pier is closed.", title="Pier closed")
    feed = site.feed("/feed", ("/pier", "Pier closed"), ("/gone", "Gone"))
    field = shelf.get_by_label("Web address, feed or sitemap")
    expect(shelf.locator("#add-address")).to_contain_text("fetched from the web")
    field.fill(feed)
    field.press("Enter")
    expect(shelf.locator("#report")).to_contain_text("1 added, 0 updated, 0 unchanged")
    expect(shelf.locator("#report li")).to_contain_text(site.url("/gone"))
    expect(field).to_have_value("")
    site.article("/pier", "date 2026-05-03 The pier is open.", title="Pier open")
    shelf.locator("#followed summary").press("Enter")
    refresh = shelf.get_by_role("button", name=f"Refresh: {feed}")
    refresh.press("Enter")
    expect(shelf.locator("#report")).to_contain_text("0 added, 1 updated, 0 unchanged")
    expect(refresh).to_be_focused()
    shelf.get_by_role("button", name=f"Stop following: {feed}").press("Enter")
    expect(shelf.locator("#report")).to_contain_text("No longer followed")
    expect(shelf.locator("#followed li")).to_have_count(0)
    expect(field).to_be_focused()
    served.library.remove([key for key, one in served.library.held.items() if "pier" in one.text])


def test_what_is_no_web_address_is_refused(shelf: Page) -> None:
    field = shelf.get_by_label("Web address, feed or sitemap")
    field.fill("/etc/hosts")
    shelf.get_by_role("button", name="Add", exact=True).click()
    expect(shelf.locator("#report")).to_contain_text("“/etc/hosts” is not a web address")
    expect(field).to_have_value("/etc/hosts")


def test_an_article_shows_its_date_its_copies_and_its_revisions(shelf: Page) -> None:
    shelf.locator("#shelf .open", has_text="Tarn Quay opens again").press("Enter")
    reader = shelf.locator("#reader")
    expect(reader.locator(".dated")).to_contain_text("Date from the page’s metadata (sure)")
    expect(reader.locator(".said-itself")).to_contain_text("Correction: the wall is planned for next year.")
    expect(reader.locator(".copies")).to_contain_text("2 outlets, one wire story")
    reader.get_by_role("button", name="Fish market counts its losses").press("Enter")
    expect(reader.locator("h3")).to_have_text("Fish market counts its losses")
    expect(reader.get_by_role("button", name="Close")).to_be_focused()
    reader.get_by_role("button", name="Revision 1").press("Enter")
    expect(reader).to_contain_text("The fish market of Tarn Quay is closed.")
    expect(reader.locator(".as-of")).to_contain_text("Revision 1, as of 1 May 2026")
    reader.get_by_role("button", name="Read it as it is now").press("Enter")
    expect(reader).to_contain_text("The town hall doubts the figure.")
    reader.get_by_role("button", name="Close").press("Enter")
    expect(shelf.locator("#shelf .open", has_text="Tarn Quay opens again")).to_be_focused()


def test_one_article_alone_is_asked_about_by_keyboard_until_the_limit_is_taken_away(
    shelf: Page, served: Served, ask: Ask
) -> None:
    shelf.locator("#shelf .open", has_text="Tarn Quay opens again").press("Enter")
    shelf.locator("#reader").get_by_role("button", name="Ask about this article").press("Enter")
    expect(shelf.locator("#ask-box textarea")).to_be_focused()
    expect(shelf.locator("#only")).to_contain_text("Tarn Quay opens again after the flood")
    ask(shelf, "What did the repair cost?")
    expect(shelf.locator("#log .limits")).to_contain_text("Tarn Quay opens again after the flood")
    assert served.assistant.asked[-1][2].article_ids == ("quay",)
    shelf.get_by_role("button", name="Ask about all articles").press("Enter")
    expect(shelf.locator("#only")).not_to_be_visible()
    expect(shelf.locator("#ask-box textarea")).to_be_focused()
    ask(shelf, "What did the repair cost?")
    assert not served.assistant.asked[-1][2]


def test_on_a_phone_an_article_is_asked_about_without_a_page_wider_than_it(visitor: Visitor) -> None:
    page = visitor.open(viewport=PHONE)
    page.get_by_role("tab", name="Library").click()
    page.locator("#shelf .open", has_text="Tarn Quay opens again").click()
    button = page.locator("#reader").get_by_role("button", name="Ask about this article")
    expect(button).to_be_in_viewport(ratio=1)
    button.click()
    expect(page.get_by_role("button", name="Ask about all articles")).to_be_in_viewport(ratio=1)
    expect(page.locator("#ask-box textarea")).to_be_in_viewport(ratio=0.9)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_panel_tells_which_outlets_carry_a_quote(page: Page, ask: Ask) -> None:
    ask(page, "What does the wire say?")
    panel = page.locator("#panel")
    panel.get_by_text("2 outlets, one wire story").click()
    panel.get_by_role("button", name="Fish market counts its losses").click()
    expect(panel).to_contain_text("The town hall doubts the figure.")
    panel.get_by_role("button", name="Back").click()
    expect(panel.locator("mark")).to_have_text("1The repair cost 41 million crowns.")


def test_conversations_are_listed_renamed_opened_and_deleted(page: Page, ask: Ask) -> None:
    ask(page, "What did the repair cost?")
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#log .welcome")).to_be_visible()
    ask(page, "And the second figure?")
    expect(page.locator("#history li")).to_have_count(2)
    page.get_by_role("button", name="Conversations").click()
    first = page.locator("#history li").last
    first.get_by_role("button", name="Rename").first.click()
    first.locator("input").fill("The quay")
    page.keyboard.press("Enter")
    page.locator("#history").get_by_role("button", name="The quay").click()
    expect(page.locator("#log .bubble")).to_contain_text("What did the repair cost?")
    page.get_by_role("button", name="Conversations").click()
    page.locator("#history [data-find]").fill("second")
    expect(page.locator("#history li:visible")).to_have_count(1)
    page.locator("#history li:visible").get_by_role("button", name="Delete").click()
    page.locator("#history li:visible").get_by_role("button", name="Delete").click()
    expect(page.locator("#history li")).to_have_count(1)


def test_a_full_browser_keeps_the_latest_conversations_and_says_so(page: Page, ask: Ask) -> None:
    for _ in range(4):  # 0.9 MB each: all of them, and the last once more, are more than a browser stores
        page.get_by_role("button", name="Conversations").click()
        page.get_by_role("button", name="New conversation").click()
        for count in range(1, 5):
            ask(page, "A verbose one?")
            title_and_questions = " ".join(["a verbose one?"] * (1 + count))
            expect(page.locator("#history li.current")).to_have_attribute("data-words", title_and_questions)
    expect(page.locator("#history li")).to_have_count(2)
    page.reload()
    ready(page)
    expect(page.locator("#log .turn")).to_have_count(4)
    expect(page.locator("#history li")).to_have_count(2)
    expect(page.locator("#history")).to_contain_text("the oldest have been removed")


def test_what_is_being_answered_stays_out_of_the_conversation_that_is_opened(
    page: Page, ask: Ask, served: Served
) -> None:
    ask(page, "And the second figure?")
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="New conversation").click()
    served.assistant.go_on.clear()
    page.locator("#ask-box textarea").fill("What did the repair cost?")
    page.keyboard.press("Enter")
    expect(page.locator("#live .said")).to_contain_text("The repair cost 41")
    page.get_by_role("button", name="Conversations").click()
    page.locator("#history .open").last.click()
    expect(page.locator("#log .bubble")).to_contain_text("And the second figure?")
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    served.assistant.go_on.set()
    page.wait_for_timeout(500)
    expect(page.locator("#log .turn")).to_have_count(1)
    expect(page.locator("#live .turn")).to_have_count(0)


def test_a_conversation_that_is_deleted_while_it_is_answered_stays_deleted(
    page: Page, ask: Ask, served: Served
) -> None:
    ask(page, "And the second figure?")
    served.assistant.go_on.clear()
    page.locator("#ask-box textarea").fill("What did the repair cost?")
    page.keyboard.press("Enter")
    expect(page.locator("#live .said")).to_contain_text("The repair cost 41")
    page.get_by_role("button", name="Conversations").click()
    page.locator("#history li").get_by_role("button", name="Delete").click()
    page.locator("#history li").get_by_role("button", name="Delete").click()
    expect(page.locator("#log .welcome")).to_be_visible()
    served.assistant.go_on.set()
    page.wait_for_timeout(500)
    expect(page.locator("#log .welcome")).to_be_visible()
    expect(page.locator("#history li")).to_have_count(0)


def test_what_another_tab_has_asked_is_there_and_a_draft_survives(page: Page, ask: Ask) -> None:
    page.locator("#ask-box textarea").fill("A question half wri")
    other = page.context.new_page()
    other.goto(page.url)
    ready(other)
    ask(other, "What did the repair cost?")
    expect(other.locator("#history li")).to_have_count(1)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#log .bubble")).to_contain_text("What did the repair cost?")
    expect(page.locator("#ask-box textarea")).to_have_value("A question half wri")
    page.keyboard.press("Enter")
    other.close()


def test_on_a_phone_the_list_of_conversations_is_closed_by_touch(visitor: Visitor) -> None:
    page = visitor.open(viewport=PHONE)
    for close in ("Close", None):
        page.get_by_role("button", name="Conversations").click()
        expect(page.locator("#history")).to_be_visible()
        if close:
            page.locator("#history").get_by_role("button", name=close).click()
        else:
            page.mouse.click(PHONE["width"] - 8, PHONE["height"] // 2)
        expect(page.locator("#history")).not_to_be_visible()


def test_on_a_phone_articles_are_cards_and_open_over_the_list(visitor: Visitor) -> None:
    page = visitor.open(viewport=PHONE)
    page.get_by_role("tab", name="Library").click()
    page.locator("#shelf .open").first.click()
    expect(page.locator("#reader .clip")).to_be_in_viewport()
    page.locator("#reader").get_by_role("button", name="Close").click()
    expect(page.locator("#shelf .open").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
