"""How the page behaves over 1,500 articles: `python -m benchmarks.page [--clients 50] [--minutes 2] [--pause 0]`.

In a real Chromium: seconds from `python app.py` to the first answer, from Enter to the first words, from a click on a
chip to its marked sentence, and the bytes that a first visit loads, beside Gradio's own. Over HTTP as browsers speak
it: many readers at once, each asking its next question `--pause` seconds after its answer.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from core.settings import PROJECT, load_settings
from evaluation.corpus import build_library
from evaluation.questions import read_test_set
from tests.browser.conftest import CHROMIUM, DESKTOP, FLAGS, ready

NEWS = PROJECT.parent / "shared" / "data" / "news-2022"
# Set before Enter or a click, read when what is waited for stands there. Both happen in the browser: no call of the
# driver is measured.
_WATCH = """([happens, arrived, frame]) => new Promise((done) => {
  const heard = (event) => {
    if (happens === "keydown" && event.key !== "Enter") return;
    document.removeEventListener(happens, heard, true); // or each later Enter would be watched once more
    const began = performance.now();
    const look = () => {
      const found = [...document.querySelectorAll(arrived)].at(-1);
      const box = found && document.querySelector(frame).getBoundingClientRect();
      const at = found && found.getBoundingClientRect();
      const shown = found && found.innerText.trim() && at.top < box.bottom && at.bottom > box.top;
      if (shown) done(performance.now() - began);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
  document.addEventListener(happens, heard, true);
})"""


def main() -> None:
    """Measure everything, in one run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--pause", type=float, default=0, help="seconds between an answer and the next question")
    parser.add_argument("--questions", type=int, default=30, help="asked in the browser")
    arguments = parser.parse_args()
    if CHROMIUM is None or not NEWS.is_dir():
        sys.exit("needs Chromium and the development data (../shared/data)")
    library = build_library([NEWS / "corpus.jsonl.gz"], load_settings()).data_dir
    questions = [question.question for question in read_test_set(NEWS / "questions.jsonl").questions]
    started = time.perf_counter()
    with served(library) as (url, process):
        asyncio.run(ask_once(url, questions[0]))
        print(f"python app.py to its first answer: {time.perf_counter() - started:.2f} s")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            ours = weight(browser, url)
            in_browser(browser, url, questions[: arguments.questions])
            with gradio_alone() as bare:
                theirs = weight(browser, bare)
            browser.close()
        print(f"first visit: {ours / 1e6:.2f} MB, Gradio alone {theirs / 1e6:.2f} MB: {ours / theirs:.3f}")
        together(url, process, questions, arguments)


@contextmanager
def served(library: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The page as a process of its own: its address, and the process."""
    command = [sys.executable, "app.py", "--port", "0", "--data-dir", str(library)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = next((found for line in process.stdout if (found := re.search(r"http://\S+", line))), None)
        if address is None:
            raise SystemExit("app.py ended before it opened the page")
        try:
            yield address[0].rstrip("/") + "/", psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def gradio_alone() -> Iterator[str]:
    """A page of Gradio's with the same kinds of components and nothing of ours."""
    import gradio as gr

    with gr.Blocks(analytics_enabled=False) as page, gr.Tabs():
        with gr.Tab("One"):
            gr.HTML("x")
            gr.Textbox(submit_btn=True)
            gr.BrowserState(None)
            with gr.Accordion("More"):
                gr.Dropdown(["a"], multiselect=True)
                gr.DateTime(include_time=False)
        with gr.Tab("Two"):
            gr.File()
            gr.Button("x")
            gr.Slider(0, 1)
    _, url, _ = page.launch(prevent_thread_lock=True, quiet=True, server_port=None, footer_links=[], ssr_mode=False)
    try:
        yield url
    finally:
        page.close(verbose=False)


def weight(browser: Browser, url: str) -> int:
    """Bytes that a first visit brings over the wire until the page rests."""
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]  # Playwright's
    page = context.new_page()
    received = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(url)
    page.wait_for_timeout(6_000)
    context.close()
    return int(sum(received))


def in_browser(browser: Browser, url: str, questions: list[str]) -> None:
    """From Enter to the first words; from a click on a chip to its sentence, in the open panel and of an older turn."""
    page = browser.new_context(viewport=DESKTOP).new_page()  # type: ignore[arg-type]  # Playwright's
    page.goto(url)
    ready(page)
    words, chips, older = [], [], []
    for number, question in enumerate(questions):
        page.locator("#ask-box textarea").fill(question)
        selector = f"#live .said, #log .turn:nth-of-type({number + 1}) .said"
        watch(page, "keydown", selector, "#scroll")
        page.keyboard.press("Enter")
        words.append(float(page.evaluate("window.watched")))
        turns = page.locator("#log .turn:not(.live)")
        turns.nth(number).wait_for()
        page.locator("#ask-box textarea:enabled").wait_for()
        chip = turns.nth(number).locator("button.chip").last
        if chip.count():
            chips.append(click(page, chip))
        if number > 2 and turns.nth(number - 2).locator("button.chip").count():
            older.append(click(page, turns.nth(number - 2).locator("button.chip").first))
    print("| in the browser | n | p50 ms | p95 ms |\n|---|---|---|---|")
    timed = {"Enter to first words": words, "chip, open panel": chips, "chip, older turn": older}
    for name, values in ((name, values) for name, values in timed.items() if values):
        print(f"| {name} | {len(values)} | {np.percentile(values, 50):.0f} | {np.percentile(values, 95):.0f} |")


def watch(page: Page, happens: str, arrived: str, frame: str) -> None:
    """Leave in `window.watched` the milliseconds from an event to what it brings, shown within `frame`."""
    page.evaluate(f"(given) => {{ window.watched = ({_WATCH})(given); }}", [happens, arrived, frame])


def click(page: Page, chip: object) -> float:
    """Milliseconds from a click to the marked sentence in view."""
    page.evaluate("() => document.querySelectorAll('mark.on').forEach((mark) => mark.classList.remove('on'))")
    chip.scroll_into_view_if_needed()  # type: ignore[attr-defined]  # Playwright's Locator
    watch(page, "click", "#panel mark.on", "#panel")
    chip.click()  # type: ignore[attr-defined]
    return float(page.evaluate("window.watched"))


class Reader:
    """Asks through Gradio's queue as a browser does."""

    def __init__(self, client: httpx.AsyncClient, config: dict[str, object]) -> None:
        self._client = client
        by_id = {one["id"]: one["props"] for one in config["components"]}  # type: ignore[attr-defined]
        box = next(key for key, props in by_id.items() if props.get("elem_id") == "ask-box")
        asks = next(one for one in config["dependencies"] if [box, "submit"] in one["targets"])  # type: ignore[attr-defined]
        self._function = asks["id"]
        self._inputs = [None if key == box else by_id[key].get("value") for key in asks["inputs"]]
        self._at = asks["inputs"].index(box)
        self._box = box

    async def ask(self, question: str) -> float:
        """Seconds until the answer is complete. Raises RuntimeError where there is none."""
        began, session = time.perf_counter(), secrets.token_hex(6)
        data = list(self._inputs)
        data[self._at] = question
        body = {"data": data, "fn_index": self._function, "session_hash": session, "trigger_id": self._box}
        (await self._client.post("gradio_api/queue/join", json=body)).raise_for_status()
        async with self._client.stream("GET", "gradio_api/queue/data", params={"session_hash": session}) as events:
            async for line in events.aiter_lines():
                event = json.loads(line[5:]) if line.startswith("data:") else {}
                if event.get("msg") == "process_completed":
                    if not event.get("success"):
                        raise RuntimeError(line[:300])
                    return time.perf_counter() - began
        raise RuntimeError("the stream ended without an answer")


@contextmanager
def _client(url: str) -> Iterator[httpx.AsyncClient]:
    yield httpx.AsyncClient(base_url=url, timeout=120, limits=httpx.Limits(max_connections=400))


async def ask_once(url: str, question: str) -> float:
    """Seconds of one question over HTTP."""
    with _client(url) as client:
        async with client:
            return await Reader(client, (await client.get("config")).json()).ask(question)


def together(url: str, process: psutil.Process, questions: list[str], arguments: argparse.Namespace) -> None:
    """Many readers at once; prints failures, times, and how the process has grown."""
    asyncio.run(ask_once(url, questions[0]))
    before = process.memory_info().rss
    seconds, failures, midway = asyncio.run(_crowd(url, questions, arguments, process))
    for failure in failures[:3]:
        print(f"failed: {failure}")
    grown, later = ((process.memory_info().rss - earlier) / 1e6 for earlier in (before, midway))
    print(
        f"{arguments.clients} readers, {arguments.minutes:g} minutes, pause {arguments.pause:g} s: "
        f"{len(seconds)} answers, {len(failures)} failures; p50 {np.percentile(seconds, 50):.1f} s, "
        f"p95 {np.percentile(seconds, 95):.1f} s, {len(seconds) / arguments.minutes / 60:.1f} a second; "
        f"memory {before / 1e6:.0f} MB, grown by {grown:.0f}, of which {later:.0f} in the second half"
    )


async def _crowd(
    url: str, questions: list[str], arguments: argparse.Namespace, process: psutil.Process
) -> tuple[list[float], list[str], int]:
    """Seconds of each answer, what failed, and the bytes that `process` holds when half of the time is over."""
    seconds: list[float] = []
    failures: list[str] = []
    until = time.perf_counter() + 60 * arguments.minutes
    with _client(url) as client:
        async with client:
            reader = Reader(client, (await client.get("config")).json())

            async def one(number: int) -> None:
                await asyncio.sleep(number * max(arguments.pause, 2) / arguments.clients)
                for question in itertools.islice(itertools.cycle(questions), number * 7, None):
                    if time.perf_counter() > until:
                        return
                    try:
                        seconds.append(await reader.ask(question))
                    except (httpx.HTTPError, RuntimeError) as error:
                        failures.append(f"{type(error).__name__}: {error}")
                    await asyncio.sleep(arguments.pause)

            async def midway() -> int:
                await asyncio.sleep(30 * arguments.minutes)
                return int(process.memory_info().rss)

            sample = asyncio.create_task(midway())
            await asyncio.gather(*(one(number) for number in range(arguments.clients)))
            return seconds, failures, await sample


if __name__ == "__main__":
    main()
