"""Right or wrong, one verdict a question: the right answer where there is one, a refusal where there is none.

An answer is right where it contains a gold answer, where its token F1 reaches 0.5, or, for long gold answers, where it
holds half of the gold answer's words. A rule of this project: strict measures stand beside it.
"""

from collections.abc import Sequence

from evaluation.metrics.answer_text import full_answer, gold_answers, is_judged, short_answer
from evaluation.metrics.contained import contains_gold
from evaluation.metrics.metric import Case, Columns, Family, fixed, mean_metric, values
from evaluation.metrics.rouge_l import is_long
from evaluation.metrics.token_f1 import best_token_f1
from evaluation.metrics.token_recall import token_recall

THRESHOLD = 0.5


def is_correct(case: Case) -> bool | None:
    """None where nothing is known: an answerable question without gold answers."""
    if not case.question.answerable:
        return case.prediction.refused and not case.prediction.error
    if not is_judged(case):
        return None
    return bool(short_answer(case).strip()) and (contains_gold(case) or _near(case))


def _near(case: Case) -> bool:
    gold = gold_answers(case)
    if is_long(gold):
        return token_recall(full_answer(case), gold) >= THRESHOLD
    return best_token_f1(short_answer(case), gold) >= THRESHOLD


def columns(cases: Sequence[Case]) -> Columns:
    return {"overall.correct": values(cases, is_correct)}


FAMILY = Family(
    columns,
    fixed(mean_metric("overall.correct", "Correct", "Right answers and right refusals, of all questions.")),
)
