"""The progress of an ingest as two lines on a terminal: articles with share and time left by bytes read, and chunks."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Never

from tqdm import tqdm

from core.progress import TellProgress
from ingest.pipeline import Progress


class ProgressLines:
    """A context manager to hand to `Ingest` as `progress`; silent unless standard error is a terminal."""

    def __init__(self) -> None:
        self._articles: tqdm[Never] | None = None
        self._chunks: tqdm[Never] | None = None
        self._begun = 0.0

    def __enter__(self) -> "ProgressLines":
        self._begun = time.perf_counter()
        self._articles = _line(0, "{desc} |{bar}| {percentage:3.0f}% [{elapsed}<{remaining}]")
        self._chunks = _line(1, "{desc}")
        return self

    def __call__(self, progress: Progress) -> None:
        articles, chunks = self._articles, self._chunks
        if articles is None or chunks is None or articles.disable:
            return
        seconds = time.perf_counter() - self._begun
        articles.total = max(1, progress.total_bytes)
        articles.set_description_str(rated(progress.articles, "articles", seconds), refresh=False)
        chunks.set_description_str(rated(progress.chunks, "chunks", seconds), refresh=False)
        # A batch that was stored lies behind what has been read by now; a bar never runs backwards.
        articles.n = max(articles.n, progress.done_bytes)
        articles.refresh()
        chunks.refresh()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for line in (self._chunks, self._articles):
            if line is not None:
                line.close()


def _line(position: int, form: str) -> "tqdm[Never]":
    silent = not sys.stderr.isatty()
    return tqdm(total=1, file=sys.stderr, disable=silent, leave=False, position=position, bar_format=form)


@contextmanager
def chunk_bar() -> Iterator[TellProgress]:
    """A bar over chunks, moved by a call with those done and those in all; silent as `ProgressLines` are."""
    with tqdm(unit=" chunks", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def move(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield move


def rated(count: int, name: str, seconds: float) -> str:
    """A line's words.

    >>> rated(1200, "articles", seconds=10)
    'articles 1,200, 120/s'
    """
    rate = count / seconds if seconds > 0 else 0
    return f"{name:8} {count:,}, {rate:,.0f}/s"
