"""`grade`: a finished run in, grades of a chat model out."""

from pathlib import Path

from core.errors import SettingsError
from core.settings import Settings
from evaluation.commands.run import evenly, progress_bar
from evaluation.corpus import CACHE
from evaluation.grading.graded import Grade, answered, figures_of, grade, write_grades
from evaluation.grading.passages import passage_texts
from evaluation.predictions import read_predictions
from evaluation.reporting.run_report import shown
from evaluation.results import GRADED, GRADES, PREDICTIONS, read_run


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

    Raises SettingsError, TestSetError, LibraryError or ModelError.
    """
    from evaluation.grading.judge import library_name, open_judge
    from models.chat import configured_chat_model

    if not settings.chat_model:
        raise SettingsError("grading needs a chat model: name one with --model")
    library = library_name()
    run = read_run(folder).metrics["run"]
    predictions = read_predictions(folder / PREDICTIONS)
    chosen = evenly(answered(predictions), limit)
    passages = passage_texts(chosen, str(run.get("corpus_hash") or ""), settings, kept=kept)
    if fresh:
        (folder / GRADED).unlink(missing_ok=True)
    with (
        configured_chat_model(settings) as chat,
        progress_bar() as on_progress,
    ):
        judge = open_judge(chat)
        grades = grade(
            chosen, passages, judge, folder, model=settings.chat_model, workers=workers, on_progress=on_progress
        )
    refused = sum(one.refused for one in predictions)
    write_grades(folder, grades, judge={"model": settings.chat_model, "library": library}, refused=refused)
    return f"{_table(grades, refused)}\n{folder / GRADES}", sum(bool(one.error) for one in grades)


def _table(grades: tuple[Grade, ...], refused: int) -> str:
    lines = []
    for one in figures_of(grades):
        bounds = one.interval
        span = f"[{shown(bounds.low, one.metric)}, {shown(bounds.high, one.metric)}]" if bounds else ""
        lines.append(f"{one.metric.title:24} {shown(one.value, one.metric):>9}  {span}  {one.questions} questions")
    lines.append(f"{refused} refusals not graded")
    failed = sum(bool(one.error) for one in grades)
    if failed:
        lines.append(f"{failed} questions failed; `error` in {GRADED} says why")
    return "\n".join(lines)
