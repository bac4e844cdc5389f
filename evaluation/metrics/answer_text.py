"""Which text of a prediction the answer metrics read."""

from evaluation.metrics.metric import Case
from evaluation.metrics.normalise import without_markers


def is_judged(case: Case) -> bool:
    """True where the answer can be compared: an answerable question with gold answers."""
    return case.question.answerable and bool(case.question.answers)


def full_answer(case: Case) -> str:
    """The whole answer without its markers; nothing where it refused."""
    return "" if case.prediction.refused else without_markers(case.prediction.answer)


def short_answer(case: Case) -> str:
    """The answering words alone where the system names them, else the whole answer; nothing where it refused."""
    return "" if case.prediction.refused else (case.prediction.short_answer or full_answer(case))


def gold_answers(case: Case) -> tuple[str, ...]:
    """The gold answers to compare with; parts that belong together are one answer, joined by commas."""
    question = case.question
    return question.answers if question.answers_mode == "any" else (", ".join(question.answers),)
