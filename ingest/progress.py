"""The progress of an ingest as one line on a terminal: share and time left by bytes read, articles, chunks, rate."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Never

from tqdm import tqdm

from ingest.pipeline import Progress


class ProgressBar:
    """A context manager to hand to `Ingest` as `progress`; silent unless standard error is a terminal."""

    def __init__(self) -> None:
        self._bar: tqdm[Never] | None = None
        self._begun = 0.0

    def __enter__(self) -> "ProgressBar":
        self._begun = time.perf_counter()
        self._bar = tqdm(
            total=1,
            file=sys.stderr,
            disable=not sys.stderr.isatty(),
            leave=False,
            bar_format="{percentage:3.0f}% |{bar}| {desc} [{elapsed}<{remaining}]",
        )
        return self

    def __call__(self, progress: Progress) -> None:
        bar = self._bar
        if bar is None or bar.disable:
            return
        bar.total = max(1, progress.total_bytes)
        bar.set_description_str(describe(progress, time.perf_counter() - self._begun), refresh=False)
        # A batch that was stored lies behind what has been read by now; a bar never runs backwards.
        bar.update(max(0, progress.done_bytes - bar.n))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()


@contextmanager
def chunk_bar() -> Iterator[Callable[[int, int], None]]:
    """A bar over chunks, moved by a call with those done and those in all; silent as `ProgressBar` is."""
    with tqdm(unit=" chunks", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def move(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield move


def describe(progress: Progress, seconds: float) -> str:
    """The line's words.

    >>> describe(Progress(articles=1200, chunks=300, done_bytes=1, total_bytes=2), seconds=10)
    '1,200 articles, 300 chunks, 30 chunks/s'
    """
    rate = progress.chunks / seconds if seconds > 0 else 0
    return f"{progress.articles:,} articles, {progress.chunks:,} chunks, {rate:.0f} chunks/s"
