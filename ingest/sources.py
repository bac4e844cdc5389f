"""Sources -> raw documents, lazily: files, folders, dumps, archives, addresses, feeds, standard input, memory."""

import heapq
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

from core.errors import IngestError
from core.types import Failure
from ingest.boundary import failures_of
from ingest.columns import Columns
from ingest.contents import Contents, Place
from ingest.documents import RawDocument, RawRow, Unchanged
from ingest.files import STANDARD_INPUT, Elsewhere, FoundFile, find_files, is_address
from ingest.given import InMemory, rows_of
from ingest.origins import note_origins
from ingest.web.limits import WebLimits
from vectorstore.interface import Library

if TYPE_CHECKING:
    from ingest.web.reader import WebReader

Source = str | Path | InMemory
Document = RawDocument | Unchanged | Failure

# What is not known before it has been read counts so much in the progress.
_NOMINAL_BYTES = 100_000
_SLOWEST = 5


class SourceReader:
    """The documents of `sources` in order, and a Failure in the place of each that cannot be read.

    What a program holds in memory, as rows or articles, comes before what it names.

    `max_bytes` bounds each document unpacked: a file that is one article, a page, or one row of a dump; a dump itself
    is streamed and may be of any size. A file's id is that of `key(path)`, by default of its resolved path. `library`
    is asked what is known of addresses; with `recheck` a page is asked for although its feed says that it is as it was.

    `read_bytes` of `total_bytes` (as stored, packed) have been read so far; what is no file counts as _NOMINAL_BYTES.
    """

    def __init__(
        self,
        sources: Iterable[Source],
        *,
        max_bytes: int,
        key: Callable[[Path], Path] | None = None,
        columns: Columns = Columns(),
        limits: WebLimits = WebLimits(),
        library: Library | None = None,
        recheck: bool = False,
        standard_input: IO[bytes] | None = None,
    ) -> None:
        sources = tuple(sources)
        held = [one for one in sources if not isinstance(one, str | Path)]
        named = [one for one in sources if isinstance(one, str | Path)]
        self._found = (*rows_of(held, columns), *find_files(named))
        # Where files lie that have a `key` says nothing.
        self._files = frozenset(found.origin for found in self._found if isinstance(found, FoundFile) and key is None)
        self._contents = Contents(max_bytes, columns)
        self._key = key or (lambda path: path)
        self._limits = limits
        self._library = library
        self._recheck = recheck
        self._standard_input = standard_input
        self._web: WebReader | None = None
        self._open = ExitStack()
        self._seconds: list[tuple[float, str]] = []
        self.total_bytes = sum(map(_size, self._found))
        self.read_bytes = 0

    def __iter__(self) -> Iterator[Document]:
        with self._open:
            finished = 0
            for found in self._found:
                if isinstance(found, Failure | RawRow):
                    yield found
                else:
                    yield from self._timed(found, finished)
                finished += _size(found)
                self.read_bytes = finished

    def taken(self, taken: Sequence[tuple[str, str]]) -> None:
        """Be told that the library holds the articles from these origins: (origin, article id)."""
        if self._web:
            self._web.memory.confirm(taken)
        if self._library and self._files:
            note_origins(self._library, self._files, taken)

    @property
    def slowest(self) -> tuple[tuple[str, float], ...]:
        """The sources that took longest to read and unpack, with their seconds, longest first."""
        return tuple((origin, seconds) for seconds, origin in sorted(self._seconds, reverse=True))

    def _timed(self, found: FoundFile | Elsewhere, finished: int) -> Iterator[Document]:
        documents = self._documents(found, finished)
        seconds = 0.0
        try:
            while True:
                begun = time.perf_counter()
                with failures_of(found.origin):
                    document = next(documents, None)
                seconds += time.perf_counter() - begun
                if document is None:
                    return
                yield document
        except IngestError as error:
            yield Failure(found.origin, str(error))
        finally:
            keep = heapq.heappush if len(self._seconds) < _SLOWEST else heapq.heappushpop
            keep(self._seconds, (seconds, found.origin))

    def _documents(self, found: FoundFile | Elsewhere, finished: int) -> Iterator[Document]:
        if isinstance(found, FoundFile):
            return self._of_file(found, finished)
        if is_address(found.origin):
            return self._web_reader().documents(found.origin)
        if self._standard_input is None and sys.stdin is None:
            return iter((Failure(found.origin, "is closed"),))
        stream = self._standard_input or sys.stdin.buffer
        return self._contents.documents(stream, Place(found.origin, STANDARD_INPUT, Path("standard-input")))

    def _web_reader(self) -> "WebReader":
        """The reader of addresses, made when the first one comes: most ingests need no network."""
        from ingest.web.fetch import Fetcher
        from ingest.web.memory import WebMemory
        from ingest.web.reader import WebReader

        if self._web is None:
            fetcher = self._open.enter_context(Fetcher(self._limits, max_bytes=self._contents.max_bytes))
            self._web = WebReader(fetcher, self._contents, self._limits, WebMemory(self._library), self._recheck)
        return self._web

    def _of_file(self, found: FoundFile, finished: int) -> Iterator[Document]:
        place = Place(found.origin, str(self._key(found.path)), found.path)
        with ExitStack() as files:
            try:
                packed = files.enter_context(found.path.open("rb"))
            except OSError as error:
                raise IngestError(f"cannot be read: {error.strerror or error}") from error
            for document in self._contents.documents(packed, place):
                self.read_bytes = finished + min(packed.tell(), found.size)
                yield document


def _size(found: FoundFile | Elsewhere | RawRow | Failure) -> int:
    if isinstance(found, FoundFile):
        return found.size
    return 0 if isinstance(found, Failure) else _NOMINAL_BYTES
