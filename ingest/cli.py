"""The command line of the library's contents: taking articles in, and listing and removing what is there.

Exit codes: 0 all well; 1 something failed or was stopped, the rest is done and each failure named; 2 wrong usage.
Reports go to standard output, messages and the progress bar to standard error.
"""

import argparse
import dataclasses
import json
import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

from core.errors import ArticleNotFoundError, DatelineError, SettingsError
from core.logs import configure_logging
from core.settings import Settings, load_settings
from core.types import IngestReport
from ingest.opening import embedder_of, opened
from ingest.pipeline import Ingest
from ingest.progress import ProgressBar, chunk_bar
from ingest.sources import SourceReader
from vectorstore.interface import ArticleSummary, Library

log = logging.getLogger(__name__)

ALL_WELL, FAILED, USAGE = 0, 1, 2
_PAGE = 500
_EPILOG = """\
Besides SOURCE, the first argument may be one of
  status         how much the library holds, and the state of its indexes
  list [QUERY]   the articles, or those whose title, source or id contains QUERY
  remove ID...   take articles out of the library and every index
  reembed        change the library to the embedding model of the settings
For a file or folder of such a name write ./status.

A source is a file, a folder (with its subfolders, hidden files left out), or a dump of articles: plain text,
Markdown, JSONL or CSV, each also as .gz. Running it again takes in only what is new or changed.
"""


def main(argv: Sequence[str]) -> int:
    """Run the command line; the exit code."""
    parser = _parser()
    arguments = parser.parse_intermixed_args(argv)
    first, rest = arguments.source[0], arguments.source[1:]
    command = _COMMANDS.get(first)
    if command is not None and (problem := _misuse(first, rest)):
        parser.error(problem)
    # A file name that is no Unicode must not end the command that names it.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # always a TextIOWrapper here
    sys.stderr.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # always a TextIOWrapper here
    try:
        settings = load_settings(data_dir=arguments.data_dir)
        configure_logging(settings.log_level)
        return command(settings, rest, arguments.json) if command else _add(settings, arguments.source, arguments.json)
    except SettingsError as error:
        print(f"ingest: {error}", file=sys.stderr)
        return USAGE
    except DatelineError as error:
        print(f"ingest: {printable(str(error))}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("ingest: stopped; run the same command again to go on", file=sys.stderr)
        return FAILED
    except BrokenPipeError:  # `... | head` has seen enough
        sys.stderr.close()
        return FAILED
    except Exception:  # the one boundary: whatever else goes wrong is logged with its trace
        log.exception("ingest failed")
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Take articles into the library.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", nargs="+", metavar="SOURCE", help="file, folder or dump; or a command, see below")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    parser.add_argument(
        "--data-dir", metavar="DIR", help="folder of the library (default: DATELINE_DATA_DIR, library/)"
    )
    return parser


def _misuse(command: str, rest: Sequence[str]) -> str | None:
    if command in {"status", "reembed"} and rest:
        return f"{command} takes no further argument"
    if command == "list" and len(rest) > 1:
        return "list takes one QUERY; quote it if it has spaces"
    if command == "remove" and not rest:
        return "remove needs at least one ID; `list` shows them"
    return None


def _add(settings: Settings, sources: Sequence[str], as_json: bool) -> int:
    with opened(settings=settings) as parts, _stop_on_signal() as stop, ProgressBar() as bar:
        reader = SourceReader(sources, max_bytes=settings.max_file_mb * 1_000_000)
        report = Ingest(parts.library, parts.embedder, progress=bar, stop=stop).run(reader)
    if as_json:
        print(json.dumps({**dataclasses.asdict(report), "stopped": stop()}))
    else:
        print("\n".join(_report_lines(report)))
    if stop():
        print("ingest: stopped; what the report names is in, run the same command for the rest", file=sys.stderr)
    return FAILED if report.failed or stop() else ALL_WELL


@contextmanager
def _stop_on_signal() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C or SIGTERM has come: the first one lets the batch in hand finish, a second acts as usual."""
    stopped = threading.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    before: dict[int, Any] = {number: signal.getsignal(number) for number in signals}

    def stop(number: int, _: FrameType | None) -> None:
        stopped.set()
        signal.signal(number, before[number])

    for number in signals:
        signal.signal(number, stop)
    try:
        yield stopped.is_set
    finally:
        for number in signals:
            signal.signal(number, before[number])


def _report_lines(report: IngestReport) -> Iterator[str]:
    for failure in report.failed:
        yield f"failed: {printable(failure.source)}: {printable(failure.reason)}"
    yield (
        f"added {len(report.added)}, updated {len(report.updated)}, unchanged {len(report.unchanged)}, "
        f"failed {len(report.failed)}: {report.embedded} chunks embedded in {report.seconds:.1f} s"
    )


def _status(settings: Settings, _: Sequence[str], as_json: bool) -> int:
    with opened(settings=settings) as parts:
        status = dataclasses.asdict(parts.library.status())
    if as_json:
        print(json.dumps({**status, "indexes": dict(status["indexes"])}))
    else:
        for name, value in status.items():
            print(f"{name.replace('_', ' '):16} {_readable(value)}")
    return ALL_WELL


def _readable(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {state}" for name, state in value.items())
    return printable(str(value))


def _list(settings: Settings, rest: Sequence[str], as_json: bool) -> int:
    with opened(settings=settings) as parts:
        found = list(_all_articles(parts.library, rest[0] if rest else ""))
    if as_json:
        print(json.dumps([dataclasses.asdict(summary) for summary in found], default=str))
    else:
        for summary in found:
            day = summary.published.isoformat() if summary.published else "-" * 10
            print(printable(f"{summary.id}  {day}  {summary.source or '-'}  {summary.title}"))
    return ALL_WELL


def _all_articles(library: Library, query: str) -> Iterator[ArticleSummary]:
    offset = 0
    while (page := library.articles(query=query, offset=offset, limit=_PAGE)).articles:
        yield from page.articles
        offset += len(page.articles)


def _remove(settings: Settings, article_ids: Sequence[str], as_json: bool) -> int:
    with opened(settings=settings) as parts:
        held = [article_id for article_id in dict.fromkeys(article_ids) if _holds(parts.library, article_id)]
        removed = parts.library.remove(held)
    missing = [article_id for article_id in dict.fromkeys(article_ids) if article_id not in held]
    if as_json:
        print(json.dumps({"removed": held, "missing": missing}))
    else:
        for article_id in missing:
            print(f"failed: {printable(article_id)}: the library holds no such article")
        print(f"removed {removed}")
    return FAILED if missing else ALL_WELL


def _reembed(settings: Settings, _: Sequence[str], as_json: bool) -> int:
    from vectorstore.reembed import reembed

    embedder = embedder_of(settings)
    with chunk_bar() as progress:
        embedded = reembed(
            settings.data_dir,
            embedder.identity,
            embedder.encode,
            chroma_url=settings.chroma_url,
            progress=progress,
        )
    if as_json:
        print(json.dumps({"embedded": embedded, "embedding_model": embedder.identity.name}))
    else:
        print(f"embedded {embedded} chunks with {embedder.identity.name}")
    return ALL_WELL


def _holds(library: Library, article_id: str) -> bool:
    try:
        library.article(article_id)
    except ArticleNotFoundError:
        return False
    return True


def printable(text: str) -> str:
    """`text` without control characters, which a hostile name could use to write over the terminal.

    >>> printable("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


_COMMANDS: dict[str, Callable[[Settings, Sequence[str], bool], int]] = {
    "status": _status,
    "list": _list,
    "remove": _remove,
    "reembed": _reembed,
}
