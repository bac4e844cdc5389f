"""Keyboard, screen readers, languages: axe-core finds nothing of our own making, in light, dark and on a phone."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Served, Visitor

pytestmark = pytest.mark.browser
OURS = [
    "#mast",
    "#log",
    "#panel",
    "#history",
    "#shelf",
    "#reader",
    "#report",
    "#only",
    "#add-note",
    "#add-address",
    "#followed",
    "#ask-box",
    "#filters",
]
RUN = """async (ours) => {
  const here = ours.filter((one) => document.querySelector(one));
  const found = await axe.run({ include: here.map((one) => [one]) }, { resultTypes: ["violations"] });
  return found.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html.slice(0, 160)).join(" | "));
}"""


def violations(page: Page, axe: str) -> list[str]:
    """What axe-core objects to in the parts that are ours."""
    page.evaluate(axe)
    found: list[str] = page.evaluate(RUN, OURS)
    return found


@pytest.fixture
def _followed(served: Served) -> Iterator[None]:
    """The library follows an address."""
    served.library.remember({"sources": json.dumps({"https://herald.example/feed": {}})})
    yield
    served.library.kept.clear()


@pytest.mark.usefixtures("_followed")
@pytest.mark.parametrize(("scheme", "size"), [("light", DESKTOP), ("dark", PHONE)])
def test_axe_finds_nothing_of_ours(visitor: Visitor, axe: str, scheme: str, size: dict[str, int]) -> None:
    page = visitor.open(color_scheme=scheme, reduced_motion="reduce", viewport=size)
    page.get_by_role("button", name="Filters").click()
    expect(page.locator("#since input")).to_be_visible()
    assert violations(page, axe) == []
    page.get_by_role("button", name="Filters").click()
    page.locator("#ask-box textarea").fill("Where is the moon, and the repair?")
    page.keyboard.press("Enter")
    page.locator("#log button.chip").first.click()
    assert violations(page, axe) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Conversations").click()
    assert violations(page, axe) == []
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#shelf .rows li").first).to_be_visible()
    page.locator("#followed summary").click()
    assert violations(page, axe) == []
    page.locator("#shelf .open", has_text="Tarn Quay opens again").click()
    expect(page.locator("#reader .copies")).to_be_visible()
    assert violations(page, axe) == []
    page.locator("#reader .copies button").click()
    page.get_by_role("button", name="Revision 1").click()
    expect(page.locator("#reader .as-of")).to_be_visible()
    assert violations(page, axe) == []
    page.get_by_role("button", name="Read it as it is now").click()
    page.get_by_role("button", name="Ask about this article").click()
    expect(page.locator("#only .only")).to_be_visible()
    assert violations(page, axe) == []


def test_the_page_speaks_arabic_from_right_to_left(visitor: Visitor) -> None:
    page = visitor.open(locale="ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("tab", name="المكتبة")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1360
