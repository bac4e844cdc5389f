"""Questions that need several gold passages (`evidence_mode` "all"): how many of them the first ten passages hold.

Source: Tang and Yang 2024, MultiHop-RAG, whose evidence lists name one passage a fact.
"""

from collections.abc import Sequence

from evaluation.gold import holds
from evaluation.metrics.metric import Case, Columns, Family, fixed, mean_metric, values

DEPTH = 10

METRICS = (
    mean_metric(
        "evidence.recall@10", "Evidence recall@10", "Share of the gold passages needed that the first 10 passages hold."
    ),
    mean_metric("evidence.all@10", "All evidence@10", "Every gold passage needed is held by the first 10 passages."),
)


def evidence_recall(case: Case) -> float | None:
    """Share of the needed gold passages in the first ten; None where one gold passage alone suffices."""
    if case.question.evidence_mode != "all" or not case.gold.passages:
        return None
    read = case.prediction.passages[:DEPTH]
    found = [any(holds(span, occurrences) for span in read) for occurrences in case.gold.passages]
    return sum(found) / len(found)


def columns(cases: Sequence[Case]) -> Columns:
    recall = values(cases, evidence_recall)
    every = values(cases, lambda case: None if (share := evidence_recall(case)) is None else float(share == 1.0))
    return {"evidence.recall@10": recall, "evidence.all@10": every}


FAMILY = Family(columns, fixed(*METRICS))
