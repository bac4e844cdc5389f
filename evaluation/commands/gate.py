"""`gate`: whether the figures of a run reach the floors of a baseline."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.errors import TestSetError
from core.settings import PROJECT, Settings
from evaluation.commands.run import run
from evaluation.corpus import CACHE
from evaluation.gate import as_text, baseline_text, check, read_baseline, updated
from evaluation.results import METRICS, replace_text


def gate(
    settings: Settings,
    baseline_path: Path,
    *,
    results: Path | None,
    update: bool,
    allow_regression: bool,
    cache: Path = CACHE,
) -> tuple[str, bool]:
    """The gate's table and whether it passed. Without `results` the baseline's test set is run first."""
    baseline = read_baseline(baseline_path)
    document = _read_metrics(results) if results else _measured(settings, baseline.questions, baseline.corpus, cache)
    if update:
        new = updated(baseline, document, allow_regression=allow_regression)
        replace_text(baseline_path, baseline_text(new))
        return as_text(check(new, document)), True
    rows = check(baseline, document)
    return as_text(rows), all(row.passed for row in rows)


def _read_metrics(folder: Path) -> Any:
    try:
        return json.loads((folder / METRICS).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise TestSetError(f"{folder}: no readable {METRICS} there ({error})") from error


def as_shipped(settings: Settings) -> Settings:
    """Every setting at its default: floors hold for the project as it comes, not for what its user has set.

    Only the folder and the threads stay, which decide how fast an answer is and not what it says.
    """
    return Settings.model_construct(data_dir=settings.data_dir, threads=settings.threads)


def _measured(settings: Settings, questions: str, corpus: Sequence[str], cache: Path) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        sources = [PROJECT / source for source in corpus]
        return run(as_shipped(settings), PROJECT / questions, Path(folder), corpus=sources, cache=cache).metrics
