"""Signals that ask the process to end, held back while a write is in hand."""

import contextlib
import signal
import threading
from collections.abc import Iterator

_ENDING = (signal.SIGTERM, signal.SIGINT)


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
