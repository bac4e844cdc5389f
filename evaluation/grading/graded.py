"""Grades of a chat model: `graded.jsonl`, one row a question, and `graded.json`, their means with intervals.

How a grade comes about is not known here.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import TestSetError
from evaluation.bootstrap import LEVEL, RESAMPLES, SEED
from evaluation.formats.text_files import json_lines
from evaluation.metrics.graded import METRICS
from evaluation.metrics.metric import Column
from evaluation.metrics.normalise import without_markers
from evaluation.pool import as_done
from evaluation.predictions import Prediction, read_predictions
from evaluation.results import GRADED, GRADES, PREDICTIONS, ScoredRun, figure_row, replace_text
from evaluation.runner import Progress
from evaluation.scoring import Figure, figures

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Grade:
    """What the judge `model` made of `answer`: metric -> share in [0, 1]; `error` says why one is missing."""

    qid: str
    model: str
    answer: str
    values: Mapping[str, float] = field(default_factory=dict)
    error: str = ""


Judge = Callable[[str, str, Sequence[str]], tuple[Mapping[str, float], str]]
"""(question, answer, passages) -> what could be judged, and why the rest could not ("" where all could)."""


def answered(predictions: Sequence[Prediction]) -> tuple[Prediction, ...]:
    """Those that hold an answer: neither refused nor failed."""
    return tuple(one for one in predictions if not one.refused and not one.error and judged_text(one))


def judged_text(prediction: Prediction) -> str:
    """The answer as it is judged: without its markers, which no passage holds."""
    return without_markers(prediction.answer).strip()


def grade(
    predictions: Sequence[Prediction],
    passages: Mapping[str, Sequence[str]],
    judge: Judge,
    folder: Path,
    *,
    model: str,
    workers: int = 1,
    on_progress: Progress = lambda _done, _all: None,
) -> tuple[Grade, ...]:
    """Grades by `model` of all `predictions`, kept in `folder` as they come; `passages` are texts by qid.

    `workers` answers are judged at once. What was graded before stays, but for what failed and answers that have
    changed. Raises TestSetError where another model's grades are in `folder`.
    """

    def judged(prediction: Prediction) -> Grade:
        text = judged_text(prediction)
        return Grade(prediction.qid, model, text, *judge(prediction.question, text, passages[prediction.qid]))

    path = folder / GRADED
    kept = {one.qid: one for one in _kept(path, model) if not one.error}
    done = {one.qid: kept[one.qid] for one in predictions if _same(kept.get(one.qid), one)}
    left = [one for one in predictions if one.qid not in done]
    # Grades of questions that are not asked for this time (a smaller --limit) stay in the file.
    replace_text(path, "".join(_line(one) for one in kept.values()))
    on_progress(len(done), len(predictions))
    with path.open("a", encoding="utf-8") as file:
        for one in as_done(left, judged, workers=workers):
            file.write(_line(one))
            file.flush()
            done[one.qid] = one
            on_progress(len(done), len(predictions))
    return tuple(done[one.qid] for one in predictions)


def figures_of(grades: Sequence[Grade]) -> tuple[Figure, ...]:
    """Mean and interval of each metric over the questions that were graded by it."""
    return figures(METRICS, _columns([one.values for one in grades]))


def write_grades(folder: Path, grades: Sequence[Grade], *, judge: Mapping[str, str], refused: int) -> None:
    """Writes `graded.json`: the judge, how many were graded, failed and refused, and the means."""
    failed = sum(bool(one.error) for one in grades)
    document = {
        "judge": dict(judge),
        "counts": {"graded": len(grades) - failed, "failed": failed, "refused": refused},
        "bootstrap": {"level": LEVEL, "resamples": RESAMPLES, "seed": SEED},
        "metrics": {figure.metric.name: figure_row(figure) for figure in figures_of(grades)},
    }
    replace_text(folder / GRADES, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def with_grades(run: ScoredRun) -> ScoredRun:
    """`run` with the grades in its folder, of answers that stand there as they were judged; unchanged without any.

    Raises TestSetError where what is there cannot be read.
    """
    grades, graded, answers = (run.folder / name for name in (GRADES, GRADED, PREDICTIONS))
    if not (grades.is_file() and graded.is_file() and answers.is_file()):
        return run
    judge = _judge(grades)
    given = {one.qid: one for one in read_predictions(answers)}
    kept = {
        one.qid: one.values for one in _kept(graded, judge["model"]) if one.qid in given and _same(one, given[one.qid])
    }
    columns = _columns([kept.get(qid, {}) for qid in run.qids])
    return replace(run, grades=columns, judge=judge)


def _judge(path: Path) -> Mapping[str, str]:
    try:
        judge = json.loads(path.read_text(encoding="utf-8"))["judge"]
        return {"model": str(judge["model"]), **{str(key): str(value) for key, value in judge.items()}}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TestSetError(f"{path} is damaged ({error!r}); grade the run again with --fresh") from error


def _columns(values: Sequence[Mapping[str, float]]) -> dict[str, Column]:
    return {metric.name: np.array([one.get(metric.name, np.nan) for one in values], np.float64) for metric in METRICS}


def _same(kept: Grade | None, prediction: Prediction) -> bool:
    return kept is not None and kept.answer == judged_text(prediction)


def _kept(path: Path, model: str) -> Iterator[Grade]:
    """Grades of an earlier start; a line torn by an interrupt is graded again."""
    if not path.is_file():
        return
    for _, row in json_lines(path):
        try:
            one = _grade_of(row)
        except (ValueError, KeyError, TypeError, AttributeError):
            log.info("torn grade passed over file=%s", path.name)
            continue
        if one.model != model:
            raise TestSetError(
                f"{path} holds grades by {one.model}; name the same --model, or give --fresh to start anew"
            )
        yield one


def _grade_of(row: Any) -> Grade:
    if isinstance(row, ValueError):
        raise row
    values = {str(name): float(value) for name, value in row["values"].items()}
    return Grade(str(row["qid"]), str(row["model"]), str(row["answer"]), values, str(row["error"]))


def _line(grade: Grade) -> str:
    # Escaped, so that an answer with a lone surrogate does not end the grading.
    return json.dumps(asdict(grade)) + "\n"
