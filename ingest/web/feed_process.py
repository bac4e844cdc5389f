"""Feeds read in a process of their own (`python -m ingest.web.feed_process`), which a hostile one may exhaust.

feedparser takes time that grows with the square of some broken feeds' size, and is not to be stopped from outside.
"""

import subprocess
import sys

from pydantic import BaseModel, ValidationError

from core.errors import IngestError
from core.settings import PROJECT
from ingest.environment import bare_environment
from ingest.metadata import web_address
from ingest.web.feeds import Entry, feed_entries

_TIMEOUT_S = 20.0
_MEMORY_BYTES = 1_000_000_000


def read_feed(content: bytes, url: str, *, timeout_s: float = _TIMEOUT_S) -> tuple[Entry, ...]:
    """The pages of the feed `content`, which was read from `url`, in its order.

    Raises IngestError where none of its entries names a page, and where reading it takes too long or too much memory.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "ingest.web.feed_process"],
            # Not an argument, which every user of the machine can see: addresses of feeds hold keys.
            input=url.encode() + b"\n" + content,
            capture_output=True,
            timeout=timeout_s,
            cwd=PROJECT,
            env=bare_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise IngestError(f"is a feed that takes longer than {timeout_s:g} s to read") from error
    try:
        # Checked as if it came from the feed's author, whom that process may have obeyed.
        answer = _Answer.model_validate_json(done.stdout)
    except ValidationError as error:
        raise IngestError("is a feed that ended the process that read it") from error
    if answer.failed:
        raise IngestError(answer.failed)
    return tuple(Entry(url, hints) for url, hints in answer.entries if web_address(url))


class _Answer(BaseModel):
    entries: list[tuple[str, dict[str, str]]] = []
    failed: str = ""


def main() -> int:
    """Read the address of a feed and, behind it, the feed from standard input, and write its entries to standard output
    as JSON; the exit code."""
    _limit_memory()
    try:
        url, _, content = sys.stdin.buffer.read().partition(b"\n")
        found = feed_entries(content, url.decode())
        answer = _Answer(entries=[(entry.url, dict(entry.hints)) for entry in found])
    except IngestError as error:
        answer = _Answer(failed=str(error))
    sys.stdout.write(answer.model_dump_json())
    return 0


def _limit_memory() -> None:
    if sys.platform == "linux":  # macOS refuses the limit, Windows has none
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


if __name__ == "__main__":
    sys.exit(main())
