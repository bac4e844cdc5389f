"""`compare`: two runs of the same questions, as text and as a page."""

from pathlib import Path

from evaluation.compare import as_text
from evaluation.compare import compare as compare_runs
from evaluation.grading.graded import with_grades
from evaluation.results import read_run, replace_text


def compare(before: Path, after: Path, html: Path | None) -> str:
    """The comparison as text; its page is written to `html` (by default `after/comparison.html`)."""
    from evaluation.reporting.comparison_report import render_comparison

    found = compare_runs(with_grades(read_run(before)), with_grades(read_run(after)))
    page = html or after / "comparison.html"
    replace_text(page, render_comparison(found))
    return f"{as_text(found)}\n\n{page}"
