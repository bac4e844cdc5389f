"""Refusals: said where the articles do not tell, not said where they do.

Balanced accuracy is the mean of the shares of unanswerable questions refused and of answerable ones answered, so that a
test set of mostly answerable questions cannot be won by always answering. A failed question counts as the wrong choice.
"""

from collections.abc import Sequence

from evaluation.metrics.metric import (
    Case,
    Columns,
    Estimates,
    Family,
    Metric,
    Weights,
    fixed,
    mean,
    mean_metric,
    values,
)


def _on_unanswerable(case: Case) -> float | None:
    if case.question.answerable:
        return None
    return float(case.prediction.refused and not case.prediction.error)


def _on_answerable(case: Case) -> float | None:
    if not case.question.answerable:
        return None
    return float(case.prediction.refused or bool(case.prediction.error))


def columns(cases: Sequence[Case]) -> Columns:
    return {
        "refusal.on_unanswerable": values(cases, _on_unanswerable),
        "refusal.on_answerable": values(cases, _on_answerable),
    }


def _balanced(columns: Columns, weights: Weights) -> Estimates:
    refused = mean(columns["refusal.on_unanswerable"], weights)
    answered = 1 - mean(columns["refusal.on_answerable"], weights)
    return (refused + answered) / 2


FAMILY = Family(
    columns,
    fixed(
        mean_metric("refusal.on_unanswerable", "Refused, unanswerable", "Unanswerable questions that were refused."),
        mean_metric(
            "refusal.on_answerable",
            "Refused, answerable",
            "Answerable questions that were refused.",
            higher_is_better=False,
        ),
        Metric(
            "refusal.balanced_accuracy",
            "Balanced accuracy",
            "Mean of unanswerable questions refused and answerable ones answered; 0.5 is guessing.",
            ("refusal.on_unanswerable", "refusal.on_answerable"),
            _balanced,
        ),
    ),
)
