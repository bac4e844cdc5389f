"""Share of a gold answer's words that stand in the whole answer, best gold answer; for answers longer than a span.

Source: knowledge recall of Adlakha et al. 2024, which tracks human judgement of long answers better than F1.
"""

from collections import Counter
from collections.abc import Sequence

from evaluation.metrics.answer_text import full_answer, gold_answers, is_judged
from evaluation.metrics.metric import Case, Columns, Family, fixed, mean_metric, values
from evaluation.metrics.normalise import normalised


def token_recall(answer: str, gold: Sequence[str]) -> float:
    """
    >>> token_recall("It opened in May 2021 after repairs.", ["May 2021", "spring of 2021"])
    1.0
    """
    said = Counter(normalised(answer).split())
    return max(_recall(said, Counter(normalised(one).split())) for one in gold)


def _recall(said: Counter[str], wanted: Counter[str]) -> float:
    return sum((said & wanted).values()) / wanted.total() if wanted else 0.0


def columns(cases: Sequence[Case]) -> Columns:
    column = values(cases, lambda c: token_recall(full_answer(c), gold_answers(c)) if is_judged(c) else None)
    return {"answer.token_recall": column}


FAMILY = Family(
    columns,
    fixed(
        mean_metric(
            "answer.token_recall", "Token recall", "Share of the gold answer's words that the whole answer holds."
        )
    ),
)
