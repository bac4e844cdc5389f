"""Token F1 of the short answer with the nearest gold answer after SQuAD's normalisation (Rajpurkar et al. 2016)."""

from collections import Counter
from collections.abc import Sequence

from evaluation.metrics.answer_text import gold_answers, is_judged, short_answer
from evaluation.metrics.metric import Case, Columns, Family, fixed, mean_metric, values
from evaluation.metrics.normalise import normalised, same_words


def token_f1(answer: str, gold: str) -> float:
    """
    >>> round(token_f1("in the cold north sea", "North Sea"), 4)  # 2 of 4 words, both gold words: 2 * .5 * 1 / 1.5
    0.6667
    """
    said, wanted = normalised(answer).split(), normalised(gold).split()
    if not said or not wanted:
        return float(same_words(answer, gold))
    shared = sum((Counter(said) & Counter(wanted)).values())
    return 2 * shared / (len(said) + len(wanted))


def best_token_f1(answer: str, gold: Sequence[str]) -> float:
    return max(token_f1(answer, one) for one in gold)


def columns(cases: Sequence[Case]) -> Columns:
    column = values(cases, lambda c: best_token_f1(short_answer(c), gold_answers(c)) if is_judged(c) else None)
    return {"answer.token_f1": column}


FAMILY = Family(
    columns,
    fixed(
        mean_metric(
            "answer.token_f1", "Token F1", "Overlap of words between the short answer and the nearest gold answer."
        )
    ),
)
