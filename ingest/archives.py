"""Members of zip and tar archives as streams, one after another. Nothing is written by its name: none leads astray."""

import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, cast

from core.errors import IngestError
from core.types import Failure
from ingest.files import is_of_page, is_wanted
from ingest.streams import rejoined

# Files that are no members: what macOS puts into every zip.
_SYSTEM = "__MACOSX"
_MAX_DIRECTORY_BYTES = 32_000_000  # about 300,000 names; they are all held at once
_MAX_HEADER_BYTES = 1_000_000  # of one tar member: long names and extended attributes, held whole by tarfile
_READABLE_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# What reading hostile archives raises; zipfile's NotImplementedError is of methods and versions newer than it knows.
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
    OverflowError,
    struct.error,
    zlib.error,
    EOFError,
    KeyError,
)
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


def opened_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """The zip archive in `file`, which can seek.

    Raises BadZipFile where its directory cannot be read, IngestError where that is too large to be held.
    """
    gate = _DirectoryGate(file)
    try:
        archive = zipfile.ZipFile(cast("IO[bytes]", gate))
    except (*_BROKEN_ZIP, OSError) as error:
        raise zipfile.BadZipFile(str(error)) from error
    gate.is_open = True
    return archive


class _DirectoryGate:
    """What zipfile reads an archive through: until it is open, nothing is read that is too large for a directory.

    Where an archive says how large its directory is, and in which of two forms, zipfile knows best.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.is_open = False
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if not self.is_open and size > _MAX_DIRECTORY_BYTES:
            raise IngestError("is a zip archive of too many files; unpack it and name the folder")
        return self._file.read(size)


def beginning(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    """The first `size` bytes of the member `name`, none where there is none that can be read."""
    try:
        with archive.open(name) as member:
            return member.read(size)
    except (*_BROKEN_ZIP, OSError, RuntimeError):  # RuntimeError: it is encrypted
        return b""


def zip_members(file: IO[bytes], origin: str, budget: Budget) -> Iterator[Member | Failure]:
    """Files of the zip archive `file`, which can seek. Raises IngestError where its directory cannot be read."""
    try:
        archive = opened_zip(file)
    except zipfile.BadZipFile as error:
        raise IngestError(f"is a broken zip archive: {error}") from error
    with archive:
        names = set(archive.namelist())
        for entry in archive.infolist():
            name = entry.filename
            if entry.is_dir() or not _is_member(name) or is_of_page(name, names.__contains__):
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
        raise IngestError("is encrypted, or compressed by an unsupported method")
    try:
        return archive.open(entry)
    except (*_BROKEN_ZIP, OSError) as error:
        raise IngestError(f"is broken in its archive: {error}") from error


def tar_members(stream: IO[bytes], budget: Budget) -> Iterator[Member]:
    """Files of the tar archive in `stream`. Links and devices are left out. Raises IngestError where it is broken.

    What lies in a folder that a browser may have saved beside a page comes last: that page may follow its folder.
    """
    names = _Names()
    try:
        with tempfile.TemporaryFile() as file:
            with tarfile.open(fileobj=file, mode="w") as aside:
                for entry, content in _files(stream, budget):
                    names.add(entry.name)
                    if is_of_page(entry.name, lambda _: True):
                        aside.addfile(entry, content)
                    else:
                        yield Member(entry.name, content)
            file.seek(0)
            with tarfile.open(fileobj=file) as aside:
                for entry in aside:
                    if not is_of_page(entry.name, names.seen.__contains__) and (held := aside.extractfile(entry)):
                        yield Member(entry.name, held)
    except _BROKEN_TAR as error:
        raise IngestError(f"is a broken tar archive: {error}") from error


def _files(stream: IO[bytes], budget: Budget) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    gate = _Gate(stream, budget)
    with tarfile.open(fileobj=cast("IO[bytes]", gate), mode="r|") as archive:
        # Not `for entry in archive`: that keeps every entry it has met.
        while (entry := archive.next()) is not None:
            archive.members.clear()  # type: ignore[attr-defined]  # not in typeshed; it would grow with the archive
            if entry.issparse():
                raise IngestError("holds sparse files, which are not supported; unpack it and name the folder")
            gate.allow(entry.size + _MAX_HEADER_BYTES)
            if entry.isreg() and _is_member(entry.name):
                budget.spend_member()
                if (content := archive.extractfile(entry)) is not None:
                    yield entry, rejoined(b"", content)


class _Names:
    """The names of a tar archive's files as far as they have been `seen`: no more than a zip archive's may be."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self._characters = 0

    def add(self, name: str) -> None:
        self._characters += len(name)
        if self._characters > _MAX_DIRECTORY_BYTES:
            raise IngestError("is a tar archive of too many files; unpack it and name the folder")
        self.seen.add(name)


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
