"""A scored run -> `report.html`, one file that can be shown to a colleague."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.bootstrap import LEVEL, RESAMPLES
from evaluation.metrics.catalogue import GROUPS
from evaluation.metrics.metric import Metric
from evaluation.reporting import plots
from evaluation.reporting.charts import Scale, number, seconds
from evaluation.reporting.misses import worst
from evaluation.reporting.render import render
from evaluation.scoring import Figure, Scorecard

_HEADLINE = (
    "overall.correct",
    "passage.hit@4",
    "article.hit@4",
    "answer.token_f1",
    "citation.precision",
    "refusal.balanced_accuracy",
    "latency.total.p50",
)
_SCORES = ("overall.correct", "passage.hit@4", "article.hit@4")
"""The first of these that a run has is the one that is split by type and date."""

STRIP = 160
"""Width of the strip in which an interval is drawn."""


@dataclass(frozen=True, slots=True)
class Strip:
    """An interval as drawn in a row: whisker from `low` to `high`, dot at `value`, all within STRIP."""

    low: float
    value: float
    high: float


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure as a row of the table."""

    metric: Metric
    value: str
    bounds: str
    questions: int
    strip: Strip


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One question type: its score and how many questions it has."""

    label: str
    value: str
    bounds: str
    questions: int
    strip: Strip


def render_run(scorecard: Scorecard, document: Mapping[str, Any]) -> str:
    """The page for `scorecard`; `document` is its `metrics.json`."""
    score = _score_metric(scorecard)
    charts = [plots.hit_curve(scorecard), plots.risk_coverage(scorecard), plots.waiting_times(scorecard)]
    if score is not None:
        charts.append(plots.score_by_date(scorecard, score))
    return render(
        "run.html.j2",
        document=document,
        run=document["run"],
        counts=document["counts"],
        resamples=RESAMPLES,
        level=f"{LEVEL:.0%}",
        headline=_headline(scorecard),
        groups=_groups(scorecard),
        charts=[chart for chart in charts if chart is not None],
        score=score,
        types=_types(scorecard, score) if score else [],
        causes=_causes(scorecard),
        misses=worst(scorecard.judged),
        missed=sum(scorecard.causes.values()),
        strip=STRIP,
    )


def shown(value: float, metric: Metric) -> str:
    """`value` with the unit of `metric`."""
    if metric.unit == "seconds":
        return seconds(value)
    if metric.unit == "dollars":
        return f"${number(value)}"
    return number(value) if metric.unit != "share" else f"{value:.3f}"


def figure_line(figure: Figure) -> str:
    """A figure with its interval, as the command line prints it."""
    metric, bounds = figure.metric, figure.interval
    span = f"[{shown(bounds.low, metric)}, {shown(bounds.high, metric)}]" if bounds else ""
    return f"{metric.title:24} {shown(figure.value, metric):>9}  {span}"


def _headline(scorecard: Scorecard) -> list[FigureRow]:
    rows = {figure.metric.name: _row(figure, _scale([figure])) for figure in scorecard.figures}
    found = [rows[name] for name in _HEADLINE if name in rows]
    return [row for row in found if row.metric.name != "article.hit@4" or "passage.hit@4" not in rows]


def _groups(scorecard: Scorecard) -> list[tuple[str, list[FigureRow]]]:
    found = []
    for group, title in GROUPS.items():
        members = [figure for figure in scorecard.figures if figure.metric.group == group]
        if members:
            found.append((title, figure_rows(members)))
    return found


def figure_rows(members: Sequence[Figure]) -> list[FigureRow]:
    """Figures that stand in one table, drawn to one scale."""
    return [_row(figure, _scale(members)) for figure in members]


def _scale(members: Sequence[Figure]) -> Scale:
    shares = all(figure.metric.unit == "share" for figure in members)
    high = 1.0 if shares else max(figure.interval.high if figure.interval else figure.value for figure in members)
    return Scale(0, high, 4, STRIP - 4)


def _row(figure: Figure, scale: Scale) -> FigureRow:
    metric, bounds = figure.metric, figure.interval
    low, high = (bounds.low, bounds.high) if bounds else (figure.value, figure.value)
    return FigureRow(
        metric,
        shown(figure.value, metric),
        f"{shown(low, metric)} – {shown(high, metric)}",
        figure.questions,
        Strip(scale.at(low), scale.at(figure.value), scale.at(high)),
    )


def _score_metric(scorecard: Scorecard) -> Metric | None:
    metrics = {figure.metric.name: figure.metric for figure in scorecard.figures}
    return next((metrics[name] for name in _SCORES if name in metrics), None)


def _types(scorecard: Scorecard, score: Metric) -> list[SplitRow]:
    labels = [one.case.question.type for one in scorecard.judged]
    scale = Scale(0, 1, 4, STRIP - 4)
    return [
        SplitRow(
            label, f"{value:.3f}", f"{low:.3f} – {high:.3f}", n, Strip(scale.at(low), scale.at(value), scale.at(high))
        )
        for label, value, low, high, n in plots.by_label(labels, scorecard.columns[score.name])
    ]


def _causes(scorecard: Scorecard) -> list[tuple[str, int, float]]:
    """Cause, how many questions, length of its bar within STRIP."""
    most = max(scorecard.causes.values(), default=1)
    return [(str(cause), count, round(count / most * STRIP, 1)) for cause, count in scorecard.causes.items()]
