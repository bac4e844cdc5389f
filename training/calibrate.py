"""Calibration: logits of held-out questions to probabilities, by logistic regression (Platt 1999)."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.runtimes import Network
from models.spans import best_spans
from training.windows import Batch

Floats = NDArray[np.float64]
_NEWTON_STEPS = 30
_BINS = 10
# Keeps the fit finite where held-out passages happen to be separable.
_RIDGE = 1e-3


@dataclasses.dataclass(frozen=True, slots=True)
class Verdicts:
    """Raw figures of held-out passages, each (n,). relevant: NaN where not known."""

    relevance: Floats
    answerable: Floats
    margin: Floats
    relevant: Floats
    answered: Floats


@dataclasses.dataclass(frozen=True, slots=True)
class Calibration:
    """What `models.evidence_network.Card` holds, and how well it fits held-out questions."""

    relevance: tuple[float, ...]
    answerable: tuple[float, ...]
    figures: dict[str, float]


def verdicts(network: Network, batches: Sequence[Batch], *, span_tokens: int) -> Verdicts:
    """Run an exported network over held-out batches."""
    columns: list[list[float]] = []
    for batch in batches:
        spans, verdict = network(batch.ids.numpy(), batch.mask.numpy(), batch.token_types.numpy())
        passages = batch.passage.numpy()
        for row, passage in enumerate(passages):
            inside = np.flatnonzero(passage)[1:]
            start, end = spans[row, inside, 0], spans[row, inside, 1]
            best = best_spans(start, end, longest=span_tokens, count=1)[0][2]
            margin = best - float(spans[row, 0].sum())
            known = (float(batch.relevant[row]), float(batch.answerable[row]))
            columns.append([float(verdict[row, 0]), float(verdict[row, 1]), margin, *known])
    return Verdicts(*np.asarray(columns, np.float64).T)


def calibrate(seen: Verdicts) -> Calibration:
    """Fit both logistics; classes weigh the same, as the share of answering passages differs from use to use."""
    known = ~np.isnan(seen.relevant)
    relevance = logistic_fit(seen.relevance[known, None], seen.relevant[known], _balanced(seen.relevant[known]))
    features = np.stack((seen.answerable, seen.relevance, seen.margin), -1)
    # Passages on the very topic that lack the answer are few here and many where it matters.
    kinds = np.where(np.isnan(seen.relevant), 2.0, seen.answered)
    answerable = logistic_fit(features, seen.answered, _balanced(kinds) * np.where(seen.answered == 1, 2.0, 1.0))
    odds = features @ answerable[:-1] + answerable[-1]
    hard = np.isnan(seen.relevant) | (seen.answered == 1)
    return Calibration(
        relevance=tuple(round(float(w), 5) for w in relevance),
        answerable=tuple(round(float(w), 5) for w in answerable),
        figures={
            "held_out_passages": len(seen.answered),
            "auroc_relevance": auroc(seen.relevance[known], seen.relevant[known]),
            "auroc_answerable": auroc(odds, seen.answered),
            "auroc_answerable_hard": auroc(odds[hard], seen.answered[hard]),
            "calibration_error": calibration_error(1 / (1 + np.exp(-odds)), seen.answered),
        },
    )


def _balanced(kinds: Floats) -> Floats:
    _, inverse, counts = np.unique(kinds, return_inverse=True, return_counts=True)
    weights: Floats = 1.0 / counts[inverse]
    return weights


def logistic_fit(features: Floats, labels: Floats, weights: Floats) -> Floats:
    """Weights and, last, bias that minimise the weighted log loss with a touch of ridge."""
    design = np.hstack((features, np.ones((len(features), 1))))
    weights = weights / weights.sum()
    fitted = np.zeros(design.shape[1])
    for _ in range(_NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ fitted, -30, 30)))
        slope = design.T @ (weights * (chance - labels)) + _RIDGE * fitted
        curvature = (design * (weights * chance * (1 - chance))[:, None]).T @ design + _RIDGE * np.eye(len(fitted))
        fitted = fitted - np.linalg.solve(curvature, slope)
    return fitted


def auroc(scores: Floats, labels: Floats) -> float:
    """Chance that a positive scores above a negative, ties counting half (Mann and Whitney 1947); NaN without both.

    >>> auroc(np.array([0.9, 0.4, 0.4, 0.1]), np.array([1.0, 1.0, 0.0, 0.0]))
    0.875
    """
    positive, negative = scores[labels == 1], scores[labels == 0]
    if not len(positive) or not len(negative):
        return math.nan
    difference = np.sign(positive[:, None] - negative[None, :])
    return round(float((difference.mean() + 1) / 2), 4)


def calibration_error(probabilities: Floats, labels: Floats) -> float:
    """Expected calibration error over ten bins of equal width (Guo et al. 2017)."""
    places = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(float(probabilities[places == b].mean() - labels[places == b].mean())) * float((places == b).mean())
        for b in range(_BINS)
        if (places == b).any()
    ]
    return round(sum(gaps), 4)
