"""Documents parsed beside the embedder, in processes that a hostile document may hang or kill without harm.

What a worker sends is taken for as hostile as the document: it is JSON, checked like any row that comes from outside.
"""

import json
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Protocol, TypeVar, cast

from core.errors import IngestError
from core.settings import PROJECT
from core.types import Article, Failure
from ingest.boundary import failures_of
from ingest.documents import RawDocument, RawFile, RawRow, Unchanged
from ingest.environment import bare_environment
from ingest.exchange import article_of
from ingest.framing import OUT_OF_MEMORY, read_frame, write_frame
from ingest.parse.registry import is_safe, parse

log = logging.getLogger(__name__)

_Document = TypeVar("_Document", bound=RawDocument)

_MAX_REPLY_BYTES = 1 << 28
# Documents handed out ahead of the one that is waited for: enough for what the embedder does at once.
_AHEAD = 64
_AHEAD_BYTES = 32_000_000


def _default_workers() -> int:
    return max(1, min(4, (os.cpu_count() or 2) - 1))


@dataclass(frozen=True, slots=True)
class ParserLimits:
    """How many processes parse, and what one document may take: seconds, and MB of the process's address space."""

    workers: int = field(default_factory=_default_workers)
    timeout_s: int = 30
    memory_mb: int = 1000


class Parsers:
    """A context manager whose processes are started when they are first needed, and ended with it.

    Safe for threads; at most `limits.workers` documents are parsed at once.
    """

    def __init__(self, limits: ParserLimits | None = None) -> None:
        self.limits = limits or ParserLimits()
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()  # the last one used is warm
        self._workers = [_Worker(self.limits) for _ in range(self.limits.workers)]
        for worker in self._workers:
            self._idle.put(worker)

    def __enter__(self) -> "Parsers":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """End all processes; what is being parsed fails."""
        for worker in self._workers:
            worker.end()

    def parse(self, raw: RawFile) -> Article:
        """The article in `raw`. Raises IngestError, also where parsing took too long or ended its process."""
        worker = self._idle.get()
        try:
            return worker.parse(raw)
        finally:
            self._idle.put(worker)


class _Worker:
    """One process at a time, in the use of one thread at a time."""

    def __init__(self, limits: ParserLimits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False

    def parse(self, raw: RawFile) -> Article:
        process = self._running()
        late = threading.Event()

        def end_late() -> None:
            late.set()
            process.kill()

        watchdog = threading.Timer(self._limits.timeout_s, end_late)
        watchdog.daemon = True
        watchdog.start()
        try:
            reply = _exchanged(process, raw)
        finally:
            watchdog.cancel()
        if reply is None or late.is_set():
            code = self._lost()
        if reply is None:
            raise IngestError(self._reason(code, late=late.is_set()))
        return _article(reply)

    def end(self) -> None:
        """End the process; a thread that waits for it gets an IngestError."""
        self._ended = True
        if self._process is not None:
            self._process.kill()
            self._lost()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._ended:
            raise IngestError("was not parsed: the ingest has ended")
        if self._process is not None and self._process.poll() is not None:
            self._lost()  # ended from outside while it had nothing to do: no document's fault
        if self._process is None:
            limits = [str(self._limits.timeout_s), str(self._limits.memory_mb)]
            self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module, no shell
                [sys.executable, "-m", "ingest.parse.worker", *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=PROJECT,
                env=bare_environment(),
            )
        return self._process

    def _lost(self) -> int:
        """Let go of the process, which has closed its pipes or answered nonsense; its exit code."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.kill()
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            try:
                cast("IO[bytes]", pipe).close()
            except BrokenPipeError:  # what was not yet written goes nowhere
                continue
        return code

    def _reason(self, code: int, *, late: bool) -> str:
        if late:
            return f"took longer than {self._limits.timeout_s} s to read; it is left out"
        if code == OUT_OF_MEMORY:
            return f"needs more than {self._limits.memory_mb} MB of memory to read; it is left out"
        return "ended the process that read it; it is left out"


def _exchanged(process: "subprocess.Popen[bytes]", raw: RawFile) -> object:
    """What the process answers, None where it has ended."""
    requests, replies = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    values = {
        "origin": raw.origin,
        "article_id": raw.article_id,
        "name": raw.name,
        "media_type": raw.media_type,
        "url": raw.url,
        "hints": dict(raw.hints),
    }
    try:
        write_frame(requests, json.dumps(values).encode())
        write_frame(requests, raw.content)
        requests.flush()
        reply = read_frame(replies, max_bytes=_MAX_REPLY_BYTES)
        return json.loads(reply) if reply is not None else None
    except (OSError, ValueError):  # ValueError: a closed pipe, or no JSON
        return None


def _article(reply: object) -> Article:
    """The article in a worker's answer, which is checked as anything from outside is. Raises IngestError."""
    if not isinstance(reply, dict):
        raise IngestError("ended the process that read it; it is left out")
    for line in reply.get("warnings", []):
        log.warning("%s", line)
    if "failed" in reply:
        raise IngestError(str(reply["failed"]))
    return article_of(reply.get("article", {}))


class Source(Protocol):
    """Documents, and how many of the sources' bytes have been read for those that were given out."""

    read_bytes: int

    def __iter__(self) -> Iterator[RawDocument | Unchanged | Failure]: ...


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of a document, how far its source had been read by then, and for how long a process parsed it."""

    origin: str
    outcome: Article | Unchanged | Failure
    read_bytes: int
    seconds: float = 0.0


def parsed(source: Source, parsers: Parsers, stop: Callable[[], bool] = lambda: False) -> Iterator[Parsed]:
    """What becomes of each document of `source`, in order; some are parsed ahead while the caller is busy.

    Ends at a document's end once `stop` says yes.
    """
    waiting: deque[_Waiting] = deque()
    with ThreadPoolExecutor(parsers.limits.workers, thread_name_prefix="ingest-parse") as threads:
        try:
            for document in source:
                if stop():
                    return
                waiting.append(_handed_out(document, source.read_bytes, parsers, threads))
                while waiting and (waiting[0].is_ready or _is_full(waiting)):
                    yield waiting.popleft().outcome()
            while waiting and not stop():
                yield waiting.popleft().outcome()
        finally:
            # Without it the end of the threads would wait for all that was handed out.
            threads.shutdown(wait=False, cancel_futures=True)
            if waiting:
                parsers.end()


@dataclass(frozen=True, slots=True)
class _Waiting:
    document: RawDocument | Unchanged | Failure
    read_bytes: int
    parsed: "Future[tuple[Article | IngestError, float]] | None"

    @property
    def is_ready(self) -> bool:
        return self.parsed is None or self.parsed.done()

    @property
    def held_bytes(self) -> int:
        if isinstance(self.document, RawFile):
            return len(self.document.content)
        values = self.document.values.values() if isinstance(self.document, RawRow) else ()
        return sum(len(value) for value in values if isinstance(value, str))

    def outcome(self) -> Parsed:
        document = self.document
        if isinstance(document, Failure):
            return Parsed(document.source, document, self.read_bytes)
        if isinstance(document, Unchanged):
            return Parsed(document.origin, document, self.read_bytes)
        article, seconds = self.parsed.result() if self.parsed else (_article_or_error(parse, document), 0.0)
        outcome = article if isinstance(article, Article) else Failure(document.origin, str(article))
        return Parsed(document.origin, outcome, self.read_bytes, seconds)


def _handed_out(
    document: RawDocument | Unchanged | Failure, read_bytes: int, parsers: Parsers, threads: ThreadPoolExecutor
) -> _Waiting:
    if not isinstance(document, RawFile) or is_safe(document):
        return _Waiting(document, read_bytes, None)
    return _Waiting(document, read_bytes, threads.submit(_timed, parsers, document))


def _timed(parsers: Parsers, document: RawFile) -> tuple[Article | IngestError, float]:
    begun = time.perf_counter()
    article = _article_or_error(parsers.parse, document)
    return article, time.perf_counter() - begun


def _article_or_error(parse_one: Callable[[_Document], Article], document: _Document) -> Article | IngestError:
    try:
        with failures_of(document.origin):
            return parse_one(document)
    except IngestError as error:
        return error


def _is_full(waiting: "deque[_Waiting]") -> bool:
    return len(waiting) >= _AHEAD or sum(one.held_bytes for one in waiting) > _AHEAD_BYTES
