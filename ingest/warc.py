"""Pages kept in a WARC file (ISO 28500), by warcio: each is read as if it had been fetched from its address."""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlsplit

from core.errors import IngestError
from core.types import Failure
from ingest.metadata import web_address
from ingest.web.headers import charset_of

_KINDS = {"response", "resource", "conversion"}
# What else a crawl keeps (images, scripts) is not what anybody means to read.
_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "application/http", "")

_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_WITH_HTTP_HEADER = re.compile(rb"^warc-type[ \t]*:\s*(?:response|request|revisit)", re.IGNORECASE | re.MULTILINE)
_BLANK_LINE = re.compile(rb"\n\r?\n")
_MAX_HEADER_BYTES = 100_000
_SKIP_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Capture:
    """A page of the archive: its address, its unpacked content, and the charset that its server named."""

    url: str
    content: bytes
    charset: str


def warc_captures(stream: IO[bytes], origin: str, *, max_bytes: int) -> Iterator[Capture | Failure]:
    """The pages in `stream`, a Failure for each that cannot be read. Raises IngestError where the file is broken."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    broken = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, AttributeError)
    for number, (head, block) in enumerate(_records(stream, max_bytes), start=1):
        if _has_endless_header(head, block):
            yield Failure(f"{origin}:{number}", "is a broken WARC record: its page's header has no end")
            continue
        try:
            record = next(iter(ArchiveIterator(io.BytesIO(head + b"\r\n" + block))))
        except broken as error:
            yield Failure(f"{origin}:{number}", f"is a broken WARC record: {' '.join(str(error).split())[:200]}")
            continue
        target = record.rec_headers.get_header("WARC-Target-URI") or ""
        url = web_address(target)
        if url and _is_page(record, url):
            yield _capture(record, url, origin, max_bytes)
        elif not url and target.startswith("http") and _is_page(record, ""):
            yield Failure(f"{origin}:{number}", f"is a page of an address that cannot be one: {target[:200]}")


def _records(stream: IO[bytes], max_bytes: int) -> Iterator[tuple[bytes, bytes]]:
    """Header and block of each record by itself, cut off where they are far too long: warcio would read any length."""
    while line := stream.readline(_MAX_HEADER_BYTES):
        if not line.strip():
            continue
        if not line.startswith(b"WARC/"):
            raise IngestError("is a broken WARC file: no record begins where one should")
        head = line + _header(stream)
        length = _LENGTH.search(head)
        if length is None:
            raise IngestError("is a broken WARC file: a record's header cannot be read")
        left = int(length[1])
        block = stream.read(min(left, max_bytes + _MAX_HEADER_BYTES))
        left -= len(block)
        while left and (skipped := len(stream.read(min(left, _SKIP_BYTES)))):
            left -= skipped
        if left:
            raise IngestError("is a broken WARC file: it ends in the middle of a record")
        yield head, block


def _has_endless_header(head: bytes, block: bytes) -> bool:
    """Whether warcio would take all of a long block for header fields, each of which takes much more memory."""
    long = len(block) > _MAX_HEADER_BYTES
    return long and bool(_WITH_HTTP_HEADER.search(head)) and not _BLANK_LINE.search(block, 0, _MAX_HEADER_BYTES)


def _header(stream: IO[bytes]) -> bytes:
    """The lines up to a blank one. Raises IngestError where they are too many to be a header."""
    lines = []
    size = 0
    while (line := stream.readline(_MAX_HEADER_BYTES)).strip():
        lines.append(line)
        size += len(line)
        if size >= _MAX_HEADER_BYTES:
            raise IngestError("is a broken WARC file: a record's header has no end")
    return b"".join(lines)


def _is_page(record: Any, url: str) -> bool:
    if record.rec_type not in _KINDS or urlsplit(url).path == "/robots.txt":
        return False
    if record.rec_type == "response" and (record.http_headers is None or record.http_headers.get_statuscode() != "200"):
        return False
    return _content_type(record).partition(";")[0].strip().lower() in _TYPES


def _capture(record: Any, url: str, origin: str, max_bytes: int) -> Capture | Failure:
    from warcio.bufferedreaders import ChunkedDataException

    try:
        content = record.content_stream().read(max_bytes + 1)
    except (ChunkedDataException, EOFError, ValueError, zlib.error) as error:
        return Failure(f"{origin}!{url}", f"is broken in its archive: {error}")
    if len(content) > max_bytes:
        return Failure(f"{origin}!{url}", f"is larger than {max_bytes:,} bytes unpacked; raise DATELINE_MAX_FILE_MB")
    return Capture(url, content, charset_of(_content_type(record)))


def _content_type(record: Any) -> str:
    headers = record.http_headers or record.rec_headers
    return headers.get_header("Content-Type") or ""
