"""Durations of the stages of one answer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class StageClock:
    """Seconds by stage, and since the start. One clock measures one answer."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

    def mark(self, name: str) -> None:
        """Note the time since the start under `name`, the first time only."""
        self.seconds.setdefault(name, time.perf_counter() - self._started)
