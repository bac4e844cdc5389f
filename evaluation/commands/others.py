"""`compare`, `gate`, `collect` and `draft`."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import TestSetError
from core.settings import PROJECT, Settings
from core.types import Article, Failure
from evaluation.compare import as_text as comparison_text
from evaluation.compare import compare as compare_runs
from evaluation.corpus import CACHE
from evaluation.gate import as_text as gate_text
from evaluation.gate import baseline_text, check, read_baseline, updated
from evaluation.results import METRICS, read_run, replace_text

if TYPE_CHECKING:
    from evaluation.drafting import Candidate


def compare(before: Path, after: Path, html: Path | None) -> str:
    """The comparison as text; its page is written to `html` (by default `after/comparison.html`)."""
    from evaluation.reporting.comparison_report import render_comparison

    found = compare_runs(read_run(before), read_run(after))
    page = html or after / "comparison.html"
    replace_text(page, render_comparison(found))
    return f"{comparison_text(found)}\n\n{page}"


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
        return gate_text(check(new, document)), True
    rows = check(baseline, document)
    return gate_text(rows), all(row.passed for row in rows)


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
    from evaluation.commands.run import run

    with tempfile.TemporaryDirectory() as folder:
        sources = [PROJECT / source for source in corpus]
        return run(as_shipped(settings), PROJECT / questions, Path(folder), corpus=sources, cache=cache)[1]


def collect(settings: Settings, out: Path, known: Path | None) -> int:
    """Writes rows from the feedback in the settings' library to `out`; how many."""
    from evaluation.collecting import rows_from_feedback
    from evaluation.questions import read_test_set
    from ingest.opening import opened

    _refuse_to_replace(out)
    asked = [one.question for one in read_test_set(known).questions] if known else []
    with opened(settings=settings) as parts:
        rows = rows_from_feedback(parts.library.feedback(), asked)
    _write_rows(out, rows)
    return len(rows)


def draft(settings: Settings, sources: Sequence[Path], out: Path, limit: int) -> tuple[int, list[Failure]]:
    """Writes up to `limit` drafted questions to `out`; how many, and what could not be read."""
    _refuse_to_replace(out)
    failures: list[Failure] = []
    articles = list(_articles(sources, settings, failures))
    with ExitStack() as models:
        rows = [candidate.row() for candidate in islice(_in_turn(list(_streams(articles, settings, models))), limit)]
    _write_rows(out, rows)
    return len(rows), failures


def _articles(sources: Sequence[Path], settings: Settings, failures: list[Failure]) -> Iterator[Article]:
    from ingest.sources import SourceReader
    from ingest.workers import Parsers, parsed

    with Parsers() as parsers:
        for found in parsed(SourceReader(sources, max_bytes=settings.max_file_mb * 1_000_000), parsers):
            if isinstance(found.outcome, Article):
                yield found.outcome
            elif isinstance(found.outcome, Failure):
                failures.append(found.outcome)


def _in_turn(streams: list[Iterator["Candidate"]]) -> Iterator["Candidate"]:
    """Candidates from the articles in turn, so that a few do not come from the first article alone."""
    while streams:
        still = []
        for stream in streams:
            found = next(stream, None)
            if found is not None:
                still.append(stream)
                yield found
        streams = still


def _streams(articles: Sequence[Article], settings: Settings, models: ExitStack) -> Iterator[Iterator["Candidate"]]:
    from evaluation.drafting import draft_by_model, draft_by_rules

    if not settings.chat_model:
        yield from (draft_by_rules(article) for article in articles)
        return
    from ingest.chunk import chunk
    from models.chat import configured_chat_model

    opened = models.enter_context(configured_chat_model(settings))
    for article in articles:
        yield draft_by_model(article, ((one.start, one.end) for one in chunk(article)), opened)


def _refuse_to_replace(out: Path) -> None:
    """Rows that a person has checked are work."""
    if out.exists():
        raise TestSetError(f"{out} is there already, with rows that may have been checked: name another file")


def _write_rows(out: Path, rows: Sequence[Any]) -> None:
    replace_text(out, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
