"""`run`: questions in, a folder of predictions, figures and a report out."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Never, TypeVar

from tqdm import tqdm

from core.errors import TestSetError
from core.progress import TellProgress
from core.settings import Settings
from evaluation.api import write_folder
from evaluation.corpus import CACHE, build_library, code_hash, library_hash, write_corpus
from evaluation.naming import files_by_name, named_as_held, renamed
from evaluation.questions import Question, TestSet, read_test_set
from evaluation.reporting.run_report import figure_line
from evaluation.results import GRADED, GRADES, METRICS, PREDICTIONS, REPORT, RUN, SCORES
from evaluation.runner import run_questions
from evaluation.scoring import Scorecard, score
from evaluation.system import open_system
from vectorstore.interface import Library
from vectorstore.layout import holds_library

Say = Callable[[str], None]
Asked = TypeVar("Asked")

_NAMED = 50
"""Of more bad rows or articles than this, the rest is only counted."""

_SUMMARY = (
    "overall.correct",
    "article.hit@4",
    "passage.hit@4",
    "passage.mrr@10",
    "answer.token_f1",
    "answer.contained",
    "citation.validity",
    "citation.precision",
    "refusal.balanced_accuracy",
    "latency.total.p50",
    "latency.total.p95",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A finished run: `metrics` is its `metrics.json`, and `left_out` counts the rows and articles that it left out."""

    scorecard: Scorecard
    metrics: Mapping[str, Any]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The whole test set, and the library it is asked of. Where that is one of the user's own, the names of its
    `corpus`, their hash, and `cutting`, the hash of the code that cut its articles, are ""."""

    questions: tuple[Question, ...]
    data_dir: Path
    corpus: str = ""
    corpus_hash: str = ""
    cutting: str = ""
    left_out: int = 0


def run(
    settings: Settings,
    questions_path: Path,
    out: Path,
    *,
    corpus: Sequence[Path] = (),
    limit: int | None = None,
    workers: int = 1,
    cache: Path = CACHE,
    say: Say = lambda _line: None,
) -> Measured:
    """A measured run in `out`; `say` is called with a line for each row and article that is left out.

    Raises TestSetError, SettingsError, LibraryError or ModelError.
    """
    test_set = read_test_set(questions_path)
    bad_rows = _name_all("bad row", test_set.bad_rows, say)
    sources = tuple(corpus) or _own_articles(test_set, cache)
    whole = test_set.questions
    prepared = _over_corpus(whole, sources, settings, cache, say) if sources else _over_library(whole, settings)
    with open_system(settings, prepared.data_dir) as system:
        about = {
            "model": system.description["model"],
            "questions": questions_path.stem if questions_path.stem != "questions" else questions_path.parent.name,
            "questions_hash": test_set.content_hash,
            **_about_articles(prepared, system.library),
            "limit": limit,
            "cutting": prepared.cutting,
            **system.description,
        }
        questions = evenly(named_as_held(prepared.questions, system.library), limit)
        with progress_bar() as on_progress:
            found = run_questions(questions, system.ask, out, run=about, workers=workers, on_progress=on_progress)
        scorecard = score(questions, found, system.article)
        # The report shows passages of articles that nothing has asked for before: the library must still be open.
        metrics = write_folder(out, found, scorecard, about)
    return Measured(scorecard, metrics, bad_rows + prepared.left_out)


def _over_corpus(
    questions: tuple[Question, ...], sources: Sequence[Path], settings: Settings, cache: Path, say: Say
) -> _Prepared:
    """Questions over a library of `sources` alone, which name articles from files by the files' names."""
    say("making the library of the corpus ready")
    built = build_library(sources, settings, cache=cache)
    failed = built.report.failed if built.report is not None else ()
    left_out = _name_all("article left out", (f"{one.source}: {one.reason}" for one in failed), say)
    return _Prepared(
        renamed(questions, files_by_name(sources)),
        built.data_dir,
        corpus=", ".join(path.name for path in sources),
        corpus_hash=built.corpus_hash,
        cutting=code_hash("ingest")[:12],
        left_out=left_out,
    )


def _over_library(questions: tuple[Question, ...], settings: Settings) -> _Prepared:
    """Opening a library makes one where there is none, which a mistyped folder must not do."""
    if not holds_library(settings.data_dir):
        raise _no_articles(settings.data_dir)
    return _Prepared(questions, settings.data_dir)


def _about_articles(prepared: _Prepared, library: Library) -> dict[str, str]:
    corpus_hash = prepared.corpus_hash or library_hash(library)
    if not corpus_hash:
        raise _no_articles(prepared.data_dir)
    return {"corpus": prepared.corpus or "the library", "corpus_hash": corpus_hash}


def evenly(questions: Sequence[Asked], limit: int | None) -> tuple[Asked, ...]:
    """`limit` of `questions` at even distances, so that a part has the types of the whole."""
    if limit is None or limit >= len(questions):
        return tuple(questions)
    return tuple(questions[place * len(questions) // limit] for place in range(limit))


def summary(scorecard: Scorecard) -> str:
    """The main figures with their intervals, one a line, and what failed."""
    found = {figure.metric.name: figure for figure in scorecard.figures}
    lines = [figure_line(found[name]) for name in _SUMMARY if name in found]
    if scorecard.articles_unknown:
        lines.append(
            f"{scorecard.articles_unknown} of the {scorecard.articles_named} articles that the test set names are not "
            "known; what stands in them counts as not found"
        )
    if scorecard.failed:
        lines.append(f"{scorecard.failed} questions failed; `error` in predictions.jsonl says why")
    return "\n".join(lines)


@contextmanager
def progress_bar() -> Iterator[TellProgress]:
    """A bar with the time left on standard error; a line every half minute where that is no terminal."""
    interval_s = 0.2 if sys.stderr.isatty() else 30
    bar: tqdm[Never]
    with tqdm(unit=" questions", file=sys.stderr, mininterval=interval_s, maxinterval=max(10, interval_s)) as bar:

        def move(done: int, total: int) -> None:
            if bar.total is None:
                bar.reset(total)
                bar.initial = done
            bar.update(done - bar.n)

        yield move


def _own_articles(test_set: TestSet, cache: Path) -> tuple[Path, ...]:
    return (write_corpus(test_set.articles, cache.parent / "corpora"),) if test_set.articles else ()


def _no_articles(data_dir: Path) -> TestSetError:
    return TestSetError(f"{data_dir}: there is no article in this library; give --corpus, or another --data-dir")


def _name_all(what: str, problems: Iterable[object], say: Say) -> int:
    named = [f"{what}: {problem}" for problem in problems]
    for line in named[:_NAMED]:
        say(line)
    if len(named) > _NAMED:
        say(f"... and {len(named) - _NAMED} more")
    return len(named)


def require_new(out: Path, *, fresh: bool) -> None:
    """With `fresh`, takes an earlier run's own files out of `out`. Raises TestSetError where `out` is a file."""
    if out.exists() and not out.is_dir():
        raise TestSetError(f"{out} is a file; give a folder with --out")
    if fresh:
        for name in (PREDICTIONS, SCORES, METRICS, RUN, REPORT, GRADED, GRADES):
            (out / name).unlink(missing_ok=True)
