"""What one stream of bytes holds -> raw documents: an article, the rows of a dump, or what lies in an archive.

At most one file or row is held at a time, and nothing unpacks without bound.
"""

import hashlib
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

from core.errors import IngestError
from core.types import Failure
from ingest import documents as media
from ingest.archives import Budget, Member, SpentError, tar_members, zip_members
from ingest.boundary import failures_of
from ingest.columns import Columns
from ingest.documents import RawFile, RawRow
from ingest.dumps import csv_rows, jsonl_rows
from ingest.files import STANDARD_INPUT, display
from ingest.formats import HEAD_BYTES, ZIP_SIGNATURE, media_type, zip_kind
from ingest.identity import bare_name, file_id, page_id
from ingest.mbox import mbox_messages
from ingest.parquet import parquet_rows
from ingest.streams import rejoined, seekable, unpacked
from ingest.warc import warc_captures

# What is read from its end, and so needs a file that can seek.
_PARQUET = b"PAR1"
_MAX_NESTING = 3
_UNPACKED_FACTOR = 200  # an archive may unpack to so many of the largest files: 10 GB by default

Found = RawFile | RawRow | Failure


@dataclass(frozen=True, slots=True)
class Place:
    """Where content lies: `origin` names it for people, `key` stands for its place in ids, `path` has its name.

    `url` and `hints` are those of RawFile, of what was read from an address.
    """

    origin: str
    key: str
    path: Path
    url: str | None = None
    hints: Mapping[str, str] = field(default_factory=dict)

    def article_id(self, content: bytes) -> str:
        """The id of an article with `content` at this place."""
        if self.url:
            return page_id(self.url)
        if self.key.partition("!")[0] == STANDARD_INPUT:
            # It lies nowhere: other text that is piped in later is another article.
            return file_id(Path(hashlib.sha256(content).hexdigest(), self.path))
        return file_id(Path(self.key))

    def inside(self, member: str) -> "Place":
        """The place of an archive's member."""
        # A name whose bytes are no UTF-8 stays as it is in the key, so that its article keeps its id.
        return Place(
            f"{self.origin}!{display(member)}", f"{self.key}!{member}", Path(member.rpartition("/")[2] or "file")
        )


@dataclass(frozen=True, slots=True)
class Contents:
    """Reads contents. `max_bytes` bounds each document unpacked: a file that is one article, or one row of a dump."""

    max_bytes: int
    columns: Columns

    def documents(self, stream: IO[bytes], place: Place) -> Iterator[Found]:
        """What `stream` holds. Raises IngestError with the reason where it cannot be read, or not to its end."""
        yield from self._documents(stream, place, Budget(_UNPACKED_FACTOR * self.max_bytes), depth=0)

    def _documents(self, stream: IO[bytes], place: Place, budget: Budget, depth: int) -> Iterator[Found]:
        with failures_of(place.origin), _reasons():
            content = unpacked(stream, place.path.name)
            head = content.read(HEAD_BYTES)
            if not head:
                raise IngestError("is empty")
            if head.startswith(ZIP_SIGNATURE):
                with self._as_file(head, content, stream) as file:
                    yield from self._zipped(file, place, budget, depth)
            elif head.startswith(_PARQUET):
                with self._as_file(head, content, stream) as file:
                    yield from self._parquet(file, place)
            elif (kind := media_type(place.path, head)) in _READERS:
                yield from _READERS[kind](self, rejoined(head, content), place, budget, depth)
            else:
                yield self._single(kind, self._whole(head, content), place)

    def _zipped(self, file: IO[bytes], place: Place, budget: Budget, depth: int) -> Iterator[Found]:
        """A document that is a zip file, or an archive: told by its directory, which comes last, whatever its size."""
        kind = zip_kind(file)
        file.seek(0)
        if kind == media.ZIP:
            yield from self._members(zip_members(file, place.origin, budget), place, budget, depth)
        else:
            yield self._single(kind, self._whole(b"", file), place)

    def _jsonl(self, stream: IO[bytes], place: Place, *_: object) -> Iterator[Found]:
        name = bare_name(place.path)
        return jsonl_rows(stream, place.origin, name, max_bytes=self.max_bytes, columns=self.columns)

    def _csv(self, stream: IO[bytes], place: Place, *_: object) -> Iterator[Found]:
        return csv_rows(stream, place.origin, bare_name(place.path), max_bytes=self.max_bytes, columns=self.columns)

    def _parquet(self, file: IO[bytes], place: Place) -> Iterator[Found]:
        name = bare_name(place.path)
        return parquet_rows(file, place.origin, name, max_bytes=self.max_bytes, columns=self.columns)

    def _mbox(self, stream: IO[bytes], place: Place, *_: object) -> Iterator[Found]:
        return mbox_messages(stream, place.origin, bare_name(place.path), max_bytes=self.max_bytes)

    def _warc(self, stream: IO[bytes], place: Place, *_: object) -> Iterator[Found]:
        for capture in warc_captures(stream, place.origin, max_bytes=self.max_bytes):
            if isinstance(capture, Failure):
                yield capture
                continue
            hints = {"charset": capture.charset} if capture.charset else {}
            page = page_place(f"{place.origin}!{capture.url}", capture.url, hints)
            try:
                yield self._single(media_type(page.path, capture.content), capture.content, page)
            except IngestError as error:
                yield Failure(page.origin, str(error))

    def _tar(self, stream: IO[bytes], place: Place, budget: Budget, depth: int) -> Iterator[Found]:
        yield from self._members(tar_members(stream, budget), place, budget, depth)

    def _members(
        self, members: Iterator[Member | Failure] | Iterator[Member], place: Place, budget: Budget, depth: int
    ) -> Iterator[Found]:
        if depth == _MAX_NESTING:
            raise IngestError(f"is an archive in more than {_MAX_NESTING} others")
        empty = True
        for member in members:
            empty = False
            if isinstance(member, Failure):
                yield member
                continue
            inside = place.inside(member.name)
            try:
                yield from self._documents(member.stream, inside, budget, depth + 1)
            except SpentError:
                raise
            except IngestError as error:
                yield Failure(inside.origin, str(error))
        if empty:
            raise IngestError("is an archive without files to read")

    def _single(self, kind: str, content: bytes, place: Place) -> RawFile:
        if kind in _READERS or kind == media.ZIP:
            raise IngestError("is not a single article")
        name = bare_name(place.path)
        return RawFile(place.origin, place.article_id(content), name, kind, content, place.url, place.hints)

    def _whole(self, head: bytes, content: IO[bytes]) -> bytes:
        whole = head + content.read(max(0, self.max_bytes + 1 - len(head)))
        if len(whole) > self.max_bytes:
            raise IngestError(f"is larger than {self.max_bytes:,} bytes unpacked; raise DATELINE_MAX_FILE_MB")
        return whole

    @contextmanager
    def _as_file(self, head: bytes, content: IO[bytes], stream: IO[bytes]) -> Iterator[IO[bytes]]:
        """The content as a file that can seek: `stream` itself where it can and is not packed, else a copy on disk."""
        if stream.seekable():
            place = stream.tell()
            stream.seek(0)
            if stream.read(len(ZIP_SIGNATURE)) == head[: len(ZIP_SIGNATURE)]:
                stream.seek(0)
                yield stream
                return
            stream.seek(place)
        with seekable(rejoined(head, content), self.max_bytes * _UNPACKED_FACTOR) as file:
            yield file


_Reader = Callable[[Contents, IO[bytes], Place, Budget, int], Iterator[Found]]


def _refused(*_: object) -> Iterator[Found]:
    raise IngestError("is a feed or a sitemap; name its address, so that its pages are read")


_READERS: Mapping[str, _Reader] = {
    media.JSONL: Contents._jsonl,
    media.CSV: Contents._csv,
    media.MBOX: Contents._mbox,
    media.WARC: Contents._warc,
    media.TAR: Contents._tar,
    media.FEED: _refused,
    media.SITEMAP: _refused,
}


def page_place(origin: str, url: str, hints: Mapping[str, str]) -> Place:
    """The place of what was read from the address `url`."""
    name = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    return Place(origin, url, Path(name.replace("\0", "") or "page"), url, hints)


@contextmanager
def _reasons() -> Iterator[None]:
    """Errors of reading as IngestError with the reason for people."""
    try:
        yield
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error) as error:
        raise IngestError(f"is broken in its archive: {error}") from error
    except OSError as error:
        raise IngestError(f"cannot be read: {error.strerror or error}") from error
