"""Opening text files that may be gzipped, and walking JSONL files line by line."""

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.errors import TestSetError


@contextmanager
def open_text(path: Path) -> Iterator[IO[str]]:
    """`path` as UTF-8 text, unpacked where its name ends in `.gz`; a byte order mark is dropped.

    Raises TestSetError where the file cannot be read, unpacked or decoded, and for a pipe, which might be waited for.
    """
    if path.exists() and not path.is_file():
        raise TestSetError(f"{path}: is not a file; save its contents to one, and give that")
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as unpacked:
                yield unpacked
        else:
            with path.open(encoding="utf-8-sig", newline="") as plain:
                yield plain
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise TestSetError(f"{path}: cannot be read ({error})") from error


def json_lines(path: Path) -> Iterator[tuple[int, object]]:
    """`(line number, value)` of every line that is not blank; for one that is not JSON, a ValueError as its value."""
    with open_text(path) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, _parsed(line)


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:  # the latter where it is nested too deeply
        return ValueError(f"not JSON ({error})")
