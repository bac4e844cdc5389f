"""The folder of a run: `predictions.jsonl`, `scores.jsonl`, `metrics.json`, `run.json`, `report.html`.

`graded.jsonl` and `graded.json` stand there too once a chat model has graded it.

`scores.jsonl` holds every metric's value for every question, so that two runs can be compared without their articles.
"""

import json
import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import TestSetError
from evaluation.bootstrap import LEVEL, RESAMPLES, SEED
from evaluation.formats.text_files import json_lines
from evaluation.metrics.metric import Columns
from evaluation.scoring import Figure, Judged, Scorecard

# A question may cost millionths of a dollar.
_DECIMALS = 9

PREDICTIONS, SCORES, METRICS, RUN, REPORT = (
    "predictions.jsonl",
    "scores.jsonl",
    "metrics.json",
    "run.json",
    "report.html",
)
GRADED, GRADES = "graded.jsonl", "graded.json"


@dataclass(frozen=True, slots=True)
class ScoredRun:
    """A scored run as read from its folder: per-question facts, and columns in the same order.

    `grades` are such columns too, of a chat model's grades; `judge` says who gave them, as `graded.json` does.
    """

    folder: Path
    rows: Sequence[Mapping[str, Any]]
    columns: Columns
    metrics: Mapping[str, Any]
    grades: Columns = field(default_factory=dict)
    judge: Mapping[str, str] = field(default_factory=dict)

    @property
    def qids(self) -> tuple[str, ...]:
        return tuple(str(row["qid"]) for row in self.rows)


def metrics_document(scorecard: Scorecard, run: Mapping[str, Any]) -> dict[str, Any]:
    """`metrics.json`; its keys are described in docs/evaluation.md."""
    return {
        "run": dict(run),
        "counts": {
            "questions": len(scorecard.judged),
            "answerable": sum(one.case.question.answerable for one in scorecard.judged),
            "unanswerable": sum(not one.case.question.answerable for one in scorecard.judged),
            "failed": scorecard.failed,
            "gold_passages_lost": scorecard.lost_passages,
            "gold_articles": scorecard.articles_named,
            "gold_articles_unknown": scorecard.articles_unknown,
        },
        "bootstrap": {"level": LEVEL, "resamples": RESAMPLES, "seed": SEED},
        "metrics": {figure.metric.name: figure_row(figure) for figure in scorecard.figures},
        "by_type": _rounded(scorecard.by_type),
        "by_month": _rounded(scorecard.by_month),
        "causes": {str(cause): count for cause, count in scorecard.causes.items()},
    }


def write_results(folder: Path, scorecard: Scorecard, run: Mapping[str, Any]) -> dict[str, Any]:
    """Writes `metrics.json` and `scores.jsonl` into `folder`; the metrics document."""
    document = metrics_document(scorecard, run)
    lines = [json.dumps(_score_row(scorecard, place)) for place in range(len(scorecard.judged))]
    replace_text(folder / SCORES, "".join(f"{line}\n" for line in lines))
    replace_text(folder / METRICS, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    return document


def read_run(folder: Path) -> ScoredRun:
    """The scored run in `folder`. Raises TestSetError where it holds none, or a broken one."""
    if not (folder / METRICS).is_file() or not (folder / SCORES).is_file():
        raise TestSetError(
            f"{folder}: no finished run here; make one with `.venv/bin/python -m evaluation run --out {folder}`"
        )
    try:
        rows = [_checked_row(row) for _, row in json_lines(folder / SCORES)]
        metrics = json.loads((folder / METRICS).read_text(encoding="utf-8"))
        if not isinstance(metrics["run"], dict):
            raise TypeError("`run` is not an object")
        names = list(dict.fromkeys(name for row in rows for name in row["values"]))
        columns = {name: np.array([_number(row["values"].get(name)) for row in rows]) for name in names}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TestSetError(
            f"{folder}: {SCORES} or {METRICS} is damaged ({error!r}); run the evaluation again"
        ) from error
    return ScoredRun(folder, rows, columns, metrics)


def _checked_row(row: object) -> Mapping[str, Any]:
    if isinstance(row, ValueError):
        raise row
    if not isinstance(row, dict):
        raise TypeError(f"not a JSON object but a {type(row).__name__}")
    for key, kind in {"qid": str, "question": str, "values": dict}.items():
        if not isinstance(row.get(key), kind):
            raise ValueError(f"a row without {key}")
    return row


def replace_text(path: Path, text: str) -> None:
    """Writes `path` whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", errors="backslashreplace", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        file.write(text)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def figure_row(figure: Figure) -> dict[str, Any]:
    """`figure` as an entry of `metrics`."""
    metric = figure.metric
    return {
        "value": round(figure.value, _DECIMALS),
        "low": round(figure.interval.low, _DECIMALS) if figure.interval else None,
        "high": round(figure.interval.high, _DECIMALS) if figure.interval else None,
        "questions": figure.questions,
        "title": metric.title,
        "unit": metric.unit,
        "higher_is_better": metric.higher_is_better,
        "meaning": metric.meaning,
    }


def _score_row(scorecard: Scorecard, place: int) -> dict[str, Any]:
    judged: Judged = scorecard.judged[place]
    case = judged.case
    found = {name: float(column[place]) for name, column in scorecard.columns.items()}
    return {
        "qid": case.question.qid,
        "question": case.question.question,
        "type": case.question.type,
        "answerable": case.question.answerable,
        "answers": case.question.answers,
        "answers_mode": case.question.answers_mode,
        "published": judged.published.isoformat() if judged.published else None,
        "answer": case.prediction.short_answer or case.prediction.answer[:300],
        "refused": case.prediction.refused,
        "cause": judged.cause,
        "rank": judged.rank,
        "values": {name: _plain(value) for name, value in found.items() if not math.isnan(value)},
    }


def _plain(value: float) -> float | str:
    """JSON knows no infinity; a text stands for it."""
    return str(value) if math.isinf(value) else round(value, _DECIMALS)


def _number(value: float | str | None) -> float:
    return math.nan if value is None else float(value)


def _rounded(split: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    return {label: {name: round(value, _DECIMALS) for name, value in row.items()} for label, row in split.items()}
