"""Waiting times: the whole answer, its first word, and every stage that the system reports; median and 95th percentile.

A percentile is the smallest time that at least that share of the questions stayed within (nearest rank). Failed
questions are left out: a failure is often quick.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np

from evaluation.metrics.metric import Case, Column, Columns, Estimates, Family, Metric, Weights, values

_PREFIX = "latency."
_TITLES = {"total": "Whole answer", "first_token": "First word"}


def columns(cases: Sequence[Case]) -> Columns:
    """`latency.total` and `latency.<stage>`, in seconds, NaN where a question did not go through the stage."""
    stages = sorted({stage for case in cases for stage in case.prediction.stages if stage != "total"})
    found = {f"{_PREFIX}total": values(cases, lambda c: None if c.prediction.error else c.prediction.seconds)}
    for stage in stages:
        found[_PREFIX + stage] = values(cases, partial(_stage, stage))
    return found


def _stage(stage: str, case: Case) -> float | None:
    return None if case.prediction.error else case.prediction.stages.get(stage)


def percentile(column: Column, weights: Weights, share: float) -> Estimates:
    """Smallest defined value that at least `share` of the weight stays within, one a resample.

    >>> percentile(np.array([3.0, 1.0, 2.0]), np.ones((1, 3), np.float32), 0.5).tolist()
    [2.0]
    """
    defined = np.flatnonzero(~np.isnan(column))
    if not len(defined):
        return np.full(len(weights), np.nan)
    order = defined[np.argsort(column[defined], kind="stable")]
    reached = np.asarray(np.cumsum(weights[:, order], axis=1), np.float32)  # whole numbers, exact in 32 bits

    totals = reached[:, -1:]
    first = np.argmax(reached >= share * totals - 1e-3, axis=1)
    return np.where(totals[:, 0] > 0, column[order][first], np.nan)


def _metric(column: str, share: float, label: str) -> Metric:
    stage = column.removeprefix(_PREFIX)
    title = _TITLES.get(stage, stage.replace("_", " ").capitalize())
    return Metric(
        f"{column}.{label}",
        f"{title}, {label}",
        f"Seconds that {share:.0%} of the questions stayed within ({title.lower()}).",
        (column,),
        lambda columns, weights: percentile(columns[column], weights, share),
        unit="seconds",
        higher_is_better=False,
    )


def metrics(columns: Columns) -> tuple[Metric, ...]:
    names = [name for name in columns if name.startswith(_PREFIX)]
    return tuple(_metric(name, share, label) for name in names for share, label in ((0.5, "p50"), (0.95, "p95")))


FAMILY = Family(columns, metrics)
