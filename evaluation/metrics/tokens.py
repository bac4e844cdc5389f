"""Tokens of a chat model, a question: as its provider counted them."""

from collections.abc import Sequence
from functools import partial

from evaluation.metrics.metric import Case, Columns, Family, Metric, mean_metric, values

_PREFIX = "tokens."


def columns(cases: Sequence[Case]) -> Columns:
    """`tokens.<kind>` for every kind that a prediction reports; none without a chat model."""
    kinds = sorted({kind for case in cases for kind in case.prediction.tokens})
    return {_PREFIX + kind: values(cases, partial(_count, kind)) for kind in kinds}


def _count(kind: str, case: Case) -> float | None:
    return case.prediction.tokens.get(kind)


def metrics(columns: Columns) -> tuple[Metric, ...]:
    names = [name for name in columns if name.startswith(_PREFIX)]
    return tuple(_metric(name) for name in names)


def _metric(name: str) -> Metric:
    kind = name.removeprefix(_PREFIX).replace("_", " ")
    return mean_metric(
        name, f"Tokens, {kind}", f"Mean number of tokens a question ({kind}).", unit="count", higher_is_better=False
    )


FAMILY = Family(columns, metrics)
