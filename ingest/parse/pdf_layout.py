"""The characters of a PDF page -> its lines in reading order.

A PDF says where each character stands and nothing of lines or columns. Characters become runs (neighbours on one
base line); a page is cut at its widest white gaps, upright ones first, until only lines are left (recursive X-Y cut:
Nagy and Seth 1984, Hierarchical representation of optically scanned documents). Rotated text is not read in order.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import NamedTuple


class Char(NamedTuple):
    """One character and its box in points, y upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column: `left` to `right` in points, and where its column begins and ends. `size` is its height."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    column_left: float
    column_right: float

    @property
    def size(self) -> float:
        return self.top - self.bottom


@dataclass(slots=True)
class _Run:
    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def size(self) -> float:
        return self.top - self.bottom


# A gap this many character heights wide ends a run; narrower ones are spaces between words.
_RUN_GAP = 1.5
# Gutters between columns are at least so many heights wide, columns so many characters.
_GUTTER = 0.9
_MIN_COLUMN_CHARS = 12
_MIN_COLUMN_RUNS = 3


def page_lines(chars: Iterable[Char]) -> list[Line]:
    """The lines of a page in reading order."""
    runs = [run for run in _runs(chars) if run.text.strip()]
    if not runs:
        return []
    height = median(run.size for run in runs)
    return list(_ordered(runs, height))


def _runs(chars: Iterable[Char]) -> Iterator[_Run]:
    run: _Run | None = None
    for char in chars:
        if char.text in "\r\n":
            if run:
                yield run
            run = None
        elif run is None:
            run = _Run(char.text, char.left, char.right, char.bottom, char.top)
        elif _goes_on(run, char):
            run.text += char.text
            run.right = max(run.right, char.right)
            if not char.text.isspace():
                run.bottom, run.top = min(run.bottom, char.bottom), max(run.top, char.top)
        else:
            yield run
            run = _Run(char.text, char.left, char.right, char.bottom, char.top)
    if run:
        yield run


def _goes_on(run: _Run, char: Char) -> bool:
    if char.text.isspace():  # spaces that the reader has put in have no box worth the name
        return True
    height = max(run.size, 1.0)
    same_line = abs(char.bottom - run.bottom) < 0.5 * height
    return same_line and -height < char.left - run.right < _RUN_GAP * height


def _ordered(runs: Sequence[_Run], height: float) -> Iterator[Line]:
    waiting = [(list(runs), *_extent(runs))]
    while waiting:
        region, left, right = waiting.pop()
        if columns := _columns(region, height):
            waiting += [(part, *_extent(part)) for part in reversed(columns)]
        elif slabs := _slabs(region):
            waiting += [(slab, left, right) for slab in reversed(slabs)]
        else:
            yield _line(region, left, right)


def _extent(runs: Sequence[_Run]) -> tuple[float, float]:
    return min(run.left for run in runs), max(run.right for run in runs)


def _columns(runs: Sequence[_Run], height: float) -> list[list[_Run]]:
    """`runs` on both sides of the widest gutter, [] without one between two columns of text."""
    gap, at = _widest_gap(runs, lambda run: (run.left, run.right))
    if gap < _GUTTER * height:
        return []
    parts = [[run for run in runs if run.left < at], [run for run in runs if run.left >= at]]
    return parts if all(map(_is_column, parts)) else []


def _is_column(runs: Sequence[_Run]) -> bool:
    if len(runs) < _MIN_COLUMN_RUNS:
        return False
    return sum(len(run.text) for run in runs) >= _MIN_COLUMN_CHARS * len(runs)


def _slabs(runs: Sequence[_Run]) -> list[list[_Run]]:
    """`runs` above and below the widest level gap, [] where they stand on one line."""
    # Lines stand so close that their boxes touch: each run counts by the middle half of its height.
    gap, at = _widest_gap(runs, lambda run: (run.bottom + run.size / 4, run.top - run.size / 4))
    if gap <= 0:
        return []
    return [
        [run for run in runs if run.bottom + run.size / 4 >= at],
        [run for run in runs if run.bottom + run.size / 4 < at],
    ]


def _widest_gap(runs: Sequence[_Run], side: Callable[[_Run], tuple[float, float]]) -> tuple[float, float]:
    """Width of the widest gap between the intervals of `runs`, and a place in it; (0, 0) without any."""
    widest, at = 0.0, 0.0
    intervals = sorted(map(side, runs))
    reached = intervals[0][1]
    for start, end in intervals[1:]:
        if start - reached > widest:
            widest, at = start - reached, (start + reached) / 2
        reached = max(reached, end)
    return widest, at


def _line(runs: Sequence[_Run], column_left: float, column_right: float) -> Line:
    inorder = sorted(runs, key=lambda run: run.left)
    left, right = _extent(runs)
    return Line(
        " ".join(" ".join(run.text for run in inorder).split()),
        left,
        right,
        min(run.bottom for run in runs),
        max(run.top for run in runs),
        column_left,
        column_right,
    )


def body_size(lines: Sequence[Line]) -> float:
    """The commonest height of a line by the characters in it; 0 without lines."""
    by_size = sorted((round(line.size), len(line.text)) for line in lines)
    counts = [(sum(count for _, count in group), size) for size, group in groupby(by_size, key=lambda pair: pair[0])]
    return max(counts)[1] if counts else 0
