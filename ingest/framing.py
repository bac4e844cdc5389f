"""Messages on a pipe: eight bytes of length, then so many bytes. And the exit code of a parser without memory."""

import struct
from typing import IO

OUT_OF_MEMORY = 77
_LENGTH = struct.Struct(">Q")


def write_frame(stream: IO[bytes], content: bytes) -> None:
    """Write `content` as one message. Raises BrokenPipeError where nobody reads."""
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)


def read_frame(stream: IO[bytes], *, max_bytes: int | None = None) -> bytes | None:
    """The next message, None where the stream ends before it does or it is said to be longer than `max_bytes`."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if max_bytes is not None and length > max_bytes:
        return None
    content = stream.read(length)
    return content if len(content) == length else None
