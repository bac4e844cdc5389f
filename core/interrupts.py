"""Ctrl-C while a command's imports run, which take a second and in which an exception ends in a traceback."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# What shells report of a command that SIGINT has ended.
INTERRUPTED = 130


@contextmanager
def leaving_at_once() -> Iterator[None]:
    """While this lasts, Ctrl-C ends the process at once and without a word: only for where nothing is open yet."""
    before = signal.getsignal(signal.SIGINT)
    # A command that runs in the background may be told to ignore Ctrl-C; only the main thread may set handlers.
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _leave(_number: int, _frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)
