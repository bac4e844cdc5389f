"""Grades of a chat model: `graded.jsonl`, one row a question, and `graded.json`, their means with intervals.

How a grade comes about is not known here.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import TestSetError
from core.progress import TellProgress
from evaluation.bootstrap import LEVEL, RESAMPLES, SEED
from evaluation.formats.text_files import json_lines
from evaluation.metrics.graded import CORRECT, METRICS
from evaluation.metrics.metric import Column
from evaluation.metrics.normalise import without_markers
from evaluation.pool import as_done
from evaluation.predictions import Prediction, read_predictions
from evaluation.results import GRADED, GRADES, PREDICTIONS, ScoredRun, figure_row, replace_text
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


@dataclass(frozen=True, slots=True)
class ToGrade:
    """An answer as it is judged: without its markers, which no passage holds.

    `passages` are the texts retrieved for it, `gold` the accepted answers where the run holds them; `gold_mode` says
    of those what `answers_mode` does of a question's.
    """

    qid: str
    question: str
    answer: str
    passages: Sequence[str] = ()
    gold: Sequence[str] = ()
    gold_mode: str = "any"


Judge = Callable[[ToGrade], tuple[Mapping[str, float], str]]
"""What could be judged of an answer, and why the rest could not ("" where all could)."""


def answered(predictions: Sequence[Prediction]) -> tuple[Prediction, ...]:
    """Those that hold an answer: neither refused nor failed."""
    return tuple(one for one in predictions if not one.refused and not one.error and judged_text(one))


def judged_text(prediction: Prediction) -> str:
    """The answer of `prediction` without its markers."""
    return without_markers(prediction.answer).strip()


def to_grade(
    predictions: Sequence[Prediction], passages: Mapping[str, Sequence[str]], rows: Sequence[Mapping[str, Any]]
) -> tuple[ToGrade, ...]:
    """`predictions` with the texts of their passages, by qid, and the gold answers from the `rows` of their scores."""
    scored = {row["qid"]: row for row in rows}
    return tuple(
        ToGrade(
            one.qid,
            one.question,
            judged_text(one),
            passages.get(one.qid, ()),
            tuple(scored.get(one.qid, {}).get("answers", ())),
            "all" if scored.get(one.qid, {}).get("answers_mode") == "all" else "any",
        )
        for one in predictions
    )


def one_after_the_other(judges: Sequence[Judge]) -> Judge:
    """All that `judges` make of an answer."""

    def judge(item: ToGrade) -> tuple[Mapping[str, float], str]:
        verdicts = [one(item) for one in judges]
        values = {name: value for given, _ in verdicts for name, value in given.items()}
        return values, "; ".join(error for _, error in verdicts if error)

    return judge


def grade(
    items: Sequence[ToGrade],
    judge: Judge,
    folder: Path,
    *,
    model: str,
    metrics: Set[str] = frozenset(),
    workers: int = 1,
    on_progress: TellProgress = lambda _done, _all: None,
) -> tuple[Grade, ...]:
    """Grades by `model` of all `items`, kept in `folder` as they come; `workers` answers are judged at once.

    What was graded before stays, but for what failed, lacks one of `metrics`, or is of an answer that has changed.
    Raises TestSetError where another model's grades are in `folder`.
    """
    path = folder / GRADED
    kept = {one.qid: one for one in _kept(path, model)}
    earlier = {item.qid: kept[item.qid] for item in items if item.qid in kept and kept[item.qid].answer == item.answer}

    def judged(item: ToGrade) -> Grade:
        values, error = judge(item)
        before = earlier[item.qid].values if item.qid in earlier else {}
        return Grade(item.qid, model, item.answer, {**before, **values}, error)

    left = [item for item in items if not _whole(earlier.get(item.qid), item, metrics)]
    done = earlier.keys() - {item.qid for item in left}
    # Grades of questions that are not asked for this time (a smaller --limit) stay in the file.
    replace_text(path, "".join(_line(one) for one in kept.values() if not one.error))
    on_progress(len(done), len(items))
    with path.open("a", encoding="utf-8") as file:
        for number, one in enumerate(as_done(left, judged, workers=workers), start=len(done) + 1):
            file.write(_line(one))
            file.flush()
            kept[one.qid] = one
            on_progress(number, len(items))
    return tuple(kept[item.qid] for item in items)


def _whole(grade: Grade | None, item: ToGrade, metrics: Set[str]) -> bool:
    wanted = metrics if item.gold else metrics - {CORRECT}
    return grade is not None and not grade.error and wanted <= grade.values.keys()


def figures_of(grades: Sequence[Grade]) -> tuple[Figure, ...]:
    """Mean and interval of each metric over the questions that were graded by it."""
    return figures(METRICS, _columns([one.values for one in grades]))


def write_grades(folder: Path, grades: Sequence[Grade], *, judge: Mapping[str, str], refused: int) -> None:
    """Writes `graded.json`: the judge, how many were graded, failed and refused, and the means."""
    failed = sum(bool(one.error) for one in grades)
    document = {
        "judge": {**judge_of(folder), **judge},
        "counts": {"graded": len(grades) - failed, "failed": failed, "refused": refused},
        "bootstrap": {"level": LEVEL, "resamples": RESAMPLES, "seed": SEED},
        "metrics": {figure.metric.name: figure_row(figure) for figure in figures_of(grades)},
    }
    replace_text(folder / GRADES, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def judge_of(folder: Path) -> Mapping[str, str]:
    """Who graded the run in `folder`: "model", and "library" and "prompt" where they did; empty where nobody did.

    Raises TestSetError where that cannot be read.
    """
    path = folder / GRADES
    if not path.is_file():
        return {}
    try:
        judge = json.loads(path.read_text(encoding="utf-8"))["judge"]
        return {"model": str(judge["model"]), **{str(key): str(value) for key, value in judge.items()}}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TestSetError(f"{path} is damaged ({error!r}); grade the run again with --fresh") from error


def require_same_judge(folder: Path, judge: Mapping[str, str]) -> None:
    """Raises TestSetError where the grades in `folder` are by another model, library or prompt than `judge` names."""
    held = judge_of(folder)
    other = ", ".join(f"another {part}" for part in sorted(held.keys() & judge.keys()) if held[part] != judge[part])
    if other:
        raise TestSetError(
            f"{folder / GRADED} holds grades by {held['model']}, and this is {other}; name the same --model, or give "
            "--fresh to start over"
        )


def with_grades(run: ScoredRun) -> ScoredRun:
    """`run` with the grades in its folder, of answers that stand there as they were judged; unchanged without any.

    Raises TestSetError where what is there cannot be read.
    """
    judge = judge_of(run.folder)
    if not (judge and (run.folder / GRADED).is_file() and (run.folder / PREDICTIONS).is_file()):
        return run
    answers = {one.qid: judged_text(one) for one in read_predictions(run.folder / PREDICTIONS)}
    kept = _kept(run.folder / GRADED, judge["model"])
    values = {one.qid: one.values for one in kept if one.answer == answers.get(one.qid)}
    columns = _columns([values.get(qid, {}) for qid in run.qids])
    given = {name: column for name, column in columns.items() if not np.isnan(column).all()}
    return replace(run, grades=given, judge=judge)


def _columns(values: Sequence[Mapping[str, float]]) -> dict[str, Column]:
    return {metric.name: np.array([one.get(metric.name, np.nan) for one in values], np.float64) for metric in METRICS}


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
                f"{path} holds grades by {one.model}; name the same --model, or give --fresh to start over"
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
