"""Predictions and questions -> figures with intervals, by question type and date, and why each question was missed."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.bootstrap import Interval, interval, resample_weights
from evaluation.causes import Cause, best_rank, cause_of_miss
from evaluation.gold import ArticleLookup, locate, named_articles
from evaluation.metrics.catalogue import all_columns, metrics_for
from evaluation.metrics.metric import Case, Column, Columns, Metric, Weights
from evaluation.predictions import Prediction
from evaluation.questions import Question


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric over all questions for which it is defined (`questions` of them)."""

    metric: Metric
    value: float
    interval: Interval | None
    questions: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of one question after scoring; `rank` is where its gold passage stood, None where nowhere."""

    case: Case
    cause: Cause | None
    rank: int | None
    published: dt.date | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A scored run. `columns` hold one value a question, in the order of `judged`.

    Of the `articles_named` as gold, `articles_unknown` are those whose text is not there: nothing in them can be found.
    """

    judged: tuple[Judged, ...]
    columns: Columns
    figures: tuple[Figure, ...]
    by_type: Mapping[str, Mapping[str, float]]
    by_month: Mapping[str, Mapping[str, float]]
    articles_named: int = 0
    articles_unknown: int = 0

    @property
    def causes(self) -> Mapping[Cause, int]:
        """How many questions were missed for each cause, in the order of the stages."""
        counted = Counter(one.cause for one in self.judged if one.cause)
        return {cause: counted[cause] for cause in Cause if counted[cause]}

    @property
    def failed(self) -> int:
        return sum(bool(one.case.prediction.error) for one in self.judged)

    @property
    def lost_passages(self) -> int:
        """Gold passages that their articles do not hold: faults of the test set."""
        return sum(one.case.gold.lost for one in self.judged)

    def value(self, name: str) -> float | None:
        return next((figure.value for figure in self.figures if figure.metric.name == name), None)


def score(questions: Sequence[Question], predictions: Iterable[Prediction], article: ArticleLookup) -> Scorecard:
    """Every metric over the questions that have a prediction; `article` gives texts for gold passages and citations."""
    by_qid = {prediction.qid: prediction for prediction in predictions}
    cases = [
        Case(question, by_qid[question.qid], locate(question, article), article)
        for question in questions
        if question.qid in by_qid
    ]
    columns = all_columns(cases)
    judged = tuple(Judged(case, cause_of_miss(case), best_rank(case), _published(case)) for case in cases)
    metrics = metrics_for(columns)
    types = [case.question.type for case in cases]
    named = named_articles(case.question for case in cases)
    months = [one.published.strftime("%Y-%m") if one.published else "" for one in judged]
    return Scorecard(
        judged,
        columns,
        figures(metrics, columns),
        by_type=_split(metrics, columns, types),
        by_month=_split(metrics, columns, months),
        articles_named=len(named),
        articles_unknown=sum(article(one) is None for one in named),
    )


def figures(metrics: Iterable[Metric], columns: Columns) -> tuple[Figure, ...]:
    """The metrics that are defined for at least one question, each with its interval."""
    n_questions = len(next(iter(columns.values())))
    if not n_questions:
        return ()
    whole, resampled = np.ones((1, n_questions)), resample_weights(n_questions)
    found = (_figure(metric, columns, whole, resampled) for metric in metrics)
    return tuple(figure for figure in found if figure is not None)


def _figure(metric: Metric, columns: Columns, whole: Weights, resampled: Weights) -> Figure | None:
    value = float(metric.estimate(columns, whole)[0])
    if np.isnan(value):
        return None
    defined = np.any([~np.isnan(columns[name]) for name in metric.columns], axis=0)
    return Figure(metric, value, interval(metric.estimate(columns, resampled)), int(defined.sum()))


def _published(case: Case) -> dt.date | None:
    """Date of the newest gold article."""
    articles = (case.article(article_id) for article_id in case.question.gold_doc_ids)
    return max((article.published for article in articles if article and article.published), default=None)


def _split(metrics: Iterable[Metric], columns: Columns, labels: Sequence[str]) -> dict[str, dict[str, float]]:
    """For each label (but "") the values of the metrics over its questions, and how many `questions` there are."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        if label:
            places[label].append(place)
    chosen = tuple(metrics)
    return {label: _values(chosen, columns, places[label]) for label in sorted(places)}


def _values(metrics: Iterable[Metric], columns: Columns, places: list[int]) -> dict[str, float]:
    part: dict[str, Column] = {name: column[places] for name, column in columns.items()}
    whole = np.ones((1, len(places)))
    values = {metric.name: float(metric.estimate(part, whole)[0]) for metric in metrics}
    return {"questions": float(len(places)), **{name: value for name, value in values.items() if not np.isnan(value)}}
