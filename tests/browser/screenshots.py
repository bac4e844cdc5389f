"""`make screenshots`: every state of the page over the sample articles, with all parts real, as docs/images/*.png.

Needs Chromium and Pillow. Two people's looks at it: a desktop in light and dark, a phone in light and dark.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app import fill
from core.settings import PROJECT, load_settings
from qa import open_assistant
from tests.browser.conftest import CHROMIUM, DESKTOP, FLAGS, PHONE, ready, serving

_COLOURS = 192
_MODEL_S = 180_000
_FIGURE = "What will the storm barrier at Port Ansel cost, according to the auditors?"
_SPEAKER = "Who won the recount in Edelsund?"
_UNKNOWN = "Who designed the opera house of Port Ansel?"


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, default=PROJECT / "docs" / "images")
    parser.add_argument("--only", nargs="+", default=[""], help="states whose names contain one of these")
    arguments = parser.parse_args()
    if CHROMIUM is None:
        raise SystemExit("no Chromium here; `apt-get install chromium` brings one")
    arguments.out.mkdir(parents=True, exist_ok=True)
    with _served() as (url, empty_url), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for name, (show, options) in _STATES.items():
            if not any(part in name for part in arguments.only):
                continue
            with _visit(browser, empty_url if "empty-library" in name else url, options) as page:
                show(page)
                _save(page, arguments.out / f"{name}.png")
                print(name, flush=True)
        browser.close()


@contextmanager
def _served() -> Iterator[tuple[str, str]]:
    """Addresses of the page over the sample articles, and over an empty library."""
    with tempfile.TemporaryDirectory() as folder:
        full = load_settings(data_dir=Path(folder) / "samples", port=0)
        bare = load_settings(data_dir=Path(folder) / "empty", port=0)
        with open_assistant(settings=full) as assistant, open_assistant(settings=bare) as nothing:
            fill(assistant, full)
            with serving(assistant, full) as url, serving(nothing, bare) as empty_url:
                yield url, empty_url


@contextmanager
def _visit(browser: Browser, url: str, options: dict[str, object]) -> Iterator[Page]:
    context = browser.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce", **options})  # type: ignore[arg-type]  # Playwright's
    try:
        page = context.new_page()
        page.goto(url)
        ready(page)
        yield page
    finally:
        context.close()


def _save(page: Page, path: Path) -> None:
    page.wait_for_timeout(700)
    image = Image.open(io.BytesIO(page.screenshot()))
    image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _welcome(page: Page) -> None:
    expect(page.locator("#log .suggestion").first).to_be_visible()


def _ask(page: Page, question: str) -> None:
    before = page.locator("#log .turn").count()
    page.locator("#ask-box textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#log .turn")).to_have_count(before + 1, timeout=_MODEL_S)


def _answer(page: Page) -> None:
    _ask(page, _FIGURE)


def _cited(page: Page) -> None:
    _ask(page, _FIGURE)
    page.locator("#log button.chip").first.click()


def _two_turns(page: Page) -> None:
    _ask(page, _SPEAKER)
    _ask(page, "By how many votes?")
    page.locator("#log .turn").last.locator("details.how summary").click()


def _editing(page: Page) -> None:
    _ask(page, _SPEAKER)
    _ask(page, "By how many votes?")
    page.locator("#log .turn").first.get_by_role("button", name="Edit the question").click()


def _edited(page: Page) -> None:
    _editing(page)
    editor = page.locator("#log .turn").first.locator(".editor")
    editor.locator("textarea").fill("Who lost the recount in Edelsund?")
    editor.get_by_role("button", name="Ask again").click()
    expect(page.locator("#log .replaced")).to_be_visible(timeout=_MODEL_S)


def _refused(page: Page) -> None:
    _ask(page, _UNKNOWN)


def _whole_article(page: Page) -> None:
    _ask(page, _FIGURE)
    page.locator("#panel").get_by_role("button", name="Whole article").first.click()


def _filtered(page: Page) -> None:
    page.get_by_role("button", name="Filters").click()
    page.locator("#since input").first.fill("2026-06-01")
    page.keyboard.press("Tab")
    _ask(page, _FIGURE)


def _small_model(page: Page) -> None:
    """What the smallest model in the box says, with what its passages do not bear out marked."""
    page.get_by_role("tab", name="Settings").click()
    page.get_by_label("Chat model").fill("embedded")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("#settings-result")).to_contain_text("embedded", timeout=_MODEL_S)
    page.get_by_role("tab", name="Ask").click()
    _ask(page, _FIGURE)
    page.get_by_role("tab", name="Settings").click()
    page.get_by_label("Chat model").fill("")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("#settings-result")).not_to_contain_text("embedded")
    page.get_by_role("tab", name="Ask").click()


def _library(page: Page) -> None:
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#shelf .rows li").first).to_be_visible()


def _reading(page: Page) -> None:
    _library(page)
    page.locator("#shelf .rows .open").nth(1).click()
    expect(page.locator("#reader h2, #reader h3").first).to_be_visible()


def _added(page: Page) -> None:
    _library(page)
    with tempfile.TemporaryDirectory() as folder:
        good, empty = Path(folder) / "lamp.txt", Path(folder) / "empty.txt"
        good.write_text("date 2026-09-20 The lamp of the Hallin bridge burns again.\n\nIt had been dark since May.\n")
        empty.touch()
        page.locator("#add-files input[type=file]").set_input_files([good, empty])
        expect(page.locator("#report")).to_contain_text("empty.txt")
    # The next picture shall find the library as it was.
    page.get_by_role("button", name="Remove: The lamp of the Hallin bridge").first.click()
    expect(page.locator("#shelf .undo")).to_be_visible()


def _nothing(page: Page) -> None:
    expect(page.locator("#log .welcome")).to_be_visible()


def _settings(page: Page) -> None:
    page.get_by_role("tab", name="Settings").click()
    expect(page.locator("#settings")).to_be_visible()


_PHONE: dict[str, object] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
_DARK: dict[str, object] = {"color_scheme": "dark"}
_Shown = tuple[Callable[[Page], None], dict[str, object]]
_STATES: dict[str, _Shown] = {
    "welcome": (_welcome, {}),
    "welcome-dark": (_welcome, _DARK),
    "page": (_cited, {}),
    "page-dark": (_cited, _DARK),
    "two-turns": (_two_turns, {}),
    "editing": (_editing, {}),
    "refused": (_refused, {}),
    "refused-dark": (_refused, _DARK),
    "whole-article": (_whole_article, {}),
    "filtered": (_filtered, {}),
    "small-model": (_small_model, {}),
    "library": (_library, {}),
    "library-dark": (_library, _DARK),
    "reading": (_reading, {}),
    "added": (_added, {}),
    "empty-library": (_nothing, {}),
    "settings": (_settings, {}),
    "settings-dark": (_settings, _DARK),
    "wide": (_cited, {"viewport": {"width": 2560, "height": 1200}}),
    "arabic": (_answer, {"locale": "ar"}),
    "phone-welcome": (_welcome, _PHONE),
    "phone-answer": (_answer, _PHONE),
    "phone-answer-dark": (_answer, {**_PHONE, **_DARK}),
    "phone-sources": (_cited, _PHONE),
    "phone-sources-dark": (_cited, {**_PHONE, **_DARK}),
    "phone-refused": (_refused, _PHONE),
    "phone-edited": (_edited, _PHONE),
    "phone-library": (_library, _PHONE),
    "phone-settings": (_settings, _PHONE),
    "narrow": (_answer, {"viewport": {"width": 320, "height": 640}}),
}

if __name__ == "__main__":
    main()
