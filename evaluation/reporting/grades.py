"""Grades in `report.html`: they come after the run, when its articles may be gone, so they are put into the page that
is there."""

from pathlib import Path

from evaluation.bootstrap import LEVEL
from evaluation.grading.graded import with_grades
from evaluation.metrics.catalogue import GROUPS
from evaluation.metrics.graded import METRICS
from evaluation.reporting.render import render
from evaluation.reporting.run_report import STRIP, figure_rows
from evaluation.results import REPORT, ScoredRun, read_run, replace_text
from evaluation.scoring import figures

# As `run.html.j2` has them. Text of articles cannot pass for them: what it holds of "<" is escaped.
_BEGIN, _END = "<!-- grades: begin -->", "<!-- grades: end -->"


def show_grades(folder: Path) -> None:
    """Puts the grades in `folder` into its report, in the place of earlier ones; a report without a place for them
    stays as it is.

    Raises TestSetError where the grades cannot be read.
    """
    path = folder / REPORT
    run = with_grades(read_run(folder))
    if not (run.grades and path.is_file()):
        return
    page = path.read_text(encoding="utf-8")
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if end:
        replace_text(path, f"{before}{begin}\n{_section(run)}{end}{after}")


def _section(run: ScoredRun) -> str:
    found = figures([metric for metric in METRICS if metric.name in run.grades], run.grades)
    return render(
        "grades.html.j2",
        title=GROUPS["graded"],
        rows=figure_rows(found),
        judge=run.judge["model"],
        graded=max(figure.questions for figure in found),
        questions=len(run.rows),
        level=f"{LEVEL:.0%}",
        strip=STRIP,
    )
