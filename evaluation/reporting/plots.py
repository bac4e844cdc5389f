"""The four charts of a run's report: hit@k, risk-coverage, waiting times, score by date."""

from collections.abc import Sequence

import numpy as np

from evaluation.bootstrap import interval, resample_weights
from evaluation.metrics.article_retrieval import article_ranking
from evaluation.metrics.metric import Column, Metric, mean
from evaluation.metrics.risk_coverage import curve
from evaluation.reporting.charts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Bar,
    Chart,
    Mark,
    Series,
    Tick,
    across,
    histogram,
    round_steps,
    seconds,
    share_ticks,
    step_label,
    upwards,
)
from evaluation.scoring import Scorecard

DEPTH = 10
# Width that a rule's label needs beside it.
_LABEL_ROOM = 110
# A mean of fewer questions is no more than noise to look at.
_FEWEST = 5


def hit_curve(scorecard: Scorecard) -> Chart | None:
    """Share of questions whose gold passage (article) is among the first k, k from 1 to 10."""
    ranks = {"article": _article_ranks(scorecard), "passage": scorecard.columns["raw.gold_rank"]}
    shares = {name: _hits(column) for name, column in ranks.items() if not np.isnan(column).all()}
    if not shares:
        return None
    x, y = across(1, DEPTH), upwards(0, 1)
    depths = range(1, DEPTH + 1)
    lines = tuple(
        Series(f"Gold {name}", tuple((x.at(k), y.at(share)) for k, share in zip(depths, found, strict=True)))
        for name, found in shares.items()
    )
    said = " ".join(
        f"The gold {name} is first for {found[0]:.0%}, in the first ten for {found[-1]:.0%}."
        for name, found in shares.items()
    )
    return Chart(
        "hits",
        "Found within the first k",
        said,
        "k, how many are looked at",
        "questions",
        tuple(Tick(x.at(k), str(k)) for k in depths),
        share_ticks(y),
        ("k", *(f"Gold {name}" for name in shares)),
        tuple((str(k), *(f"{found[k - 1]:.1%}" for found in shares.values())) for k in depths),
        series=lines,
    )


def _article_ranks(scorecard: Scorecard) -> Column:
    found = []
    for one in scorecard.judged:
        ranking = article_ranking(one.case)
        if ranking is None:
            found.append(np.nan)
        else:
            places = (place for place, name in enumerate(ranking.ranked, start=1) if name in ranking.relevant)
            found.append(float(next(places, np.inf)))
    return np.array(found, dtype=np.float64)


def _hits(ranks: Column) -> list[float]:
    defined = ranks[~np.isnan(ranks)]
    return [float((defined <= k).mean()) for k in range(1, DEPTH + 1)]


def risk_coverage(scorecard: Scorecard) -> Chart | None:
    """Share of wrong answers against the share of questions answered, the surest first."""
    columns = scorecard.columns
    confidence, correct = columns["raw.confidence"], columns["overall.correct"]
    coverage, risk = curve(confidence, correct)
    judged = confidence[~np.isnan(correct)]
    if not len(coverage) or not np.isfinite(judged).any():
        return None
    answered = float(np.isfinite(judged).mean())
    kept = coverage <= answered + 1e-9
    coverage, risk = coverage[kept], risk[kept]
    x, y = across(0, 1), upwards(0, round_steps(max(0.1, float(risk.max())))[-1])
    picked = _thinned(len(coverage), 200)
    points = tuple((x.at(float(coverage[i])), y.at(float(risk[i]))) for i in picked)
    rows = tuple(
        (f"{share:.0%}", f"{risk[np.searchsorted(coverage, share - 1e-9)]:.1%}")
        for share in np.arange(0.1, answered + 1e-9, 0.1)
    )
    return Chart(
        "risk",
        "Risk and coverage",
        f"Answering every question that it answers ({answered:.0%}), {risk[-1]:.1%} of the answers are wrong.",
        "questions answered, surest first",
        "wrong among them",
        share_ticks(x),
        share_ticks(y),
        ("Answered", "Wrong among them"),
        rows,
        series=(Series("Wrong answers", points, dots=False),),
        marks=(_mark(x.at(answered), f"answers {answered:.0%}"),),
    )


def _thinned(length: int, at_most: int) -> list[int]:
    return sorted(set(np.linspace(0, length - 1, min(length, at_most)).astype(int).tolist()))


def waiting_times(scorecard: Scorecard) -> Chart | None:
    """Histogram of the seconds that a whole answer took, up to the 99th percentile, with median and 95th percentile."""
    column = scorecard.columns["latency.total"]
    spent = column[~np.isnan(column)]
    if len(spent) < 2 or not spent.max():
        return None
    median, late, edge = (float(np.percentile(spent, q, method="inverted_cdf")) for q in (50, 95, 99))
    steps = round_steps(edge)
    counts = histogram(spent.tolist(), steps[-1])
    levels = round_steps(max(counts), about=4)
    x, y = across(0, steps[-1]), upwards(0, levels[-1])
    width = steps[-1] / len(counts)
    bars = tuple(
        Bar(
            x.at(i * width) + 0.75,
            y.at(count),
            x.at((i + 1) * width) - x.at(i * width) - 1.5,
            HEIGHT - BOTTOM - y.at(count),
        )
        for i, count in enumerate(counts)
        if count
    )
    rows = tuple(
        (f"{seconds(i * width)} - {seconds((i + 1) * width)}", str(count)) for i, count in enumerate(counts) if count
    )
    return Chart(
        "latency",
        "Waiting for the answer",
        f"Half of the answers took at most {seconds(median)}, 95% at most {seconds(late)}.",
        "time to the whole answer",
        "questions",
        tuple(Tick(x.at(step), step_label(step, steps[-1])) for step in steps),
        tuple(Tick(y.at(level), f"{level:g}") for level in levels),
        ("Time", "Questions"),
        rows,
        bars=bars,
        marks=(
            _mark(x.at(median), f"median {seconds(median)}", before=True),
            _mark(x.at(late), f"p95 {seconds(late)}", line=1),
        ),
    )


def _mark(x: float, label: str, *, line: int = 0, before: bool = False) -> Mark:
    """A rule with its label behind it, or `before` it, where there is room on that side."""
    room = (x - LEFT if before else WIDTH - RIGHT - x) > _LABEL_ROOM
    return Mark(x, TOP + 10 + 15 * line, label, "end" if before == room else "start")


def score_by_date(scorecard: Scorecard, metric: Metric) -> Chart | None:
    """The metric by month (by year over two years) of the gold article, with 95% intervals."""
    dates = [one.published for one in scorecard.judged]
    months = sorted({f"{date:%Y-%m}" for date in dates if date})
    form = "%Y-%m" if len(months) <= 24 else "%Y"
    labels = [f"{date:{form}}" if date else "" for date in dates]
    found = by_label(labels, scorecard.columns[metric.name])
    drawn = [row for row in found if row[4] >= _FEWEST]
    if len(drawn) < 2:
        return None
    x, y = across(-0.5, len(drawn) - 0.5), upwards(0, 1)
    points = tuple((x.at(i), y.at(row[1])) for i, row in enumerate(drawn))
    whiskers = tuple((x.at(i), y.at(row[2]), y.at(row[3])) for i, row in enumerate(drawn))
    every = -(-len(drawn) // 6)
    left_out = f" Dates with fewer than {_FEWEST} questions stand in the table only." if len(drawn) < len(found) else ""
    return Chart(
        "dates",
        "By date of the article",
        f"{metric.title} by the date of the newest gold article, with 95% intervals.{left_out}",
        "published",
        metric.title.lower(),
        tuple(Tick(x.at(i), row[0]) for i, row in enumerate(drawn) if i % every == 0),
        share_ticks(y),
        ("Published", metric.title, "95% interval", "Questions"),
        tuple((row[0], f"{row[1]:.1%}", f"{row[2]:.1%} - {row[3]:.1%}", str(row[4])) for row in found),
        series=(Series(metric.title, points, whiskers),),
    )


def by_label(labels: Sequence[str], column: Column) -> list[tuple[str, float, float, float, int]]:
    """`(label, mean, low, high, questions)` of every label but "", in order; labels without a value are left out."""
    found = []
    for label in sorted(set(labels) - {""}):
        values = column[[one == label for one in labels]]
        values = values[~np.isnan(values)]
        if len(values):
            bounds = interval(mean(values, resample_weights(len(values), resamples=1000)))
            assert bounds is not None
            found.append((label, float(values.mean()), bounds.low, bounds.high, len(values)))
    return found
