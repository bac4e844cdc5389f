"""`grade`: a finished run in, grades of a chat model out."""

from pathlib import Path

from core.errors import SettingsError
from core.settings import Settings
from evaluation.commands.run import evenly, progress_bar
from evaluation.corpus import CACHE
from evaluation.grading.correctness import open_correctness, prompt_hash
from evaluation.grading.graded import (
    Grade,
    ToGrade,
    answered,
    figures_of,
    grade,
    one_after_the_other,
    require_same_judge,
    to_grade,
    write_grades,
)
from evaluation.grading.judge import INSTALL, WANTED, library_name, missing, open_judge
from evaluation.grading.passages import passage_texts
from evaluation.metrics.graded import CORRECT, METRICS
from evaluation.predictions import Prediction, read_predictions
from evaluation.reporting.grades import show_grades
from evaluation.reporting.run_report import figure_line
from evaluation.results import GRADED, GRADES, PREDICTIONS, ScoredRun, read_run
from models.chat import configured_chat_model


def grade_run(
    settings: Settings,
    folder: Path,
    *,
    limit: int | None = None,
    workers: int = 1,
    fresh: bool = False,
    kept: Path = CACHE,
) -> tuple[str, int]:
    """Grades the answers of the run in `folder` by the settings' chat model: a table, and how many failed.

    Without deepeval correctness alone is graded. Raises SettingsError, TestSetError, LibraryError or ModelError.
    """
    if not settings.chat_model:
        raise SettingsError("grading needs a chat model: name one with --model")
    run, predictions = read_run(folder), read_predictions(folder / PREDICTIONS)
    library = library_name()
    items = _items(run, evenly(answered(predictions), limit), settings, kept, passages=bool(library))
    judge = {"model": settings.chat_model, "prompt": prompt_hash()} | ({"library": library} if library else {})
    if fresh:
        for name in (GRADED, GRADES):
            (folder / name).unlink(missing_ok=True)
    require_same_judge(folder, judge)
    with configured_chat_model(settings) as chat, progress_bar() as on_progress:
        asked = one_after_the_other([open_correctness(chat), *([open_judge(chat)] if library else [])])
        metrics = {metric.name for metric in METRICS} if library else {CORRECT}
        grades = grade(
            items, asked, folder, model=settings.chat_model, metrics=metrics, workers=workers, on_progress=on_progress
        )
    refused = sum(one.refused for one in predictions)
    write_grades(folder, grades, judge=judge, refused=refused)
    show_grades(folder)
    note = "" if library else f"{WANTED} need deepeval: run `{INSTALL}`\n"
    return f"{_table(grades, refused)}\n{note}{folder / GRADES}", sum(bool(one.error) for one in grades)


def _items(
    run: ScoredRun, chosen: tuple[Prediction, ...], settings: Settings, kept: Path, *, passages: bool
) -> tuple[ToGrade, ...]:
    """What is graded of `chosen`, with the texts of its `passages` where those are needed."""
    corpus_hash = str(run.metrics["run"].get("corpus_hash") or "")
    items = to_grade(chosen, passage_texts(chosen, corpus_hash, settings, kept=kept) if passages else {}, run.rows)
    if items and not passages and not any(item.gold for item in items):
        raise missing("and this run keeps no gold answers, by which correctness could be judged without it")
    return items


def _table(grades: tuple[Grade, ...], refused: int) -> str:
    lines = [f"{figure_line(one)}  {one.questions} questions" for one in figures_of(grades)]
    lines.append(f"{refused} refusals not graded")
    failed = sum(bool(one.error) for one in grades)
    if failed:
        lines.append(f"{failed} questions failed; `error` in {GRADED} says why")
    return "\n".join(lines)
