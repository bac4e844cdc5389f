"""Taking from several iterables at once."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, islice
from typing import TypeVar

_Item = TypeVar("_Item")


def in_turn(streams: Sequence[Iterable[_Item]]) -> Iterator[_Item]:
    """One item from each of `streams` in turn until all are at their end; each is read only as far as is asked for.

    Source: `roundrobin` of the recipes in the documentation of itertools.

    >>> list(in_turn(["abc", "", "d", "ef"]))
    ['a', 'd', 'e', 'b', 'f', 'c']
    """
    waiting: Iterator[Iterator[_Item]] = map(iter, streams)
    for count in range(len(streams), 0, -1):
        waiting = cycle(islice(waiting, count))
        yield from map(next, waiting)
