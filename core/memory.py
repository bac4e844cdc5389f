"""How a process that serves many readers keeps its memory: two settings of what takes it and what frees it."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_M_ARENA_MAX = -8  # of malloc.h


def share_heaps() -> None:
    """Have all threads take memory from two heaps, where this is glibc's to decide.

    By default it makes up to eight a core, and what threads of one have freed is of no use to those of another: with
    many readers 35 MB in the first 600 answers. The threads here hardly wait for each other's heap.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 2)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Hardly any search for garbage while things are made that stay, and none among them ever after.

    What modules make while they are imported lives as long as the process. Looking through it again and again takes a
    tenth of a start, and 0.2 s whenever it happens later.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, *usual[1:])
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*usual)
