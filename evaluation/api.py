"""Measuring any system from Python: a test set in, a scored run out."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import TestSetError
from core.types import Answer, Article, Turn
from evaluation.formats.contract import question_from_row
from evaluation.naming import ids_by_name, renamed
from evaluation.predictions import Prediction, line_of
from evaluation.questions import Question, read_test_set
from evaluation.results import PREDICTIONS, REPORT, metrics_document, replace_text, write_results
from evaluation.runner import Ask, predictions, takes_history
from evaluation.scoring import Scorecard, score

log = logging.getLogger(__name__)

Rows = Iterable[Question | Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A measured system; one figure is `scorecard.value("overall.correct")`, all of them are in `metrics`."""

    predictions: tuple[Prediction, ...]
    scorecard: Scorecard
    metrics: Mapping[str, Any]


def evaluate(
    test_set: Path | str | Rows,
    ask: Ask,
    *,
    articles: Iterable[Article] = (),
    out: Path | str | None = None,
    workers: int = 1,
    name: str = "",
) -> Evaluation:
    """Ask every question of `test_set` and score what comes back.

    `test_set` is a file or folder as `read_test_set` takes it, or questions, or rows of the contract. `ask` is
    `Callable[[str], Answer]`; where it takes `history`, follow-up questions come with their turns. `workers` questions
    are asked at once, for systems that can be. Gold passages are looked for in `articles` and in the articles of what
    was retrieved; one whose article is in neither was not found by the system and counts so. Articles that come from
    files may be named by the files' names. With `out` the run is kept in that folder with its report, under `name`.

    Raises TestSetError where a row is no question, naming its place in `test_set` (from 1).
    """
    questions, brought = _read(test_set)
    texts = {article.id: article for article in (*brought, *articles)}

    conversing = takes_history(ask)

    def remembering(question: str, history: Sequence[Turn] = ()) -> Answer:
        answer = ask(question, history=history) if conversing and history else ask(question)
        texts.update({passage.article.id: passage.article for passage in answer.passages})
        return answer

    run = {"model": name or getattr(ask, "__name__", type(ask).__name__)}
    unordered = {one.qid: one for one in predictions(questions, remembering, workers=workers)}
    found = tuple(unordered[question.qid] for question in questions)
    scorecard = score(renamed(questions, ids_by_name(texts)), found, texts.get)
    if scorecard.articles_named and scorecard.articles_unknown == scorecard.articles_named:
        log.warning("no gold article was retrieved or given with `articles` named=%d", scorecard.articles_named)
    if out is not None:
        write_folder(Path(out), found, scorecard, run)
    return Evaluation(found, scorecard, metrics_document(scorecard, run))


def write_folder(
    out: Path, found: Sequence[Prediction], scorecard: Scorecard, run: Mapping[str, Any]
) -> Mapping[str, Any]:
    """All files of a finished run; the metrics document."""
    from evaluation.reporting.grades import show_grades
    from evaluation.reporting.run_report import render_run

    out.mkdir(parents=True, exist_ok=True)
    replace_text(out / PREDICTIONS, "".join(line_of(one) for one in found))
    document = write_results(out, scorecard, run)
    replace_text(out / REPORT, render_run(scorecard, document))
    try:
        show_grades(out)
    except TestSetError as error:
        log.warning("grades of an earlier run are not shown: %s", error)
    return document


def _read(test_set: Path | str | Rows) -> tuple[Sequence[Question], Sequence[Article]]:
    """Questions of distinct names, and the articles that a file brings along."""
    if not isinstance(test_set, Path | str):
        questions = [_question(place, row) for place, row in enumerate(test_set, start=1)]
        _refuse_repeated(questions)
        return questions, ()
    found = read_test_set(test_set)
    if found.bad_rows:
        raise TestSetError(
            f"{found.bad_rows[0]}; fix the row, or pass `read_test_set(...).questions`, which leaves it out"
        )
    return found.questions, found.articles


def _refuse_repeated(questions: Sequence[Question]) -> None:
    seen: set[str] = set()
    for place, question in enumerate(questions, start=1):
        if question.qid in seen:
            raise TestSetError(f'row {place}: qid "{question.qid}" is already used by an earlier row')
        seen.add(question.qid)


def _question(place: int, row: Question | Mapping[str, Any]) -> Question:
    if isinstance(row, Question):
        return row
    try:
        return question_from_row(row)
    except ValueError as error:
        raise TestSetError(f"row {place}: {error}") from error
