"""Figures -> geometry of small charts; the templates draw it as SVG. Knows nothing of colours or fonts.

All coordinates are in the units of the chart's view box, whose origin is the top left corner.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 440, 284
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 30, 44

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps [low, high] of the data to [first, last] of the view box."""

    low: float
    high: float
    first: float
    last: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return round(self.first + share * (self.last - self.first), 2)


def across(low: float, high: float) -> Scale:
    return Scale(low, high, LEFT, WIDTH - RIGHT)


def upwards(low: float, high: float) -> Scale:
    return Scale(low, high, HEIGHT - BOTTOM, TOP)


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Series:
    """A line through `points`; `whiskers` are vertical (x, y low, y high)."""

    label: str
    points: tuple[Point, ...]
    whiskers: tuple[tuple[float, float, float], ...] = ()
    dots: bool = True

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled vertical rule at `x`, its label at height `y`."""

    x: float
    y: float
    label: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart with the table that says the same; `summary` is read out in place of the picture."""

    name: str
    title: str
    summary: str
    x_label: str
    y_label: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    series: tuple[Series, ...] = ()
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()


def round_steps(high: float, *, about: int = 5) -> tuple[float, ...]:
    """From 0 upwards in steps of 1, 2 or 5 times a power of ten, about `about` of them, the last one >= `high`.

    >>> round_steps(0.83)
    (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    """
    if high <= 0:
        return (0.0, 1.0)
    raw = high / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw - 1e-12)
    return tuple(round(place * step, 12) for place in range(math.ceil(high / step - 1e-9) + 1))


def share_ticks(scale: Scale) -> tuple[Tick, ...]:
    return tuple(Tick(scale.at(value), f"{value:.0%}") for value in round_steps(scale.high) if value <= scale.high)


def number(value: float) -> str:
    """Three significant digits without an exponent.

    >>> number(0.0123456), number(12.3456), number(1234.5)
    ('0.0123', '12.3', '1,234')
    """
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"


def seconds(value: float) -> str:
    """
    >>> seconds(0.0123), seconds(2.5)
    ('12.3 ms', '2.50 s')
    """
    return f"{number(value * 1000)} ms" if abs(value) < 1 else f"{number(value)} s"


def step_label(value: float, high: float) -> str:
    """A step of an axis of seconds up to `high`, in the unit that suits the axis.

    >>> step_label(0.2, 0.8), step_label(2.0, 6.0)
    ('200 ms', '2 s')
    """
    return f"{value * 1000:g} ms" if high < 1 else f"{value:g} s"


def histogram(values: Sequence[float], high: float, *, bins: int = 24) -> tuple[int, ...]:
    """How many of `values` lie in each of `bins` equal steps of [0, high]; larger ones count in the last."""
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(value / high * bins))] += 1
    return tuple(counts)
