"""All metric families in the order of the report. A new metric is a file beside this one and a line here."""

from collections.abc import Sequence

from evaluation.metrics import (
    all_evidence,
    article_retrieval,
    citations,
    contained,
    correct,
    cost,
    exact_match,
    follow_ups,
    graded,
    latency,
    passage_retrieval,
    refusals,
    risk_coverage,
    rouge_l,
    token_f1,
    token_recall,
    tokens,
    within_characters,
)
from evaluation.metrics.metric import Case, Column, Columns, Metric

FAMILIES = (
    correct.FAMILY,
    article_retrieval.FAMILY,
    passage_retrieval.FAMILY,
    within_characters.FAMILY,
    all_evidence.FAMILY,
    exact_match.FAMILY,
    token_f1.FAMILY,
    contained.FAMILY,
    token_recall.FAMILY,
    rouge_l.FAMILY,
    citations.FAMILY,
    refusals.FAMILY,
    risk_coverage.FAMILY,
    follow_ups.FAMILY,
    graded.FAMILY,
    latency.FAMILY,
    tokens.FAMILY,
    cost.FAMILY,
)

GROUPS = {
    "overall": "Overall",
    "article": "Finding the article",
    "passage": "Finding the passage",
    "evidence": "Finding all the evidence",
    "answer": "Answers",
    "citation": "Citations",
    "refusal": "Refusals",
    "follow_up": "Follow-up questions",
    "graded": "Graded by a chat model",
    "latency": "Waiting times",
    "tokens": "Tokens",
    "cost": "Cost",
}
"""Group of a metric's name -> its heading."""


def all_columns(cases: Sequence[Case]) -> dict[str, Column]:
    """Every family's columns over `cases`, each (n_cases,)."""
    return {name: column for family in FAMILIES for name, column in family.columns(cases).items()}


def metrics_for(columns: Columns) -> tuple[Metric, ...]:
    """The metrics that `columns` allow, in the order of the report."""
    found = [metric for family in FAMILIES for metric in family.metrics(columns)]
    return tuple(metric for metric in found if all(name in columns for name in metric.columns))
