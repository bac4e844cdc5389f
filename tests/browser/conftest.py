"""A real headless Chromium, and the page over scripted answers. Any JavaScript error or outside request fails."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from core.settings import Settings, load_settings
from ingest.web.limits import WebLimits
from qa.assistant import Assistant
from tests.browser.scripts import SCRIPTS, library
from tests.fakes import MemoryLibrary
from tests.web.fakes import FakeAssistant
from web.serve import build_app, listen

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP, PHONE = {"width": 1360, "height": 820}, {"width": 390, "height": 844}
expect.set_options(timeout=10_000)


@dataclass(frozen=True, slots=True)
class Served:
    """The running page and the parts behind it."""

    url: str
    library: MemoryLibrary
    assistant: FakeAssistant


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    held = library()
    assistant = FakeAssistant(held, dict(SCRIPTS))
    settings = load_settings(data_dir=tmp_path_factory.mktemp("library"), port=0)
    with serving(assistant, settings) as url:
        yield Served(url, held, assistant)


class serving:  # noqa: N801  # reads as a verb in `with serving(...)`
    """Serves the page over `assistant` in a thread for as long as the block lasts."""

    def __init__(self, assistant: Assistant | FakeAssistant, settings: Settings) -> None:
        self._listener: socket.socket = listen(settings.host, settings.port)
        # Sites that a test serves lie on this machine.
        limits = WebLimits(timeout_s=5, allow_loopback=True)
        app = build_app(assistant, settings, limits=limits)  # type: ignore[arg-type]  # the fake has what the page uses
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=1))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listener]})

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._listener.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here; `apt-get install chromium` brings one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Opens pages in fresh contexts and remembers what went wrong in them."""

    browser: Browser
    url: str
    problems: list[str]
    contexts: list[BrowserContext]

    def open(self, *, wait: bool = True, prepare: Callable[[Page], object] | None = None, **options: object) -> Page:
        """The page in a context of its own, `prepare`d before its first request; `options` are Playwright's."""
        context = self.browser.new_context(**{"viewport": DESKTOP, **options})  # type: ignore[arg-type]
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"JavaScript: {error}"))
        page.on("console", self._console)
        page.on("request", self._request)
        if prepare:
            prepare(page)
        page.goto(self.url)
        if wait:
            ready(page)
        return page

    def close(self) -> None:
        """End the visit; anything that went wrong during it fails the test."""
        # Requests that are cut off by closing are no faults of the page.
        problems = list(self.problems)
        for context in self.contexts:
            context.close()
        assert problems == []

    def _console(self, message: object) -> None:
        if message.type == "error":  # type: ignore[attr-defined]  # Playwright's ConsoleMessage
            self.problems.append(f"console: {message.text}")  # type: ignore[attr-defined]

    def _request(self, request: object) -> None:
        address = request.url  # type: ignore[attr-defined]  # Playwright's Request
        if not address.startswith((self.url, "data:", "blob:")):
            self.problems.append(f"outside request: {address}")


def ready(page: Page) -> None:
    """Wait until the page answers."""
    page.locator("#ask-box textarea:enabled").wait_for()
    page.locator("#log .turns").wait_for()


@pytest.fixture
def visitor(chromium: Browser, served: Served) -> Iterator[Visitor]:
    served.assistant.go_on.set()
    visit = Visitor(chromium, served.url, [], [])
    yield visit
    visit.close()


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """A fresh visit on a desktop."""
    return visitor.open()


@pytest.fixture
def ask() -> Callable[..., None]:
    """Asks a question and waits for its answer to be complete."""

    def put(page: Page, question: str) -> None:
        before = page.locator("#log .turn").count()
        page.locator("#ask-box textarea").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator("#log .turn")).to_have_count(before + 1)

    return put


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, as the package axe-playwright-python carries it."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    return (Path(package.__file__).parent / "axe.min.js").read_text("utf-8")
