"""Follow-up questions: is the passage found from the history as well as it is from the question's standalone form?

The standalone form is asked, without history, where the row has one (`standalone`); the gap between the two is what
condensing the conversation costs.
"""

from collections.abc import Sequence

from evaluation.gold import Gold
from evaluation.metrics.metric import Case, Columns, Family, fixed, mean_metric, values
from evaluation.metrics.passage_retrieval import gold_rank
from evaluation.predictions import PassageSpan

DEPTH = 4

METRICS = (
    mean_metric(
        "follow_up.article_hit@4",
        "Follow-up: article hit@4",
        "Asked with its history: one of the first 4 passages is of a gold article.",
    ),
    mean_metric(
        "follow_up.hit@4",
        "Follow-up: passage hit@4",
        "Asked with its history: one of the first 4 passages holds a gold passage.",
    ),
    mean_metric(
        "follow_up.standalone_hit@4",
        "Standalone: passage hit@4",
        "The standalone form of the same questions: one of the first 4 passages holds a gold passage.",
    ),
)


def _hit(passages: Sequence[PassageSpan] | None, gold: Gold) -> float | None:
    if passages is None or not gold.passages:
        return None
    return float(gold_rank(passages[:DEPTH], gold) is not None)


def _article_hit(case: Case) -> float | None:
    gold = set(case.question.gold_doc_ids)
    if not case.question.history or not gold:
        return None
    return float(any(span.article_id in gold for span in case.prediction.passages[:DEPTH]))


def columns(cases: Sequence[Case]) -> Columns:
    return {
        "follow_up.article_hit@4": values(cases, _article_hit),
        "follow_up.hit@4": values(cases, lambda c: _hit(c.prediction.passages, c.gold) if c.question.history else None),
        "follow_up.standalone_hit@4": values(cases, lambda c: _hit(c.prediction.standalone_passages, c.gold)),
    }


FAMILY = Family(columns, fixed(*METRICS))
