"""Passage retrieval: how high the first passage stands that holds a gold passage (see `evaluation/gold.py`).

A retrieved passage counts once however many gold passages it holds, and not at all where it repeats one already found;
gold passages that no retrieved passage holds stay in the ideal ranking of nDCG.
"""

from collections.abc import Sequence

from evaluation.gold import Gold, holds
from evaluation.metrics.metric import Case, Columns, Family, fixed, mean_metric, values
from evaluation.metrics.ranking import Ranking, rank_columns
from evaluation.predictions import PassageSpan

METRICS = (
    mean_metric("passage.hit@1", "Passage hit@1", "The first passage retrieved holds a gold passage."),
    mean_metric("passage.hit@4", "Passage hit@4", "One of the first 4 passages holds a gold passage."),
    mean_metric("passage.hit@10", "Passage hit@10", "One of the first 10 passages holds a gold passage."),
    mean_metric(
        "passage.mrr@10", "Passage MRR@10", "1 / rank of the first passage holding a gold passage within 10, else 0."
    ),
    mean_metric("passage.ndcg@10", "Passage nDCG@10", "How high the gold passages stand, all of them counted."),
)


def passage_ranking(retrieved: Sequence[PassageSpan], gold: Gold) -> Ranking | None:
    """Passages named by their rank, those relevant that hold a gold passage not held before; None without gold."""
    if not gold.passages:
        return None
    left = dict(enumerate(gold.passages))
    relevant = set()
    for rank, span in enumerate(retrieved, start=1):
        found = [index for index, occurrences in left.items() if holds(span, occurrences)]
        if found:
            relevant.add(str(rank))
        for index in found:
            del left[index]
    missed = {f"missed {index}" for index in left}
    return Ranking(tuple(str(rank) for rank in range(1, len(retrieved) + 1)), frozenset(relevant | missed))


def gold_rank(retrieved: Sequence[PassageSpan], gold: Gold) -> int | None:
    """Rank (from 1) of the first passage that holds a gold passage; None where there is none."""
    for rank, span in enumerate(retrieved, start=1):
        if any(holds(span, occurrences) for occurrences in gold.passages):
            return rank
    return None


def columns(cases: Sequence[Case]) -> Columns:
    """The metrics' columns and `raw.gold_rank`: the first holder's rank, infinite where there is none."""
    ranked = rank_columns("passage", [passage_ranking(case.prediction.passages, case.gold) for case in cases])
    return {**ranked, "raw.gold_rank": values(cases, _rank)}


def _rank(case: Case) -> float | None:
    if not case.gold.passages:
        return None
    return gold_rank(case.prediction.passages, case.gold) or float("inf")


FAMILY = Family(columns, fixed(*METRICS))
