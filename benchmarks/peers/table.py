"""The one table: a line a system, quality with 95% intervals, then time and memory."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.types import Article
from evaluation.formats.text_files import json_lines
from evaluation.predictions import read_predictions
from evaluation.questions import Question
from evaluation.scoring import Figure, Scorecard, score

QUALITY = ("article.hit@1", "passage.hit@1", "passage.hit@4", "passage.hit@10", "passage.mrr@10", "passage.within_4000")
EVIDENCE = ("evidence.recall@10", "evidence.all@10")


@dataclass(frozen=True, slots=True)
class Line:
    """One system on one test set: `facts` as its process measured them."""

    system: str
    scorecard: Scorecard
    facts: dict[str, float]


def articles_of(corpus: Path) -> dict[str, Article]:
    """Article id -> article, for finding gold passages; only the text matters here."""
    rows: Iterable[Any] = (row for _, row in json_lines(corpus))
    return {row["doc_id"]: Article(row["doc_id"], row.get("title") or "", row["text"]) for row in rows}


def line_of(system: str, folder: Path, questions: Sequence[Question], articles: dict[str, Article]) -> Line:
    """Scores what `system` left in `folder`."""
    predictions = read_predictions(folder / f"{system}.jsonl")
    facts = json.loads((folder / f"{system}.json").read_text(encoding="utf-8"))
    return Line(system, score(questions, predictions, articles.get), facts)


def markdown(lines: Sequence[Line]) -> str:
    """The table as Markdown, which reads as well on a terminal."""
    known = {figure.metric.name for line in lines for figure in line.scorecard.figures}
    names = [name for name in (*QUALITY, *EVIDENCE) if name in known]
    titles = ["system", *names, "ingest s", "pieces", "query p50 ms", "query p95 ms", "memory MB"]
    rows = [titles, ["---"] * len(titles), *(_cells(line, names) for line in lines)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def _cells(line: Line, names: Sequence[str]) -> list[str]:
    figures = {figure.metric.name: figure for figure in line.scorecard.figures}
    times = [f"{figures[name].value * 1000:.1f}" for name in ("latency.total.p50", "latency.total.p95")]
    facts = line.facts
    return [
        line.system,
        *(_quality(figures.get(name)) for name in names),
        f"{facts['ingest_s']:.1f}",
        f"{facts['pieces']:.0f}",
        *times,
        f"{facts['peak_mb']:.0f}",
    ]


def _quality(figure: Figure | None) -> str:
    if figure is None:
        return "-"
    bounds = figure.interval
    return f"{figure.value:.3f} [{bounds.low:.3f}, {bounds.high:.3f}]" if bounds else f"{figure.value:.3f}"
