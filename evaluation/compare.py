"""Two runs of the same questions: per metric the difference, its interval by paired bootstrap, and a plain verdict.

Only questions that stand in both runs count, and for a metric only those for which it is defined in both, so that a
system cannot look better for having been asked easier questions. A chat model's grades count where one judge gave them
in both runs. Source: Koehn 2004, Statistical Significance Tests.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from core.errors import TestSetError
from core.terminal import printable
from evaluation.bootstrap import Interval, interval, resample_weights
from evaluation.metrics.catalogue import metrics_for
from evaluation.metrics.graded import CORRECT as CORRECT_AS_JUDGED
from evaluation.metrics.metric import Column, Columns, Metric, Weights
from evaluation.results import ScoredRun

CORRECT = "overall.correct"
_HASHES = {"test set": "questions_hash", "articles": "corpus_hash"}


class Verdict(StrEnum):
    """What the interval of a difference says."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "no measurable difference"


@dataclass(frozen=True, slots=True)
class Difference:
    """`after - before` of one metric over the `questions` that have it in both runs."""

    metric: Metric
    before: float
    after: float
    interval: Interval
    questions: int
    verdict: Verdict

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that only one of the two runs got right."""

    qid: str
    question: str
    type: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`gained`: wrong before, right after; `lost`: the other way round. `only_one` questions stand in one run alone.

    `same_name` ones have a name that the other run has too, but ask something else there.
    """

    before: ScoredRun
    after: ScoredRun
    questions: int
    only_one: int
    same_name: int
    differences: tuple[Difference, ...]
    gained: tuple[Flip, ...]
    lost: tuple[Flip, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """What of "test set" and "articles" is not the same in both runs, so that more than the system differs."""
        runs = self.before.metrics["run"], self.after.metrics["run"]
        return tuple(what for what, key in _HASHES.items() if len({run[key] for run in runs if run.get(key)}) > 1)

    @property
    def notes(self) -> tuple[str, ...]:
        """What there is to know about the figures, a sentence each."""
        notes = [f"The {what} changed between A and B." for what in self.changed]
        if self.only_one:
            notes.append(f"{self.only_one} questions stand in one run only and do not count.")
        if self.same_name:
            notes.append(f"{self.same_name} questions share a name only, not their words, and do not count.")
        comparable = comparable_grades(self.before, self.after)
        paired = max((one.questions for one in self.differences if one.metric.name in comparable), default=0)
        if paired:
            notes.append(f"{paired} answers are graded in both runs, by {self.after.judge['model']}.")
        if comparable < self.before.grades.keys() & self.after.grades.keys():
            notes.append("Grades of A and B that are by different judges are not compared.")
        return tuple(notes)


def compare(before: ScoredRun, after: ScoredRun) -> Comparison:
    """`after` measured against `before`: questions of the same name and words.

    Raises TestSetError where they share no question.
    """
    places_before = {qid: place for place, qid in enumerate(before.qids)}
    places_after = {qid: place for place, qid in enumerate(after.qids)}
    named = [(qid, places_before[qid], places_after[qid]) for qid in places_before if qid in places_after]
    alike = [one for one in named if before.rows[one[1]]["question"] == after.rows[one[2]]["question"]]
    same_name = len(named) - len(alike)
    if not alike:
        names = f" ({same_name} have the same name only)" if same_name else ""
        raise TestSetError(
            f"{before.folder} and {after.folder} share no question{names}: compare runs of the same test set"
        )
    shared, rows_before, rows_after = (list(column) for column in zip(*alike, strict=True))
    grades = comparable_grades(before, after)
    columns = _shared(before, rows_before, grades), _shared(after, rows_after, grades)
    flips = [
        Flip(qid, str(old["question"]), str(old.get("type", "")), old, new)
        for qid, row_before, row_after in zip(shared, rows_before, rows_after, strict=True)
        if (old := before.rows[row_before]) and (new := after.rows[row_after])
    ]
    right_before, right_after = (one.get(CORRECT, np.full(len(shared), np.nan)) for one in columns)
    return Comparison(
        before,
        after,
        questions=len(shared),
        only_one=len(places_before.keys() ^ places_after.keys()),
        same_name=same_name,
        differences=differences(*columns),
        gained=tuple(flips[place] for place in np.flatnonzero((right_before == 0) & (right_after == 1))),
        lost=tuple(flips[place] for place in np.flatnonzero((right_before == 1) & (right_after == 0))),
    )


def differences(before: Columns, after: Columns) -> tuple[Difference, ...]:
    """Every metric that both runs have; the columns' rows are the same questions in the same order."""
    n_questions = len(next(iter(before.values())))
    weights = resample_weights(n_questions)
    names = before.keys() & after.keys()
    metrics = metrics_for({name: column for name, column in before.items() if name in names})
    found = (_difference(metric, before, after, weights) for metric in metrics)
    return tuple(difference for difference in found if difference is not None)


def _difference(metric: Metric, before: Columns, after: Columns, weights: Weights) -> Difference | None:
    old, new = _defined_in_both(metric, before, after)
    whole = np.ones((1, weights.shape[1]))
    value_before, value_after = (float(metric.estimate(one, whole)[0]) for one in (old, new))
    found = interval(metric.estimate(new, weights) - metric.estimate(old, weights))
    if np.isnan(value_before) or np.isnan(value_after) or found is None:
        return None
    questions = int(np.any([~np.isnan(old[name]) for name in metric.columns], axis=0).sum())
    return Difference(metric, value_before, value_after, found, questions, verdict(found, metric.higher_is_better))


def verdict(found: Interval, higher_is_better: bool) -> Verdict:
    """
    >>> verdict(Interval(0.01, 0.04), True).value, verdict(Interval(0.01, 0.04), False).value
    ('better', 'worse')
    """
    if found.low <= 0 <= found.high:
        return Verdict.SAME
    return Verdict.BETTER if (found.low > 0) == higher_is_better else Verdict.WORSE


def _defined_in_both(metric: Metric, before: Columns, after: Columns) -> tuple[Columns, Columns]:
    old: dict[str, Column] = {}
    new: dict[str, Column] = {}
    for name in metric.columns:
        either = np.isnan(before[name]) | np.isnan(after[name])
        old[name] = np.where(either, np.nan, before[name])
        new[name] = np.where(either, np.nan, after[name])
    return old, new


def comparable_grades(before: ScoredRun, after: ScoredRun) -> frozenset[str]:
    """The grades that one judge gave in both runs: the same model, asked in the same way."""
    return frozenset(
        name for name in before.grades.keys() & after.grades.keys() if _asked(before, name) == _asked(after, name)
    )


def _asked(run: ScoredRun, grade: str) -> tuple[str | None, ...]:
    return run.judge.get("model"), run.judge.get("prompt" if grade == CORRECT_AS_JUDGED else "library")


def _shared(run: ScoredRun, places: list[int], grades: Set[str]) -> dict[str, Column]:
    columns = {**run.columns, **{name: run.grades[name] for name in grades}}
    return {name: column[places] for name, column in columns.items()}


def as_text(comparison: Comparison) -> str:
    """A table for the terminal, then the questions that flipped."""
    lines = [f"{comparison.questions} questions in both runs; differences are B - A with 95% intervals", ""]
    width = max((len(one.metric.title) for one in comparison.differences), default=0)
    lines.append(f"{'':{width}}  {'A':>8}  {'B':>8}  {'B - A':>8}  {'95% interval':^19}  verdict")
    for one in comparison.differences:
        bounds = f"[{one.interval.low:+.3f}, {one.interval.high:+.3f}]"
        row = f"{one.metric.title:{width}}  {one.before:8.3f}  {one.after:8.3f}  {one.change:+8.3f}  {bounds:^19}"
        lines.append(f"{row}  {one.verdict}")
    lines += [line for note in comparison.notes for line in ("", note)]
    for title, flips in (("Right only in B", comparison.gained), ("Right only in A", comparison.lost)):
        lines += ["", f"{title}: {len(flips)}", *(f"  {flip.qid}  {_one_line(flip.question)}" for flip in flips)]
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())
