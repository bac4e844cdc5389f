"""What a metric is: columns of per-question values, and an estimate from columns and weights.

Every estimate takes weights, one row a resample, so that the bootstrap runs all resamples of all metrics as matrix
products, and so that a difference between two runs uses the same resamples for both (a paired bootstrap).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluation.gold import ArticleLookup, Gold
from evaluation.predictions import Prediction
from evaluation.questions import Question

Column = NDArray[np.float64]
"""(n_questions,): the value of each question, NaN where the metric is not defined for it."""

Columns = Mapping[str, Column]

Weights = NDArray[np.float32] | NDArray[np.float64]
"""(n_resamples, n_questions): how often each question counts in each resample."""

Estimates = NDArray[np.float64]
"""(n_resamples,): NaN where no question with a value was drawn."""

Unit = Literal["share", "seconds", "count", "dollars"]


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a system answered and where its gold passages stand."""

    question: Question
    prediction: Prediction
    gold: Gold
    article: ArticleLookup


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of the report. `name` begins with its group; `columns` are those whose values it needs."""

    name: str
    title: str
    meaning: str
    columns: tuple[str, ...]
    estimate: Callable[[Columns, Weights], Estimates]
    unit: Unit = "share"
    higher_is_better: bool = True

    @property
    def group(self) -> str:
        return self.name.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Family:
    """Metrics that share columns. `metrics` depends on the columns at hand: stages differ between systems."""

    columns: Callable[[Sequence[Case]], Columns]
    metrics: Callable[[Columns], tuple[Metric, ...]]


def mean_metric(name: str, title: str, meaning: str, *, unit: Unit = "share", higher_is_better: bool = True) -> Metric:
    """The mean of the column of the same name over the questions for which it is defined."""
    return Metric(
        name, title, meaning, (name,), lambda columns, weights: mean(columns[name], weights), unit, higher_is_better
    )


def mean(column: Column, weights: Weights) -> Estimates:
    """Weighted mean of the defined values of `column`, one a resample.

    >>> mean(np.array([1.0, np.nan, 0.0]), np.array([[1, 1, 1], [3, 5, 1]], np.float32)).tolist()
    [0.5, 0.75]
    """
    defined = ~np.isnan(column)
    # In the weights' own precision: a matrix of resamples is large, and numpy would copy it to a wider one.
    totals = np.asarray(weights @ defined.astype(weights.dtype), np.float64)
    sums = np.asarray(weights @ np.where(defined, column, 0.0).astype(weights.dtype), np.float64)
    means: Estimates = np.divide(sums, totals, out=np.full(len(weights), np.nan), where=totals > 0)
    return means


def fixed(*metrics: Metric) -> Callable[[Columns], tuple[Metric, ...]]:
    """For families whose metrics don't depend on the columns at hand."""
    return lambda _columns: metrics


def values(cases: Sequence[Case], value: Callable[[Case], float | None]) -> Column:
    """`value` of every case as a column, None becoming NaN."""
    found = [value(case) for case in cases]
    return np.array([np.nan if one is None else one for one in found], dtype=np.float64)
