"""Signals that ask the process to end, held back while a write is in hand."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Protocol

_ENDING = (signal.SIGTERM, signal.SIGINT)


class Closable(Protocol):
    """Something that finishes what it has in hand when it is closed."""

    def close(self) -> None: ...


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """SIGTERM and SIGINT that arrive inside take effect at the end; only the main thread ever receives them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    before = {number: signal.signal(number, lambda got, _frame: arrived.append(got)) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for got in dict.fromkeys(arrived):
            signal.raise_signal(got)


@contextlib.contextmanager
def graceful_shutdown(library: Closable) -> Iterator[None]:
    """Inside, SIGTERM ends the program through SystemExit(143); on the way out the library finishes and closes.

    For entry points, in the main thread.
    """
    before = signal.signal(signal.SIGTERM, _exit)
    try:
        yield
    finally:
        with uninterrupted():
            library.close()
        signal.signal(signal.SIGTERM, signal.SIG_DFL if before is None else before)


def _exit(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
