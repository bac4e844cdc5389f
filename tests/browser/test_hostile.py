"""Articles and models that try to run code, reach outside, or cover the page. (Any alert or request fails the test.)"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import PHONE, Visitor
from tests.browser.scripts import TRUE

pytestmark = pytest.mark.browser
Ask = Callable[[Page, str], None]


@pytest.fixture
def alarms(visitor: Visitor) -> list[str]:
    """Dialogs that opened: none may."""
    return visitor.problems


def test_hostile_text_is_shown_as_text_everywhere(visitor: Visitor, ask: Ask, alarms: list[str]) -> None:
    page = visitor.open(viewport=PHONE)

    def alarm(dialog: Dialog) -> None:
        alarms.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", alarm)
    ask(page, "Is it hostile?")
    expect(page.locator("#log .said")).to_contain_text(
        "<img src=x onerror=alert(1)> holds ${alert(2)} {{alert(3)}} well."
    )
    expect(page.locator("#log .said")).to_contain_text("<script>alert(10)</script>")
    page.locator("#log button.chip").first.click()
    expect(page.locator('#panel mark[data-n="1"]').first).to_be_focused()
    page.locator("#panel").get_by_role("button", name="Whole article").click()
    expect(page.locator("#panel")).to_contain_text("<script>alert(9)</script>")
    for selector in ("script", "img", "form", "iframe", "[style*=fixed]", "a[href^=javascript]"):
        assert page.locator(f"#panel {selector}, #log .said {selector}").count() == 0, selector
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate("document.documentElement.dir") == "ltr"


def test_a_megabyte_in_one_paragraph_opens_at_its_sentence(page: Page, ask: Ask) -> None:
    ask(page, "How long?")
    page.locator("#log button.chip").click()
    mark = page.locator('#panel mark[data-n="1"]')
    expect(mark).to_contain_text(TRUE)
    expect(mark).to_be_in_viewport()
    assert len(page.locator("#panel").inner_text()) < 10_000
    page.locator("#panel").get_by_role("button", name="Whole article").click()
    expect(page.locator('#panel mark[data-n="1"]')).to_be_in_viewport()


def test_the_policy_is_sent_and_foreign_hosts_are_refused(page: Page) -> None:
    reply = page.request.get(page.url)
    assert "img-src 'self' data: blob:" in reply.headers["content-security-policy"]
    assert page.request.get(page.url, headers={"host": "evil.example"}).status == 400
    assert page.request.get(page.url, headers={"origin": "https://evil.example"}).status == 403
