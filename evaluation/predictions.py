"""What a system answered to one question, as a row of `predictions.jsonl`.

The row begins as the one that `python -m qa --json` prints (`qa/rows.py`); behind that stand `error`, and
`standalone_passages` where the standalone form of a follow-up was asked too.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import TestSetError
from core.types import Answer, Citation, Passage
from evaluation.formats.text_files import json_lines
from qa.rows import MICROSECONDS, Row, shared_row


@dataclass(frozen=True, slots=True)
class PassageSpan:
    """A retrieved passage: `article.text[start:end]` of the article `article_id`."""

    article_id: str
    start: int
    end: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Prediction:
    """One answered question. `seconds` is the whole wait, `stages` maps a stage to its share in seconds.

    `error` is "" unless the system failed on the question. `confidence` orders answers within one run.
    """

    qid: str
    question: str
    answer: str = ""
    refused: bool = False
    reason: str | None = None
    citations: tuple[Citation, ...] = ()
    passages: tuple[PassageSpan, ...] = ()
    seconds: float = 0.0
    stages: Mapping[str, float] = field(default_factory=dict)
    model: str = ""
    short_answer: str = ""
    confidence: float = 0.0
    unsupported: tuple[tuple[int, int], ...] = ()
    unknown_markers: int = 0
    cut_short: bool = False
    tokens: Mapping[str, int] = field(default_factory=dict)
    cost_usd: float | None = None
    standalone_passages: tuple[PassageSpan, ...] | None = None
    error: str = ""


def prediction_from_answer(
    qid: str, question: str, answer: Answer, *, seconds: float, standalone: Answer | None = None
) -> Prediction:
    """The row for `answer`, which took `seconds`; `standalone` is the answer to the question's standalone form."""
    return Prediction(
        qid=qid,
        question=question,
        answer=answer.text,
        refused=answer.refused,
        reason=answer.reason,
        citations=answer.citations,
        passages=_spans(answer.passages),
        seconds=round(seconds, MICROSECONDS),
        stages={stage: round(spent, MICROSECONDS) for stage, spent in answer.seconds.items() if stage != "total"},
        model=answer.model,
        short_answer=answer.short,
        confidence=answer.confidence,
        unsupported=answer.unsupported,
        unknown_markers=answer.unknown_markers,
        cut_short=answer.cut_short,
        tokens=dict(answer.tokens),
        cost_usd=answer.cost_usd,
        standalone_passages=None if standalone is None else _spans(standalone.passages),
    )


def _spans(passages: Iterable[Passage]) -> tuple[PassageSpan, ...]:
    return tuple(
        PassageSpan(p.chunk.article_id, p.chunk.start, p.chunk.end, round(float(p.score), 6)) for p in passages
    )


def row_of(prediction: Prediction) -> Row:
    """`prediction` as a JSON object in the contract's order."""
    shared = shared_row(
        prediction,
        qid=prediction.qid,
        text=prediction.answer,
        short=prediction.short_answer,
        passages=[_span_row(span) for span in prediction.passages],
        seconds=prediction.seconds,
        stages=prediction.stages,
    )
    row: Row = {**shared, "error": prediction.error}
    if prediction.standalone_passages is not None:
        row["standalone_passages"] = [_span_row(span) for span in prediction.standalone_passages]
    return row


def prediction_from_row(row: Mapping[str, Any]) -> Prediction:
    """The prediction that `row` describes; keys after the contract's may be missing.

    Raises ValueError naming what is missing or wrong.
    """
    try:
        standalone = row.get("standalone_passages")
        return Prediction(
            qid=str(row["qid"]),
            question=str(row["question"]),
            answer=str(row["answer"]),
            refused=bool(row["refused"]),
            reason=row.get("reason"),
            citations=tuple(_citation(citation) for citation in row["citations"]),
            passages=_spans_of_rows(row["passages"]),
            seconds=float(row["seconds"]),
            stages={str(stage): float(seconds) for stage, seconds in row["stages"].items()},
            model=str(row.get("model", "")),
            short_answer=str(row.get("short_answer", "")),
            confidence=float(row.get("confidence", 0.0)),
            unsupported=tuple((int(start), int(end)) for start, end in row.get("unsupported", ())),
            unknown_markers=int(row.get("unknown_markers", 0)),
            cut_short=bool(row.get("cut_short", False)),
            tokens={str(kind): int(count) for kind, count in row.get("tokens", {}).items()},
            cost_usd=None if row.get("cost_usd") is None else float(row["cost_usd"]),
            standalone_passages=None if standalone is None else _spans_of_rows(standalone),
            error=str(row.get("error") or ""),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a prediction: {error!r}") from error


def read_predictions(path: Path) -> tuple[Prediction, ...]:
    """All rows of `path`. Raises TestSetError naming the first line that is no prediction."""
    found = []
    for number, row in json_lines(path):
        try:
            if isinstance(row, ValueError) or not isinstance(row, Mapping):
                raise ValueError(str(row))
            found.append(prediction_from_row(row))
        except ValueError as error:
            raise TestSetError(f"{path}:{number}: {error}") from error
    return tuple(found)


def line_of(prediction: Prediction) -> str:
    """`prediction` as one line of JSON with its line break; lone surrogates are escaped."""
    row = row_of(prediction)
    line = json.dumps(row, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        line = json.dumps(row)
    return line + "\n"


def _citation(row: Mapping[str, Any]) -> Citation:
    published = row.get("published")
    return Citation(
        number=int(row["number"]),
        article_id=str(row["article_id"]),
        title=str(row.get("title") or ""),
        source=str(row.get("source") or ""),
        published=dt.date.fromisoformat(published) if published else None,
        url=row.get("url"),
        start=int(row["start"]),
        end=int(row["end"]),
        quote=str(row["quote"]),
        page=None if row.get("page") is None else int(row["page"]),
    )


def _span_row(span: PassageSpan) -> dict[str, Any]:
    return {"article_id": span.article_id, "start": span.start, "end": span.end, "score": span.score}


def _spans_of_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[PassageSpan, ...]:
    return tuple(
        PassageSpan(str(row["article_id"]), int(row["start"]), int(row["end"]), float(row.get("score", 0.0)))
        for row in rows
    )
