"""The page over the sample articles with all parts real: library, embedder, evidence network, browser."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app import fill
from core.settings import load_settings
from qa import open_assistant
from qa.assistant import Assistant
from tests.browser.conftest import PHONE, Visitor, ready, serving
from vectorstore.schema import utc_now

pytestmark = pytest.mark.browser
Ask = Callable[[Page, str], None]
QUESTION = "What did the auditors say the barrier will cost?"
FIGURE = "462 million crowns"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Assistant, str]]:
    """The assistant over the sample articles, and the address of its page."""
    settings = load_settings(data_dir=tmp_path_factory.mktemp("samples"), port=0)
    with open_assistant(settings=settings) as assistant:
        fill(assistant, settings)
        with serving(assistant, settings) as url:
            yield assistant, url


@pytest.fixture
def reader(chromium: Browser, desk: tuple[Assistant, str]) -> Iterator[Visitor]:
    visit = Visitor(chromium, desk[1], [], [])
    yield visit
    visit.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "size", [{}, {"viewport": PHONE, "has_touch": True, "is_mobile": True}], ids=["desktop", "phone"]
)
def test_a_citation_opens_the_very_slice_of_its_article(
    reader: Visitor, desk: tuple[Assistant, str], ask: Ask, scheme: str, size: dict[str, Any]
) -> None:
    page = reader.open(color_scheme=scheme, **size)
    ask(page, QUESTION)
    expect(page.locator("#log .said strong").first).to_have_text(FIGURE)
    page.locator("#log button.chip").first.click()
    mark = page.locator('#panel mark[data-n="1"]')
    expect(mark).to_be_in_viewport()
    number, shown = mark.locator(".num").inner_text(), mark.inner_text()
    quote = shown.removeprefix(number).strip()
    assert FIGURE in quote
    texts = [desk[0].library.article(entry.id).text for entry in desk[0].library.articles(limit=100).articles]
    assert sum(quote in text for text in texts) == 1


def test_every_question_that_the_page_offers_is_answered(reader: Visitor, ask: Ask) -> None:
    page = reader.open()
    offered = page.locator("#log .starters .suggestion")
    expect(offered.first).to_be_visible()
    questions = offered.all_inner_texts()
    for question in questions:
        ask(page, question)
        expect(page.locator("#log .turn").last.locator("button.chip").first).to_be_visible()


def test_the_beginning_of_a_long_answer_stays_in_view_on_a_phone(reader: Visitor, ask: Ask) -> None:
    page = reader.open(viewport={"width": 320, "height": 568}, has_touch=True, is_mobile=True)
    for _ in range(2):
        ask(page, QUESTION)
        expect(page.locator("#log .turn").last.locator(".bubble")).to_be_in_viewport(ratio=0.9)


def test_all_date_fields_show_whole(reader: Visitor) -> None:
    page = reader.open()
    page.get_by_role("button", name="Filters").click()
    for name in ("since", "until", "as-of-day"):
        field = page.locator(f"#{name} input.time")
        expect(field).to_be_visible()
        box, frame = field.bounding_box(), page.locator(f"#{name}").bounding_box()
        assert box is not None
        assert frame is not None
        assert box["x"] >= frame["x"] - 1
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1


def test_a_day_is_answered_as_things_stood_then(
    reader: Visitor, desk: tuple[Assistant, str], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, library = reader.open(), desk[0].library
    ask(page, "What did the recount in Edelsund cost the town?")
    turn = page.locator("#log .turn").last
    expect(turn.locator(".said")).to_contain_text("41,000 crowns")
    article_id = page.locator("#panel .clip").first.get_attribute("data-article") or ""
    entry = library.entries([article_id])[article_id]
    corrected = replace(entry, article=replace(entry.article, text=entry.article.text.replace("41,000", "39,000")))
    tomorrow = utc_now() + dt.timedelta(days=1)
    for module in ("rows", "revisions"):
        monkeypatch.setattr(f"vectorstore.{module}.utc_now", lambda: tomorrow)
    library.add([corrected])
    # The older turn still opens the words that it was given.
    page.reload()
    ready(page)
    page.locator("#log .turn").first.locator("button.chip").first.click()
    expect(page.locator('#panel mark[data-n="1"]')).to_contain_text("41,000 crowns")
    expect(page.locator("#panel .as-of")).to_contain_text("Revision 1, as of")
    ask(page, "What did the recount in Edelsund cost the town?")
    expect(page.locator("#log .turn").last.locator(".said")).to_contain_text("39,000 crowns")
    page.get_by_role("button", name="Filters").click()
    page.locator("#as-of-day input.time").fill(f"{dt.datetime.now().astimezone():%Y-%m-%d}")
    page.keyboard.press("Tab")
    ask(page, "What did the recount in Edelsund cost the town?")
    turn = page.locator("#log .turn").last
    expect(turn.locator(".said")).to_contain_text("41,000 crowns")
    expect(turn).to_contain_text("as things stood on")
    turn.locator("button.chip").first.click()
    expect(page.locator('#panel mark[data-n="1"]')).to_contain_text("41,000 crowns")
    page.locator("#panel").get_by_role("button", name="Whole article").first.click()
    expect(page.locator("#panel .as-of")).to_contain_text("Revision 1, as of")
    expect(page.locator("#panel mark")).to_contain_text("41,000 crowns")
    library.add([entry])


def test_a_model_is_tried_before_it_is_used_and_a_key_is_never_shown_back(reader: Visitor) -> None:
    page = reader.open()
    page.get_by_role("tab", name="Settings").click()
    page.get_by_label("Chat model").fill("gguf:/nowhere/small.gguf")
    page.get_by_label("Key").fill("a-secret-of-mine")
    page.get_by_role("button", name="Test this model").click()
    expect(page.locator("#settings-result")).to_contain_text("small.gguf")
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_label("Key")).to_have_value("")
    page.get_by_label("Chat model").fill("")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("#settings-result")).to_have_text("Now answering: Quotes")
    page.reload()
    ready(page)
    assert "a-secret-of-mine" not in page.content()


def test_strictness_from_the_settings_decides_the_next_answer(
    reader: Visitor, desk: tuple[Assistant, str], ask: Ask
) -> None:
    page = reader.open()
    before = desk[0].limits
    try:
        page.get_by_role("tab", name="Settings").click()
        page.locator("#settings input[type=number]").first.fill("1")
        page.keyboard.press("Tab")
        page.get_by_role("button", name="Apply").click()
        expect(page.locator("#settings-result")).to_contain_text("until the page is restarted")
        page.get_by_role("tab", name="Ask").click()
        ask(page, QUESTION)
        expect(page.locator("#log .calm")).to_have_text("The articles don’t tell for certain.")
    finally:
        desk[0].limits = before
