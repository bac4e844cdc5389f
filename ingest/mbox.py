"""The messages of an mbox file, one at a time: a mailbox may be larger than memory."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from typing import IO

from core.types import Failure
from ingest.documents import EML, RawFile
from ingest.identity import row_id

_BEGINS = re.compile(rb"From \S+.* \d{4}\s*$")
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
    lines: list[bytes] = []
    size, begun, blank = 0, 1, True
    for number, line in enumerate(_lines(stream), start=1):
        if blank and _BEGINS.match(line):
            if size:
                yield begun, b"".join(lines) if size <= max_bytes else None
            lines, size, begun = [], 0, number
        else:
            size += len(line)
            if size <= max_bytes:
                lines.append(line)
            else:
                lines.clear()
        blank = not line.strip()
    if size:
        yield begun, b"".join(lines) if size <= max_bytes else None


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of `stream`, a very long one in pieces."""
    while line := stream.readline(1 << 20):
        yield line


def _id(content: bytes, name: str) -> str:
    """By the message's own identifier where it has one, else by its content."""
    head = content[:_MAX_HEADER_BYTES].partition(b"\n\n")[0]
    given = message_from_bytes(head).get("Message-ID")
    return row_id(name, str(given).strip() if given else None, "", content.decode("latin-1"))
