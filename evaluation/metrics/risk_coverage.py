"""Risk-coverage: when only the answers with the most confidence are given, how many of them are wrong?

Questions stand in order of falling confidence, answered ones first. Risk at a coverage is the share of wrong ones among
those covered; the area is the mean risk over all coverages, lower being better. Covering a refused question is an
error: it has no answer. Among equal confidences the errors are spread evenly, so that their order does not matter.
Source: El-Yaniv and Wiener 2010; the area as in Geifman, Uziel and El-Yaniv 2019.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics.metric import Case, Column, Columns, Estimates, Family, Metric, Weights, fixed, values

_RESAMPLES_AT_ONCE = 250  # keeps the working arrays for 5,000 questions near 10 MB each


def columns(cases: Sequence[Case]) -> Columns:
    """`raw.confidence`, -infinity where there is no answer."""
    return {"raw.confidence": values(cases, _confidence)}


def _confidence(case: Case) -> float:
    answered = not case.prediction.refused and not case.prediction.error
    return case.prediction.confidence if answered else -np.inf


def curve(confidence: Column, correct: Column) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coverage and risk after each group of equal confidence, both in [0, 1]; empty where confidence says nothing."""
    defined = ~np.isnan(correct)
    order, starts, errors = _ordered(confidence[defined], correct[defined])
    if len(starts) < 2:
        return np.array([]), np.array([])
    ends = np.append(starts[1:], len(order))
    return ends / len(order), np.cumsum(errors)[ends - 1] / ends


def area(columns: Columns, weights: Weights) -> Estimates:
    """Mean risk over all coverages; NaN where fewer than two different confidences were given."""
    defined = ~np.isnan(columns["overall.correct"])
    confidence = columns["raw.confidence"][defined]
    if len(np.unique(confidence[np.isfinite(confidence)])) < 2:
        return np.full(len(weights), np.nan)
    order, starts, errors = _ordered(confidence, columns["overall.correct"][defined])
    blocks = range(0, len(weights), _RESAMPLES_AT_ONCE)
    found = [_areas(weights[i : i + _RESAMPLES_AT_ONCE][:, defined][:, order], starts, errors) for i in blocks]
    return np.concatenate(found)


def _ordered(confidence: Column, correct: Column) -> tuple[NDArray[np.intp], NDArray[np.intp], Column]:
    """Order by falling confidence, starts of the runs of equal confidence, and the errors (0 or 1) in that order."""
    order = np.argsort(-confidence, kind="stable")
    ordered = confidence[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(ordered) else np.array([], np.intp)
    errors = np.where(np.isneginf(ordered), 1.0, 1.0 - correct[order])
    return order, starts, errors


def _areas(weights: Weights, starts: NDArray[np.intp], errors: Column) -> Estimates:
    lengths = np.diff(np.append(starts, weights.shape[1]))
    group_weight = np.add.reduceat(weights, starts, axis=1).astype(np.float64)
    group_errors = np.add.reduceat(weights * errors, starts, axis=1)
    share = np.divide(group_errors, group_weight, out=np.zeros_like(group_weight), where=group_weight > 0)
    covered = np.cumsum(weights, axis=1, dtype=np.float64)
    wrong = np.cumsum(weights * np.repeat(share, lengths, axis=1), axis=1)
    risk = np.divide(wrong, covered, out=np.zeros_like(covered), where=covered > 0)
    return np.asarray((weights * risk).sum(axis=1) / np.maximum(covered[:, -1], 1))


FAMILY = Family(
    columns,
    fixed(
        Metric(
            "refusal.risk_coverage_area",
            "Risk-coverage area",
            "Mean share of wrong answers when answering from the surest question to the least sure one.",
            ("raw.confidence", "overall.correct"),
            area,
            higher_is_better=False,
        )
    ),
)
