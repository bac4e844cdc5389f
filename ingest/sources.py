"""Sources -> raw documents, lazily: at most one file or row is held at a time, and nothing unpacks without bound."""

import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

from core.errors import IngestError
from core.types import Failure
from ingest.documents import CSV, JSONL, RawDocument, RawFile
from ingest.dumps import csv_rows, jsonl_rows
from ingest.files import FoundFile, find_files
from ingest.formats import HEAD_BYTES, media_type
from ingest.identity import bare_name, file_id

_GZIP = b"\x1f\x8b"
_ROW_READERS = {JSONL: jsonl_rows, CSV: csv_rows}


class SourceReader:
    """The documents of `sources` in order, and a Failure in the place of each that cannot be read.

    `max_bytes` bounds each document unpacked: a file that is one article, or one row of a dump; a dump itself is
    streamed and may be of any size. A file's id is that of `key(path)`, by default of its resolved path.
    `read_bytes` of `total_bytes` (as stored, packed) have been read so far.
    """

    def __init__(
        self, sources: Sequence[str | Path], *, max_bytes: int, key: Callable[[Path], Path] | None = None
    ) -> None:
        self._found = tuple(find_files(sources))
        self._max_bytes = max_bytes
        self._key = key or (lambda path: path)
        self.total_bytes = sum(found.size for found in self._found if isinstance(found, FoundFile))
        self.read_bytes = 0

    def __iter__(self) -> Iterator[RawDocument | Failure]:
        finished = 0
        for found in self._found:
            if isinstance(found, Failure):
                yield found
                continue
            try:
                yield from self._documents(found, finished)
            except IngestError as error:
                yield Failure(found.origin, str(error))
            finished += found.size
            self.read_bytes = finished

    def _documents(self, found: FoundFile, finished: int) -> Iterator[RawDocument | Failure]:
        with _reasons(), ExitStack() as files:
            packed = files.enter_context(found.path.open("rb"))
            stream = files.enter_context(_unpacked(packed, found.path))
            head = stream.read(HEAD_BYTES)
            if not head:
                raise IngestError("is empty")
            kind = media_type(found.path, head)
            name = bare_name(found.path)
            if kind not in _ROW_READERS:
                yield RawFile(found.origin, file_id(self._key(found.path)), name, kind, self._rest(stream, head))
                return
            stream.seek(0)
            for row in _ROW_READERS[kind](stream, found.origin, name, max_bytes=self._max_bytes):
                self.read_bytes = finished + min(packed.tell(), found.size)
                yield row

    def _rest(self, stream: IO[bytes], head: bytes) -> bytes:
        content = head + stream.read(max(0, self._max_bytes + 1 - len(head)))
        if len(content) > self._max_bytes:
            raise IngestError(f"is larger than {self._max_bytes:,} bytes unpacked; raise DATELINE_MAX_FILE_MB")
        return content


def _unpacked(packed: IO[bytes], path: Path) -> IO[bytes]:
    """The content, unpacked where it is gzip, whatever the file is called."""
    start = packed.read(len(_GZIP))
    packed.seek(0)
    if start == _GZIP:
        return cast("IO[bytes]", gzip.GzipFile(fileobj=packed))  # reads as one, though it is not declared so
    if start and path.name.lower().endswith(".gz"):
        raise IngestError("is named .gz but is no gzip file")
    return packed


@contextmanager
def _reasons() -> Iterator[None]:
    """Errors of reading as IngestError with the reason for people."""
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise IngestError(f"is a broken gzip file: {error}") from error
    except OSError as error:
        raise IngestError(f"cannot be read: {error.strerror or error}") from error
