"""Grades of a chat model: `graded.jsonl`, one row a question, and `graded.json`, their means with intervals.

How a grade comes about is not known here.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import TestSetError
from core.progress import TellProgress
from evaluation.bootstrap import LEVEL, RESAMPLES, SEED
from evaluation.formats.text_files import json_lines
from evaluation.metrics.metric import mean_metric
from evaluation.metrics.normalise import without_markers
from evaluation.predictions import Prediction
from evaluation.results import GRADED, GRADES, figure_row, replace_text
from evaluation.scoring import Figure, figures

log = logging.getLogger(__name__)

FAITHFULNESS, RELEVANCE = "graded.faithfulness", "graded.answer_relevance"

METRICS = (
    mean_metric(
        FAITHFULNESS, "Faithfulness", "Share of an answer's claims that the retrieved passages bear out, as judged."
    ),
    mean_metric(
        RELEVANCE, "Answer relevance", "Share of an answer's statements that belong to the question, as judged."
    ),
)


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
    on_progress: TellProgress = lambda _done, _all: None,
) -> tuple[Grade, ...]:
    """Grades by `model` of all `predictions`, kept in `folder` as they come; `passages` are texts by qid.

    What was graded before stays, but for what failed and answers that have changed. Raises TestSetError where
    another model's grades are in `folder`.
    """
    path = folder / GRADED
    kept = {one.qid: one for one in _kept(path, model) if not one.error}
    done = {one.qid: kept[one.qid] for one in predictions if _same(kept.get(one.qid), one)}
    # Grades of questions that are not asked for this time (a smaller --limit) stay in the file.
    replace_text(path, "".join(_line(one) for one in kept.values()))
    on_progress(len(done), len(predictions))
    with path.open("a", encoding="utf-8") as file:
        for prediction in predictions:
            if prediction.qid in done:
                continue
            values, error = judge(prediction.question, judged_text(prediction), passages[prediction.qid])
            one = Grade(prediction.qid, model, judged_text(prediction), values, error)
            file.write(_line(one))
            file.flush()
            done[one.qid] = one
            on_progress(len(done), len(predictions))
    return tuple(done[one.qid] for one in predictions)


def figures_of(grades: Sequence[Grade]) -> tuple[Figure, ...]:
    """Mean and interval of each metric over the questions that were graded by it."""
    columns = {
        metric.name: np.array([one.values.get(metric.name, np.nan) for one in grades], np.float64) for metric in METRICS
    }
    return figures(METRICS, columns)


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
