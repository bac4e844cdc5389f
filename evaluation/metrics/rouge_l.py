"""ROUGE-L of the whole answer, for questions whose gold answers are long (more than 12 words), without stemming.

Source: Lin 2004, computed by rouge-score (Google Research).
"""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from evaluation.metrics.answer_text import full_answer, gold_answers, is_judged
from evaluation.metrics.metric import Case, Columns, Family, fixed, mean_metric, values

if TYPE_CHECKING:
    from rouge_score.rouge_scorer import RougeScorer

LONG_ANSWER_WORDS = 12


def is_long(gold: Sequence[str]) -> bool:
    """True where every gold answer has more than LONG_ANSWER_WORDS words."""
    return bool(gold) and min(len(one.split()) for one in gold) > LONG_ANSWER_WORDS


def rouge_l(answer: str, gold: Sequence[str]) -> float:
    """F-measure of the longest common subsequence with the best matching gold answer.

    >>> round(rouge_l("the cat sat", ["the cat ran and sat"]), 4)  # 3 in common: precision 1, recall 3/5
    0.75
    """
    return float(max(_scorer().score(one, answer)["rougeL"].fmeasure for one in gold))


@functools.cache
def _scorer() -> "RougeScorer":
    # It brings nltk along, which takes seconds to import and is of no use where no answer is long.
    from rouge_score.rouge_scorer import RougeScorer

    return RougeScorer(["rougeL"], use_stemmer=False)


def columns(cases: Sequence[Case]) -> Columns:
    return {"answer.rouge_l": values(cases, _value)}


def _value(case: Case) -> float | None:
    if not is_judged(case) or not is_long(gold_answers(case)):
        return None
    return rouge_l(full_answer(case), gold_answers(case))


FAMILY = Family(
    columns, fixed(mean_metric("answer.rouge_l", "ROUGE-L", "Longest common run of words with a long gold answer."))
)
