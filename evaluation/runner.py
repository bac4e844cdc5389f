"""Asking every question of a test set, so that a run can be stopped at any moment and gone on with."""

import inspect
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from core.errors import DatelineError, TestSetError
from core.progress import TellProgress
from core.types import Answer
from evaluation.pool import as_done
from evaluation.predictions import Prediction, line_of, prediction_from_answer, prediction_from_row
from evaluation.questions import Question
from evaluation.results import PREDICTIONS, RUN, replace_text

log = logging.getLogger(__name__)

Ask = Callable[..., Answer]
"""A system under test: `ask(question)`, or `ask(question, history=turns)` where it takes part in conversations."""


def run_questions(
    questions: Sequence[Question],
    ask: Ask,
    out: Path,
    *,
    run: Mapping[str, Any],
    workers: int = 1,
    on_progress: TellProgress = lambda _done, _all: None,
) -> tuple[Prediction, ...]:
    """Predictions for `questions` in their order, kept in `out/predictions.jsonl` as they come.

    What the file holds already is not asked again, but for questions that failed. `run` describes the run; raises
    TestSetError where `out` holds another one.
    """
    out.mkdir(parents=True, exist_ok=True)
    _claim(out, run)
    path = out / PREDICTIONS
    done = {one.qid: one for one in _kept(path) if not one.error}
    replace_text(path, "".join(line_of(one) for one in done.values()))
    left = [question for question in questions if question.qid not in done]
    on_progress(len(questions) - len(left), len(questions))
    with path.open("a", encoding="utf-8") as file:
        for prediction in predictions(left, ask, workers=workers):
            file.write(line_of(prediction))
            file.flush()
            done[prediction.qid] = prediction
            on_progress(len(done), len(questions))
    ordered = tuple(done[question.qid] for question in questions)
    replace_text(path, "".join(line_of(one) for one in ordered))
    return ordered


def predictions(questions: Iterable[Question], ask: Ask, *, workers: int = 1) -> Iterator[Prediction]:
    """A prediction for each question as it is done; with one worker in the order of the questions."""
    conversing = takes_history(ask)
    return as_done(questions, lambda question: _predict(question, ask, takes_history=conversing), workers=workers)


def _predict(question: Question, ask: Ask, *, takes_history: bool) -> Prediction:
    started = time.perf_counter()
    try:
        history = {"history": question.history} if takes_history and question.history else {}
        answer = ask(question.question, **history)
        seconds = time.perf_counter() - started
        standalone = ask(question.standalone) if question.standalone and question.history else None
    except Exception as error:  # any system may be measured: one failed question is counted and the run goes on
        if not isinstance(error, DatelineError):
            log.exception("question failed qid=%s", question.qid)
        message = f"{type(error).__name__}: {error}"
        return Prediction(question.qid, question.question, seconds=time.perf_counter() - started, error=message)
    return prediction_from_answer(question.qid, question.question, answer, seconds=seconds, standalone=standalone)


def takes_history(ask: Ask) -> bool:
    """True where `ask` can be given the turns of a conversation."""
    parameters = inspect.signature(ask).parameters.values()
    return any(one.name == "history" or one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters)


def _claim(out: Path, run: Mapping[str, Any]) -> None:
    """Note what `out` is for; an earlier run there must have measured the same."""
    path = out / RUN
    description = json.dumps(run, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if path.is_file():
        held = path.read_text(encoding="utf-8")
        if held != description:
            raise TestSetError(
                f"{out} holds another run ({_difference(held, run)}); give another --out or delete the folder"
            )
        return
    if (out / PREDICTIONS).exists():
        raise TestSetError(f"{out} holds predictions of a run that is not described; give another --out")
    replace_text(path, description)


def _difference(held: str, run: Mapping[str, Any]) -> str:
    try:
        before = json.loads(held)
    except (ValueError, RecursionError):
        return f"its {RUN} is damaged"
    keys = [key for key in sorted(before.keys() | run.keys()) if before.get(key) != run.get(key)]
    return "other " + ", ".join(key.replace("_", " ") for key in keys)


def _kept(path: Path) -> Iterator[Prediction]:
    """Predictions of an earlier start; a line torn by an interrupt is asked again."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            yield prediction_from_row(json.loads(line))
        except (ValueError, RecursionError):
            log.info("torn prediction passed over file=%s", path.name)
