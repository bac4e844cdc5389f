"""Work for all processors, in forked processes: they see this one's data without copying it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from typing import Any, TypeVar

_Result = TypeVar("_Result")

# What forked processes find here they need not be sent.
_inherited: list[Callable[[int], Any]] = []


def forked(work: Callable[[int], _Result], count: int) -> list[_Result]:
    """`work` of each number below `count`, in order; one after the other where there is one processor or no fork."""
    processes = min(os.cpu_count() or 1, count)
    if processes == 1 or not hasattr(os, "fork"):
        return [work(number) for number in range(count)]
    _inherited[:] = [work]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return pool.map(_call, range(count), chunksize=1)


def _call(number: int) -> Any:
    return _inherited[0](number)
