"""The worst questions of a run, each with what was retrieved, what was answered and where the gold passage stood."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.causes import Cause
from evaluation.gold import holds
from evaluation.metrics.metric import Case
from evaluation.metrics.token_f1 import best_token_f1
from evaluation.predictions import PassageSpan
from evaluation.scoring import Judged

WORST = 30
_RETRIEVED = 5
_EXCERPT = 320


@dataclass(frozen=True, slots=True)
class Retrieved:
    """One retrieved passage as the report shows it; `gold` where it holds a gold passage."""

    rank: int
    title: str
    published: str
    excerpt: str
    gold: bool


@dataclass(frozen=True, slots=True)
class Miss:
    """One missed question; `rank` is where the gold passage stood, None where nowhere."""

    number: int
    judged: Judged
    retrieved: tuple[Retrieved, ...]
    gold: tuple[str, ...]

    @property
    def cause(self) -> str:
        assert self.judged.cause is not None
        return self.judged.cause.value


def worst(judged: Sequence[Judged], *, at_most: int = WORST) -> tuple[Miss, ...]:
    """Up to `at_most` missed questions, taken in turn from each cause so that none hides another, worst first."""
    by_cause: defaultdict[Cause, list[Judged]] = defaultdict(list)
    for one in sorted(judged, key=_badness, reverse=True):
        if one.cause:
            by_cause[one.cause].append(one)
    turns = max((len(found) for found in by_cause.values()), default=0)
    order = [by_cause[cause][turn] for turn in range(turns) for cause in Cause if turn < len(by_cause[cause])]
    return tuple(_miss(number, one) for number, one in enumerate(order[:at_most], start=1))


def _badness(one: Judged) -> tuple[float, float]:
    """The surer and the further off, the worse."""
    case = one.case
    gold = case.question.answers
    overlap = best_token_f1(case.prediction.short_answer or case.prediction.answer, gold) if gold else 0.0
    return (-overlap, 0.0 if case.prediction.refused else case.prediction.confidence)


def _miss(number: int, one: Judged) -> Miss:
    case = one.case
    spans = list(enumerate(case.prediction.passages, start=1))
    shown = spans[:_RETRIEVED]
    if one.rank is not None and one.rank > _RETRIEVED:
        shown.append(spans[one.rank - 1])
    return Miss(number, one, tuple(_retrieved(case, rank, span) for rank, span in shown), _gold_texts(case))


def _retrieved(case: Case, rank: int, span: PassageSpan) -> Retrieved:
    article = case.article(span.article_id)
    holding = any(holds(span, occurrences) for occurrences in case.gold.passages)
    by_article = not case.gold.passages and span.article_id in case.question.gold_doc_ids
    return Retrieved(
        rank,
        (article.title if article else "") or span.article_id,
        article.published.isoformat() if article and article.published else "",
        shortened(article.text[span.start : span.end]) if article else "",
        holding or by_article,
    )


def _gold_texts(case: Case) -> tuple[str, ...]:
    return tuple(shortened(text) for text in case.question.gold_passages[:3])


def shortened(text: str, limit: int = _EXCERPT) -> str:
    """The beginning of `text` on one line, cut between words.

    >>> shortened("one two three", 9)
    'one two …'
    """
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + " …"
