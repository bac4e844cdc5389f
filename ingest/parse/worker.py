"""The process in which documents are parsed: `python -m ingest.parse.worker SECONDS MEGABYTES`.

Started by `workers.py`, it reads one document at a time from standard input and writes what became of it to standard
output, and ends when its input does. A parser that runs away or asks for too much memory ends this process, which
the other side sees and names.
"""

import json
import logging
import os
import signal
import sys
from typing import IO

from core.errors import IngestError
from ingest.documents import RawFile
from ingest.exchange import row_of
from ingest.framing import OUT_OF_MEMORY, read_frame, write_frame
from ingest.parse.registry import parse

log = logging.getLogger(__name__)

# The other side ends a process that is over its time; if that has itself been killed, this one ends a little later.
_GRACE_S = 5
_MAX_FILE_BYTES = 128_000_000  # py3langid unpacks its model into a temporary file


class _Collected(logging.Handler):
    """Warnings of the parsers, to be logged by the process that people look at."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def main(arguments: list[str]) -> int:
    """Parse documents until the input ends; the exit code."""
    timeout_s, memory_mb = int(arguments[0]), int(arguments[1])
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not end up among the replies
    collected = _Collected()
    logging.getLogger("ingest").addHandler(collected)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all processes of a terminal; ours are ended in order
    _limit(memory_mb)
    try:
        _serve(sys.stdin.buffer, replies, collected, timeout_s)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # nothing can be relied on any more, the reply least of all
    except BrokenPipeError:  # nobody wants the reply
        return 1
    return 0


def _serve(requests: IO[bytes], replies: IO[bytes], collected: _Collected, timeout_s: int) -> None:
    while (request := read_frame(requests)) is not None:
        content = read_frame(requests) or b""
        raw = RawFile(**json.loads(request), content=content)
        collected.lines = []
        _wake(timeout_s + _GRACE_S)
        answer = _parsed(raw)
        _wake(0)
        write_frame(replies, json.dumps({**answer, "warnings": collected.lines}).encode())
        replies.flush()


def _parsed(raw: RawFile) -> dict[str, object]:
    try:
        return {"article": row_of(parse(raw))}
    except IngestError as error:
        return {"failed": str(error)}
    except RecursionError:
        return {"failed": "is nested too deeply to be read"}
    except MemoryError:
        raise
    except Exception as error:  # the one boundary: a library met a document that nobody had thought of
        log.exception("parser failed: source=%s type=%s", raw.origin, raw.media_type)
        return {"failed": f"cannot be read as {raw.media_type}: {type(error).__name__}: {str(error)[:200]}"}


def _wake(seconds: int) -> None:
    """End this process in so many seconds, 0: not. It works in the midst of a library's C code."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _limit(memory_mb: int) -> None:
    """Bounds of the operating system: memory, length of a file, no core dump. Windows has none of these."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_FILE_BYTES, _MAX_FILE_BYTES))
    if sys.platform == "linux":  # elsewhere it is refused, or accepted and not kept
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
