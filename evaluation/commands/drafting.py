"""`collect` and `draft`: question rows for a person to check."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import TestSetError
from core.iteration import in_turn
from core.settings import Settings
from core.types import Article, Failure
from evaluation.results import replace_text

if TYPE_CHECKING:
    from evaluation.drafting import Candidate


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
        # From the articles in turn, so that a few do not come from the first one alone.
        rows = [candidate.row() for candidate in islice(in_turn(list(_streams(articles, settings, models))), limit)]
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
