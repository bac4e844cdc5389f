"""Taking sources in: once, again, or until stopped."""

import argparse
import dataclasses
import itertools
import json
import signal
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from core.errors import SettingsError
from core.settings import Settings
from core.terminal import ALL_WELL, FAILED, escaped
from core.types import IngestReport
from ingest.columns import Columns, read_mapping
from ingest.commands.shared import complain, say
from ingest.files import STANDARD_INPUT
from ingest.follow import follow
from ingest.kept import as_kept, by_columns, keep_sources, kept_sources
from ingest.opening import Parts, opened
from ingest.pipeline import Ingest
from ingest.progress import ProgressLines
from ingest.reports import together
from ingest.sources import SourceReader
from ingest.web.limits import WebLimits

_EVERY_S = 900.0
_WORTH_TELLING_S = 5.0
_SLOWEST = 5


def add(settings: Settings, sources: Sequence[str], arguments: argparse.Namespace) -> int:
    """`python -m ingest SOURCE...`, with `--follow` until stopped."""
    _check_named(sources)
    columns = Columns() if arguments.map is None else read_mapping(arguments.map)
    if arguments.follow and STANDARD_INPUT in sources:
        raise SettingsError("--follow cannot follow standard input")
    with opened(settings=settings) as parts, _stop_on_signal() as stopped:
        run = _Run(parts, _limits(arguments), stopped, arguments.json)
        if not arguments.follow:
            done = run.take_in(sources, columns)
            failed = {failure.source for failure in done.report.failed}
            keep_sources(parts.library, [source for source in sources if source not in failed], columns)
            return run.report(done)
        keep_sources(parts.library, sources, columns)
        follow(
            sources,
            lambda changed: run.tell_news(run.take_in(changed, columns)),
            every_s=arguments.every or _EVERY_S,
            stopped=stopped,
        )
    return ALL_WELL


def refresh(settings: Settings, named: Sequence[str], arguments: argparse.Namespace) -> int:
    """`python -m ingest refresh`: what was named so far is read once more, each source with its own columns."""
    _check_named(named)
    with opened(settings=settings) as parts, _stop_on_signal() as stopped:
        sources = as_kept(parts.library, named) or kept_sources(parts.library)
        if not sources:
            raise SettingsError("this library has no sources yet; add one: .venv/bin/python -m ingest SOURCE")
        run = _Run(parts, _limits(arguments), stopped, arguments.json)
        done = [run.take_in(group, columns, recheck=True) for columns, group in by_columns(sources)]
        return run.report(_Done.together(done))


def _check_named(sources: Sequence[str]) -> None:
    """Raises SettingsError for an empty word, as a variable that is not set leaves it: it would be this folder."""
    if "" in sources:
        raise SettingsError("a SOURCE is empty; for the current folder write .")


@dataclasses.dataclass(frozen=True, slots=True)
class _Done:
    report: IngestReport
    slowest: tuple[tuple[str, float], ...]

    @classmethod
    def together(cls, parts: Sequence["_Done"]) -> "_Done":
        """One report of several."""
        return cls(together([one.report for one in parts]), _slowest(*(one.slowest for one in parts)))


@dataclasses.dataclass(frozen=True, slots=True)
class _Run:
    """Takes sources into one opened library and tells of it."""

    parts: Parts
    limits: WebLimits
    stopped: threading.Event
    as_json: bool

    def take_in(self, sources: Sequence[str | Path], columns: Columns, *, recheck: bool = False) -> _Done:
        library = self.parts.library
        with ProgressLines() as progress:
            reader = SourceReader(
                sources,
                max_bytes=self.parts.settings.max_file_mb * 1_000_000,
                columns=columns,
                limits=self.limits,
                library=library,
                recheck=recheck,
            )
            ingest = Ingest(
                library, self.parts.embedder, progress=progress, stop=self.stopped.is_set, done=reader.taken
            )
            return _Done(ingest.run(reader), _slowest(reader.slowest, ingest.slowest))

    def report(self, done: _Done) -> int:
        """Print what was done; the exit code."""
        self._print(done)
        if self.stopped.is_set():
            message = "ingest: stopped; what the report lists is in the library, run the same command for the rest"
            complain(message)
        return FAILED if done.report.failed or self.stopped.is_set() else ALL_WELL

    def tell_news(self, done: _Done) -> None:
        """Print what was done, if anything was."""
        if done.report.added or done.report.updated or done.report.failed:
            self._print(done)
            sys.stdout.flush()

    def _print(self, done: _Done) -> None:
        if self.as_json:
            slowest = [{"source": source, "seconds": seconds} for source, seconds in done.slowest]
            say(json.dumps({**dataclasses.asdict(done.report), "stopped": self.stopped.is_set(), "slowest": slowest}))
        else:
            say("\n".join(_lines(done)))


def _slowest(*parts: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """The sources that took longest, reading and parsing together, longest first."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for source, took in itertools.chain(*parts):
        seconds[source] += took
    return tuple(sorted(seconds.items(), key=lambda one: -one[1])[:_SLOWEST])


def _lines(done: _Done) -> Iterator[str]:
    report = done.report
    for failure in report.failed:
        yield f"failed: {escaped(failure.source)}: {escaped(failure.reason)}"
    for source, seconds in done.slowest:
        if seconds >= _WORTH_TELLING_S:
            yield f"slow: {escaped(source)}: {seconds:.1f} s to read"
    yield (
        f"added {len(report.added)}, updated {len(report.updated)}, unchanged {len(report.unchanged)}, "
        f"failed {len(report.failed)}: {report.embedded} chunks embedded in {report.seconds:.1f} s"
    )


def _limits(arguments: argparse.Namespace) -> WebLimits:
    given = {"pages": arguments.pages, "timeout_s": arguments.timeout, "allow_loopback": arguments.allow_loopback}
    return WebLimits(**{name: value for name, value in given.items() if value is not None})


@contextmanager
def _stop_on_signal() -> Iterator[threading.Event]:
    """An event set by Ctrl-C or SIGTERM: the first one lets the batch in hand finish, a second acts as usual."""
    stopped = threading.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    before: dict[int, Any] = {number: signal.getsignal(number) for number in signals}

    def stop(number: int, _: FrameType | None) -> None:
        stopped.set()
        signal.signal(number, before[number])

    for number in signals:
        signal.signal(number, stop)
    try:
        yield stopped
    finally:
        for number in signals:
            signal.signal(number, before[number])
