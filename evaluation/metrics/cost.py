"""What a chat model's provider charged, in US dollars, as it says itself; no prices are known here."""

from collections.abc import Sequence

import numpy as np

from evaluation.metrics.metric import Case, Columns, Estimates, Family, Metric, Weights, mean_metric, values

QUESTION, TOTAL = "cost.question", "cost.total"


def columns(cases: Sequence[Case]) -> Columns:
    """`cost.question` where the provider of at least one answer told what it charged."""
    charged = values(cases, lambda case: case.prediction.cost_usd)
    return {} if np.isnan(charged).all() else {QUESTION: charged}


def total(columns: Columns, weights: Weights) -> Estimates:
    """Sum over the questions for which the provider told what it charged, one a resample.

    >>> total({QUESTION: np.array([0.25, np.nan, 0.5])}, np.array([[1, 1, 1], [2, 1, 0]])).tolist()
    [0.75, 0.5]
    """
    known: Estimates = np.asarray(weights @ np.nan_to_num(columns[QUESTION]), np.float64)
    return known


def metrics(columns: Columns) -> tuple[Metric, ...]:
    if QUESTION not in columns:
        return ()
    mean_cost = mean_metric(
        QUESTION,
        "Cost a question",
        "Mean of what the chat model's provider says it charged for a question, in US dollars.",
        unit="dollars",
        higher_is_better=False,
    )
    meaning = "Sum of what the chat model's provider says it charged, in US dollars."
    return mean_cost, Metric(TOTAL, "Cost, total", meaning, (QUESTION,), total, "dollars", higher_is_better=False)


FAMILY = Family(columns, metrics)
