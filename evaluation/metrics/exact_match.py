"""Exact match of the short answer with one of the gold answers after SQuAD's normalisation (Rajpurkar et al. 2016)."""

from collections.abc import Sequence

from evaluation.metrics.answer_text import gold_answers, is_judged, short_answer
from evaluation.metrics.metric import Case, Columns, Family, fixed, mean_metric, values
from evaluation.metrics.normalise import same_words


def exact_match(answer: str, gold: Sequence[str]) -> float:
    """
    >>> exact_match("the Danube.", ["Danube", "Danube river"]), exact_match("Danube river bank", ["Danube"])
    (1.0, 0.0)
    """
    return float(any(same_words(answer, one) for one in gold))


def columns(cases: Sequence[Case]) -> Columns:
    column = values(cases, lambda c: exact_match(short_answer(c), gold_answers(c)) if is_judged(c) else None)
    return {"answer.exact_match": column}


FAMILY = Family(
    columns,
    fixed(
        mean_metric("answer.exact_match", "Exact match", "The short answer is one of the gold answers, word for word.")
    ),
)
