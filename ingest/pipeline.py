"""Documents -> library: unchanged articles cost a hash, the others are chunked, embedded and stored in batches.

The embedder works in the calling thread, storing in one thread beside it. What the report calls added or updated the
library has acknowledged; an ingest that ends early is continued by running it again.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from core.errors import IngestError
from core.types import Article, Chunk, Failure, IngestReport
from ingest.boundary import failures_of
from ingest.chunk import MAX_CHARS, chunk
from ingest.dedup import Met, known_vectors, text_of
from ingest.documents import RawDocument, Unchanged
from ingest.workers import Parsed, ParserLimits, Parsers, parsed
from vectorstore.interface import Entry, Library, Vectors

if TYPE_CHECKING:
    from models.embedder import Encoder

log = logging.getLogger(__name__)

# Texts handed to the embedder at once, which batches them by length: wide enough that this saves padding, small
# enough that a stop is answered in seconds.
BATCH_CHUNKS = 256
_CHECK_ARTICLES = 256
_CHECK_CHARS = 8_000_000
_WRITES_AHEAD = 2
_SLOWEST = 5


class Documents(Protocol):
    """What `SourceReader` offers: documents, and how many of the bytes known so far have been read."""

    total_bytes: int
    read_bytes: int

    def __iter__(self) -> Iterator[RawDocument | Unchanged | Failure]: ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is. `articles` are done with, failed ones included; bytes are those of the source files."""

    articles: int
    chunks: int
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class _Checked:
    """A new or changed article, on its way."""

    article: Article
    content_hash: str
    origin: str
    is_update: bool
    read_bytes: int


@dataclass(frozen=True, slots=True)
class _Chunked:
    checked: _Checked
    chunks: tuple[Chunk, ...]

    @property
    def texts(self) -> list[str]:
        return [text_of(self.checked.article, piece) for piece in self.chunks]


@dataclass(slots=True)
class _Tally:
    """What has happened so far; articles count once the library has acknowledged them."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    chunks: int = 0
    embedded: int = 0
    repeated: int = 0

    @property
    def articles(self) -> int:
        return len(self.added) + len(self.updated) + len(self.unchanged) + len(self.failed) + self.repeated


class Ingest:
    """One run over `documents`.

    `stop` is asked between batches: once it says yes, the batch in hand is stored and the run ends with its report.
    `done` is told origin and id of articles once the library holds them for certain.
    """

    def __init__(
        self,
        library: Library,
        embedder: "Encoder",
        *,
        progress: Callable[[Progress], None] | None = None,
        stop: Callable[[], bool] = lambda: False,
        done: Callable[[Sequence[tuple[str, str]]], None] = lambda _: None,
        parser_limits: ParserLimits | None = None,
        max_chars: int = MAX_CHARS,
        batch_chunks: int = BATCH_CHUNKS,
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._progress = progress or (lambda _: None)
        self._stop = stop
        self._done = done
        self._parser_limits = parser_limits
        self._max_chars = max_chars
        self._batch_chunks = batch_chunks
        self._tally = _Tally()
        self._slowest: list[tuple[float, str]] = []
        self._documents: Documents | None = None

    @property
    def slowest(self) -> tuple[tuple[str, float], ...]:
        """The documents that took longest to parse, with their seconds, longest first."""
        return tuple((origin, seconds) for seconds, origin in self._slowest if seconds)

    def run(self, documents: Documents) -> IngestReport:
        """Take in `documents`; one that fails is named in the report and stops nothing.

        Raises what the library and the embedder raise, once the writes under way have ended.
        """
        begun = time.perf_counter()
        self._documents = documents
        under_way: deque[tuple[list[_Chunked], Future[None]]] = deque()
        with (
            Parsers(self._parser_limits) as parsers,
            Met() as met,
            ThreadPoolExecutor(1, thread_name_prefix="ingest-write") as writer,
        ):
            for batch in self._batches(self._chunked(self._checked(self._parsed(documents, parsers), met))):
                if (entries := self._embed(batch)) is None:
                    break
                under_way.append((batch, writer.submit(self._library.add, entries)))
                # Bounds memory, and lets a library that fails stop the run while it is young.
                self._acknowledge(under_way, keep=_WRITES_AHEAD)
            self._acknowledge(under_way, keep=0)
        self._tell(documents.read_bytes)
        return self._report(time.perf_counter() - begun)

    def _checked(self, articles: Iterable[tuple[Article, Parsed]], met: Met) -> Iterator[_Checked]:
        """Articles that are new or changed; the others are tallied, in groups, so that the library is asked seldom."""
        group: list[_Checked] = []
        chars = 0
        for article, found in articles:
            content_hash = article.content_hash
            if not self._is_first(met, article.id, content_hash, found.origin):
                continue
            group.append(_Checked(article, content_hash, found.origin, is_update=False, read_bytes=found.read_bytes))
            chars += len(article.text)
            if len(group) >= _CHECK_ARTICLES or chars >= _CHECK_CHARS:
                yield from self._changed(group)
                group, chars = [], 0
        yield from self._changed(group)

    def _parsed(self, documents: Documents, parsers: Parsers) -> Iterator[tuple[Article, Parsed]]:
        """Articles, each with where it came from; what is none is tallied."""
        for found in parsed(documents, parsers, self._stop):
            self._slowest = sorted((*self._slowest, (found.seconds, found.origin)), reverse=True)[:_SLOWEST]
            if isinstance(found.outcome, Failure):
                self._fail(found.outcome)
            elif isinstance(found.outcome, Unchanged):
                self._tally.unchanged.append(found.outcome.article_id)
                self._done([(found.origin, found.outcome.article_id)])
            else:
                yield found.outcome, found

    def _is_first(self, met: Met, article_id: str, content_hash: str, origin: str) -> bool:
        """Whether the article is to be looked at: not one that this run has met before, or whose id it has."""
        try:
            is_first = met.is_first(article_id, content_hash, origin)
        except IngestError as error:
            self._fail(Failure(origin, str(error)))
            return False
        self._tally.repeated += not is_first
        return is_first

    def _fail(self, failure: Failure) -> None:
        log.info("failed: source=%s reason=%s", failure.source, failure.reason)
        # Half of a character pair, in a name or in what a reason quotes, would make the report no UTF-8.
        self._tally.failed.append(Failure(_whole(failure.source), _whole(failure.reason)))

    def _changed(self, group: Sequence[_Checked]) -> Sequence[_Checked]:
        """Those of `group` that the library holds in no or in other form."""
        stored = self._library.content_hashes([checked.article.id for checked in group]) if group else {}
        changed: list[_Checked] = []
        for checked in group:
            article_id = checked.article.id
            if stored.get(article_id) == checked.content_hash:
                self._tally.unchanged.append(article_id)
            else:
                changed.append(replace(checked, is_update=article_id in stored))
        new = {checked.article.id for checked in changed}
        self._done([(checked.origin, checked.article.id) for checked in group if checked.article.id not in new])
        if group and not changed:
            self._tell(group[-1].read_bytes)
        return changed

    def _chunked(self, articles: Iterable[_Checked]) -> Iterator[_Chunked]:
        for checked in articles:
            try:
                with failures_of(checked.origin):
                    chunks = chunk(checked.article, max_chars=self._max_chars)
            except IngestError as error:
                self._fail(Failure(checked.origin, str(error)))
            else:
                yield _Chunked(checked, chunks)

    def _batches(self, articles: Iterable[_Chunked]) -> Iterator[list[_Chunked]]:
        """Whole articles, together at least a batch of chunks. None is begun after a stop."""
        batch: list[_Chunked] = []
        chunks = 0
        for article in articles:
            if self._stop():
                break
            batch.append(article)
            chunks += len(article.chunks)
            if chunks >= self._batch_chunks:
                yield batch
                batch, chunks = [], 0
        if batch and not self._stop():
            yield batch

    def _embed(self, batch: Sequence[_Chunked]) -> list[Entry] | None:
        """The batch ready to be stored; None where a stop came in the middle of a very long article."""
        texts = [text for article in batch for text in article.texts]
        revised = [article.checked.article.id for article in batch if article.checked.is_update]
        vectors = dict(known_vectors(self._library, revised))
        new = [text for text in texts if text not in vectors]
        step = 2 * self._batch_chunks  # an ordinary batch is one step
        for start in range(0, len(new), step):
            if start and self._stop():
                return None
            part = new[start : start + step]
            vectors.update(zip(part, self._embedder.encode(part), strict=True))
        self._tally.embedded += len(new)
        return list(_entries(batch, np.stack([vectors[text] for text in texts])))

    def _acknowledge(self, under_way: deque[tuple[list[_Chunked], Future[None]]], *, keep: int) -> None:
        while len(under_way) > keep:
            batch, stored = under_way.popleft()
            stored.result()
            for article in batch:
                done = self._tally.updated if article.checked.is_update else self._tally.added
                done.append(article.checked.article.id)
                self._tally.chunks += len(article.chunks)
            self._done([(article.checked.origin, article.checked.article.id) for article in batch])
            log.info("stored: articles=%d chunks=%d", len(batch), sum(len(article.chunks) for article in batch))
            self._tell(batch[-1].checked.read_bytes)

    def _tell(self, done_bytes: int) -> None:
        # Asked each time: it grows as feeds and archives are read.
        total_bytes = self._documents.total_bytes if self._documents else 0
        self._progress(Progress(self._tally.articles, self._tally.chunks, done_bytes, total_bytes))

    def _report(self, seconds: float) -> IngestReport:
        tally = self._tally
        return IngestReport(
            added=tuple(tally.added),
            updated=tuple(tally.updated),
            unchanged=tuple(tally.unchanged),
            failed=tuple(tally.failed),
            chunks=tally.chunks,
            embedded=tally.embedded,
            seconds=seconds,
        )


def _whole(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def _entries(batch: Sequence[_Chunked], vectors: Vectors) -> Iterator[Entry]:
    start = 0
    for article in batch:
        end = start + len(article.chunks)
        yield Entry(article.checked.article, article.chunks, vectors[start:end])
        start = end
