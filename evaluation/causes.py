"""Why a question was missed: the first stage that went wrong, so that the fault is looked for where it lies."""

from enum import StrEnum

from evaluation.metrics.correct import is_correct
from evaluation.metrics.metric import Case
from evaluation.metrics.passage_retrieval import gold_rank

READ_DEPTH = 4
"""A gold passage below this rank counts as ranked too low."""


class Cause(StrEnum):
    """In the order in which a question goes through the system."""

    FAILED = "failed with an error"
    ANSWERED_UNANSWERABLE = "answered the unanswerable"
    NOT_FOUND = "not in candidates"
    RANKED_LOW = "ranked too low"
    REFUSED = "refused wrongly"
    MISREAD = "read wrongly"


def cause_of_miss(case: Case) -> Cause | None:
    """None where the answer is right, or where retrieval did its part and no gold answer says more."""
    correct = is_correct(case)
    if case.prediction.error:
        return Cause.FAILED
    if correct:
        return None
    if not case.question.answerable:
        return Cause.ANSWERED_UNANSWERABLE
    misread = None if correct is None else Cause.MISREAD
    return _retrieval_cause(case) or (Cause.REFUSED if case.prediction.refused else misread)


def best_rank(case: Case) -> int | None:
    """Rank of the first retrieved passage that holds a gold passage, or, where none is known, is of a gold article."""
    if case.gold.passages:
        return gold_rank(case.prediction.passages, case.gold)
    gold = set(case.question.gold_doc_ids)
    ranks = (rank for rank, span in enumerate(case.prediction.passages, start=1) if span.article_id in gold)
    return next(ranks, None)


def _retrieval_cause(case: Case) -> Cause | None:
    if not (case.gold.passages or case.question.gold_doc_ids):
        return None
    rank = best_rank(case)
    if rank is None:
        return Cause.NOT_FOUND
    return Cause.RANKED_LOW if rank > READ_DEPTH else None
