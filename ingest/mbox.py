"""The messages of an mbox file, one at a time: a mailbox may be larger than memory."""

import re
from collections.abc import Iterator
from email.parser import BytesHeaderParser
from typing import IO

from core.types import Failure
from ingest.documents import EML, RawFile
from ingest.identity import row_id

_BEGINS = re.compile(rb"From \S.* \d{4}")
_MAX_BEGINNING_BYTES = 1000  # of the line that a message begins with: an address and a date
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_MAX_HEADER_BYTES = 65536


def mbox_messages(stream: IO[bytes], origin: str, name: str, *, max_bytes: int) -> Iterator[RawFile | Failure]:
    """A RawFile of each message; a Failure for one of over `max_bytes`. `origin` and line number name each."""
    for number, content in _messages(stream, max_bytes):
        place = f"{origin}:{number}"
        if content is None:
            yield Failure(place, f"is larger than {max_bytes:,} bytes; raise DATELINE_MAX_FILE_MB")
        elif content.strip():
            yield RawFile(place, _id(content, name), name, EML, _QUOTED.sub(rb"\1", content))


def _messages(stream: IO[bytes], max_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Messages without their `From ` line, with the number of it; None for one that is too large."""
    content = bytearray()  # not a list of lines, of which a mailbox of line ends would hold millions
    size, begun, blank = 0, 1, True
    for number, line in enumerate(_lines(stream), start=1):
        if blank and _is_beginning(line):
            if size:
                yield begun, bytes(content) if size <= max_bytes else None
            content, size, begun = bytearray(), 0, number
        else:
            size += len(line)
            if size <= max_bytes:
                content += line
            else:
                content.clear()
        blank = not line.strip()
    if size:
        yield begun, bytes(content) if size <= max_bytes else None


def _is_beginning(line: bytes) -> bool:
    return len(line) <= _MAX_BEGINNING_BYTES and _BEGINS.fullmatch(line.rstrip()) is not None


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of `stream`, a very long one in pieces."""
    while line := stream.readline(1 << 20):
        yield line


def _id(content: bytes, name: str) -> str:
    """By the message's own identifier where it has one, else by its content."""
    head = content[:_MAX_HEADER_BYTES].partition(b"\n\n")[0]
    # Of the header alone: bodies in bodies would be gone into as deep as they nest.
    given = BytesHeaderParser().parsebytes(head).get("Message-ID")
    return row_id(name, str(given).strip() if given else None, "", content.decode("latin-1"))
