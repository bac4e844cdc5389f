"""Whether the whole answer contains a gold answer (of a list: every part) as a run of normalised whole words.

"yes" and "no" stand in too many sentences to count wherever they stand: the answer must begin with them. Source: answer
accuracy by containment as in Mallen et al. 2023 (PopQA), with whole words.
"""

from collections.abc import Sequence

from core.sentences import sentence_spans
from evaluation.metrics.answer_text import full_answer, is_judged, short_answer
from evaluation.metrics.metric import Case, Columns, Family, fixed, mean_metric, values
from evaluation.metrics.normalise import normalised

_POLAR = frozenset({"yes", "no"})
# What a reader sees without reading on.
_OPENING = 2


def contains(answer: str, gold: str) -> bool:
    """
    >>> contains("She moved to New York in 1999.", "New York"), contains("Newark", "New")
    (True, False)
    """
    said, wanted = f" {normalised(answer)} ", f" {normalised(gold)} "
    if wanted.strip() in _POLAR:
        return said.startswith(wanted)
    return bool(wanted.strip()) and wanted in said


def contains_gold(case: Case) -> bool:
    """True where the whole answer or its short form contains a gold answer, or every part of it."""
    said = (full_answer(case), short_answer(case))
    found = [any(contains(text, gold) for text in said) for gold in case.question.answers]
    return all(found) if case.question.answers_mode == "all" else any(found)


def opens_with_gold(case: Case) -> bool:
    """True where the first two sentences of the answer contain a gold answer, or every part of it."""
    opening = first_sentences(full_answer(case), _OPENING)
    found = [contains(opening, gold) for gold in case.question.answers]
    return all(found) if case.question.answers_mode == "all" else any(found)


def first_sentences(text: str, count: int) -> str:
    """
    >>> first_sentences("It rained. It poured. It stopped.", 2)
    'It rained. It poured.'
    """
    ends = [end for _, end in sentence_spans(text)[:count]]
    return text[: ends[-1]] if ends else ""


def columns(cases: Sequence[Case]) -> Columns:
    return {
        "answer.contained": values(cases, lambda c: float(contains_gold(c)) if is_judged(c) else None),
        "answer.contained_early": values(cases, lambda c: float(opens_with_gold(c)) if is_judged(c) else None),
    }


FAMILY = Family(
    columns,
    fixed(
        mean_metric(
            "answer.contained",
            "Answer contained",
            "The whole answer contains a gold answer (or each of its parts) word for word.",
        ),
        mean_metric(
            "answer.contained_early",
            "Answer in two sentences",
            "The first two sentences of the answer contain a gold answer (or each of its parts) word for word.",
        ),
    ),
)
