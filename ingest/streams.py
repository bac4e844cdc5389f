"""Streams of bytes with a bound: what has been read is put back in front, what unpacks too far is stopped."""

import gzip
import io
import tempfile
import zlib
from collections.abc import Callable
from typing import IO, cast

from core.errors import IngestError

_GZIP = b"\x1f\x8b"
_BUFFER_BYTES = 1 << 18
# Text packs by a factor of 3 to 10, the most repetitive dumps by 50; a bomb by up to 1,000.
_MAX_RATIO = 200
_RATIO_FROM_BYTES = 10_000_000


class _Source(io.RawIOBase):
    """`head`, then the rest of `stream`. `meter` is told how many bytes are handed on, and may raise."""

    def __init__(self, head: bytes, stream: IO[bytes], meter: Callable[[int], None]) -> None:
        super().__init__()
        self._head = head
        self._stream = stream
        self._meter = meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # any writable buffer comes
        if self._head:
            piece, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            piece = self._stream.read(len(buffer))
            self._meter(len(piece))
        buffer[: len(piece)] = piece
        return len(piece)


class _Unpacked(_Source):
    """The content of a gzip file. Reading raises IngestError where it is broken."""

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # as above
        try:
            return super().readinto(buffer)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise IngestError(f"is a broken gzip file: {error}") from error


def rejoined(head: bytes, stream: IO[bytes], meter: Callable[[int], None] = lambda _: None) -> IO[bytes]:
    """A stream of `head` and what is left of `stream`, of which `meter` is told each size that is read."""
    return io.BufferedReader(_Source(head, stream, meter), _BUFFER_BYTES)


def unpacked(packed: IO[bytes], name: str) -> IO[bytes]:
    """The content, unpacked where it is gzip, whatever it is called. Raises IngestError where only the name says so.

    Reading raises IngestError where a gzip file is broken, or unpacks to far more than text can have been.
    """
    start = packed.read(len(_GZIP))
    whole = rejoined(start, packed)
    if start != _GZIP:
        if start and name.lower().endswith(".gz"):
            raise IngestError("is named .gz but is not a gzip file")
        return whole
    read = 0
    given = 0

    def count_packed(size: int) -> None:
        nonlocal read
        read += size

    def check(size: int) -> None:
        nonlocal given
        given += size
        check_ratio(given, packed_bytes=read)

    content = gzip.GzipFile(fileobj=rejoined(start, packed, count_packed))
    # A GzipFile reads as IO, though it is not declared so.
    return io.BufferedReader(_Unpacked(b"", cast("IO[bytes]", content), check), _BUFFER_BYTES)


def check_ratio(count: int, *, packed_bytes: int) -> None:
    """Raises IngestError where so many `packed_bytes` have unpacked to `count`, more than text can have been."""
    if count > max(_RATIO_FROM_BYTES, _MAX_RATIO * packed_bytes):
        raise IngestError(f"unpacks to more than {_MAX_RATIO} times its size")


def seekable(stream: IO[bytes], max_bytes: int) -> IO[bytes]:
    """The rest of `stream` in a file without a name. Raises IngestError where it is larger than `max_bytes`."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- handed to the caller
    size = 0
    while piece := stream.read(_BUFFER_BYTES):
        size += len(piece)
        if size > max_bytes:
            file.close()
            raise IngestError(f"is larger than {max_bytes:,} bytes unpacked")
        file.write(piece)
    file.seek(0)
    return file
