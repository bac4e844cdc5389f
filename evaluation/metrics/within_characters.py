"""Gold passages found within the first 2,000 and 4,000 characters read: fair between passages of different sizes.

Passages are read in their order and the last is cut where the budget ends; text retrieved twice is read twice.
"""

from collections.abc import Sequence
from functools import partial

from evaluation.metrics.metric import Case, Columns, Family, fixed, mean_metric, values
from evaluation.metrics.passage_retrieval import gold_rank
from evaluation.predictions import PassageSpan

BUDGETS = (2000, 4000)

METRICS = tuple(
    mean_metric(
        f"passage.within_{budget}",
        f"Gold within {budget:,} characters",
        f"A gold passage lies in the first {budget:,} characters of the passages as ranked.",
    )
    for budget in BUDGETS
)


def first_characters(retrieved: Sequence[PassageSpan], budget: int) -> tuple[PassageSpan, ...]:
    """The passages that fit into `budget` characters, the last one cut.

    >>> [(s.start, s.end) for s in first_characters([PassageSpan("a", 0, 60), PassageSpan("b", 10, 90)], 100)]
    [(0, 60), (10, 50)]
    """
    kept = []
    for span in retrieved:
        if budget <= 0:
            break
        end = min(span.end, span.start + budget)
        kept.append(PassageSpan(span.article_id, span.start, end, span.score))
        budget -= end - span.start
    return tuple(kept)


def columns(cases: Sequence[Case]) -> Columns:
    return {f"passage.within_{budget}": values(cases, partial(_within, budget)) for budget in BUDGETS}


def _within(budget: int, case: Case) -> float | None:
    if not case.gold.passages:
        return None
    return float(gold_rank(first_characters(case.prediction.passages, budget), case.gold) is not None)


FAMILY = Family(columns, fixed(*METRICS))
