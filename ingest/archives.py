"""Members of zip and tar archives as streams, one after another. Nothing is written, so no name can lead astray."""

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, cast

from core.errors import IngestError
from core.types import Failure
from ingest.files import is_wanted
from ingest.streams import rejoined

# Files that are no members: what macOS puts into every zip.
_SYSTEM = "__MACOSX"
_MAX_DIRECTORY_BYTES = 32_000_000  # about 300,000 names; they are all held at once
_MAX_HEADER_BYTES = 1_000_000  # of one tar member: long names and extended attributes, held whole by tarfile
_END_RECORD = b"PK\x05\x06"
_READABLE_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# What reading hostile archives raises.
_BROKEN_ZIP = (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, zlib.error, EOFError, KeyError)
_BROKEN_TAR = (tarfile.TarError, ValueError, OverflowError, EOFError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; `stream` may be read until the next member is asked for."""

    name: str
    stream: IO[bytes]


class Budget:
    """How much one archive, with all those inside it, may still unpack to. Spending more raises SpentError."""

    def __init__(self, max_bytes: int, max_members: int = 100_000) -> None:
        self._bytes = self._max_bytes = max_bytes
        self._members = self._max_members = max_members

    def spend_bytes(self, count: int) -> None:
        self._bytes -= count
        if self._bytes < 0:
            raise SpentError(f"unpacks to more than {self._max_bytes:,} bytes; unpack it and name the folder")

    def spend_member(self) -> None:
        self._members -= 1
        if self._members < 0:
            raise SpentError(f"holds more than {self._max_members:,} files; unpack it and name the folder")


class SpentError(IngestError):
    """An archive has unpacked to more than it may; the rest of it is not read."""


def zip_members(file: IO[bytes], origin: str, budget: Budget) -> Iterator[Member | Failure]:
    """Files of the zip archive `file`, which can seek. Raises IngestError where its directory cannot be read."""
    check_directory(file)
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN_ZIP as error:
        raise IngestError(f"is a broken zip archive: {error}") from error
    with archive:
        for entry in archive.infolist():
            if entry.is_dir() or not _is_member(entry.filename):
                continue
            budget.spend_member()
            try:
                stream = _opened(archive, entry)
            except IngestError as error:
                yield Failure(f"{origin}!{entry.filename}", str(error))
                continue
            with stream:
                yield Member(entry.filename, rejoined(b"", stream, budget.spend_bytes))


def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> IO[bytes]:
    if entry.flag_bits & 1 or entry.compress_type not in _READABLE_METHODS:
        raise IngestError("is encrypted, or packed by a method that is not read")
    try:
        return archive.open(entry)
    except (*_BROKEN_ZIP, OSError) as error:
        raise IngestError(f"is broken in its archive: {error}") from error


def check_directory(file: IO[bytes]) -> None:
    """Raises IngestError where a zip file's directory is too large to be held. Leaves `file` at its start."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 65536 - 22))  # the record at the end, and the longest comment after it (APPNOTE 4.3.16)
    tail = file.read()
    file.seek(0)
    place = tail.rfind(_END_RECORD)
    record = tail[place : place + 22]
    if place >= 0 and len(record) == 22 and struct.unpack("<L", record[12:16])[0] > _MAX_DIRECTORY_BYTES:
        raise IngestError("is a zip archive of too many files; unpack it and name the folder")


def tar_members(stream: IO[bytes], budget: Budget) -> Iterator[Member]:
    """Files of the tar archive in `stream`. Links and devices are left out. Raises IngestError where it is broken."""
    gate = _Gate(stream, budget)
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", gate), mode="r|") as archive:
            # Not `for entry in archive`: that keeps every entry it has met.
            while (entry := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # not in typeshed; it would grow with the archive
                if entry.issparse():
                    raise IngestError("holds files with holes, which are not read; unpack it and name the folder")
                gate.allow(entry.size + _MAX_HEADER_BYTES)
                if entry.isreg() and _is_member(entry.name):
                    budget.spend_member()
                    if (content := archive.extractfile(entry)) is not None:
                        yield Member(entry.name, rejoined(b"", content))
    except _BROKEN_TAR as error:
        raise IngestError(f"is a broken tar archive: {error}") from error


class _Gate:
    """What tarfile reads an archive through: it stops a header that claims to be longer than any is."""

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        self._stream = stream
        self._budget = budget
        self._left = _MAX_HEADER_BYTES

    def allow(self, count: int) -> None:
        self._left = count

    def read(self, size: int) -> bytes:
        piece = self._stream.read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise IngestError("is a tar archive with a header that is too long")
        self._budget.spend_bytes(len(piece))
        return piece


def _is_member(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and _SYSTEM not in parts and all(is_wanted(part) for part in parts if part not in {".", ".."})
