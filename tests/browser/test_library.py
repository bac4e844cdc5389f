"""The Library tab: find, sort, page, open, remove and have back, add; and the list of conversations."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Served, Visitor

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


def test_on_a_phone_articles_are_cards_and_open_over_the_list(visitor: Visitor) -> None:
    page = visitor.open(viewport=PHONE)
    page.get_by_role("tab", name="Library").click()
    page.locator("#shelf .open").first.click()
    expect(page.locator("#reader .clip")).to_be_in_viewport()
    page.locator("#reader").get_by_role("button", name="Close").click()
    expect(page.locator("#shelf .open").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
