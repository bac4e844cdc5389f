"""Percentile bootstrap over questions: resamples as a matrix of counts, shared by all metrics of a run or of two runs.

Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, ch. 13; paired differences as in Koehn 2004.
"""

from dataclasses import dataclass

import numpy as np

from evaluation.metrics.metric import Estimates, Weights

RESAMPLES = 2000
SEED = 20261122
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds of the middle 95% of the resamples' estimates."""

    low: float
    high: float


def resample_weights(n_questions: int, *, resamples: int = RESAMPLES) -> Weights:
    """(resamples, n_questions) float32: how often each question is drawn, with replacement, n_questions times."""
    generator = np.random.default_rng(SEED)
    weights = np.empty((resamples, n_questions), np.float32)
    for row in weights:
        row[:] = np.bincount(generator.integers(n_questions, size=n_questions), minlength=n_questions)
    return weights


def interval(estimates: Estimates) -> Interval | None:
    """The interval of `estimates`, leaving out undefined ones; None where all are undefined.

    >>> interval(np.arange(101.0))
    Interval(low=2.5, high=97.5)
    """
    defined = estimates[~np.isnan(estimates)]
    if not len(defined):
        return None
    tail = round(50 * (1 - LEVEL), 9)
    low, high = np.percentile(defined, [tail, 100 - tail])
    return Interval(float(low), float(high))
