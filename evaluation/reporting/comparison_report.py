"""A comparison of two runs -> one HTML file."""

from dataclasses import dataclass

from evaluation.bootstrap import LEVEL, RESAMPLES
from evaluation.compare import Comparison, Difference, Verdict
from evaluation.metrics.catalogue import GROUPS
from evaluation.reporting.charts import Scale
from evaluation.reporting.render import render
from evaluation.reporting.run_report import STRIP, Strip, shown

_CLASSES = {Verdict.BETTER: "better", Verdict.WORSE: "worse", Verdict.SAME: "same"}
_SIGNS = {Verdict.BETTER: "▲", Verdict.WORSE: "▼", Verdict.SAME: "="}


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A difference as a row of the table; `zero` is where no difference lies in the strip."""

    difference: Difference
    before: str
    after: str
    change: str
    bounds: str
    strip: Strip
    zero: float
    sign: str
    style: str

    @property
    def unchanged(self) -> bool:
        return not (self.difference.change or self.difference.interval.low or self.difference.interval.high)


def render_comparison(comparison: Comparison) -> str:
    """The page for `comparison`."""
    found = comparison.differences
    counted = {style: sum(one.verdict is verdict for one in found) for verdict, style in _CLASSES.items()}
    return render(
        "comparison.html.j2",
        comparison=comparison,
        before=comparison.before.metrics["run"],
        after=comparison.after.metrics["run"],
        groups=_groups(found),
        counted=counted,
        resamples=RESAMPLES,
        level=f"{LEVEL:.0%}",
        strip=STRIP,
    )


def _groups(found: tuple[Difference, ...]) -> list[tuple[str, list[DifferenceRow]]]:
    grouped = ((title, [one for one in found if one.metric.group == group]) for group, title in GROUPS.items())
    return [(title, [_row(one, _scale(members)) for one in members]) for title, members in grouped if members]


def _scale(members: list[Difference]) -> Scale:
    widest = max(max(abs(one.interval.low), abs(one.interval.high), abs(one.change)) for one in members) or 1.0
    return Scale(-widest, widest, 4, STRIP - 4)


def _row(one: Difference, scale: Scale) -> DifferenceRow:
    metric = one.metric
    return DifferenceRow(
        one,
        shown(one.before, metric),
        shown(one.after, metric),
        _signed(one.change, one),
        f"{_signed(one.interval.low, one)} … {_signed(one.interval.high, one)}",
        Strip(scale.at(one.interval.low), scale.at(one.change), scale.at(one.interval.high)),
        scale.at(0.0),
        _SIGNS[one.verdict],
        _CLASSES[one.verdict],
    )


def _signed(value: float, one: Difference) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "±") + shown(abs(value), one.metric)
