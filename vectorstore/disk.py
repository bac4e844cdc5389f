"""Whether a write fits on the disk, asked before anything is written, and what the system refused, in our own words."""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from core.errors import DiskFullError, LibraryError
from vectorstore.interface import Entry

FreeBytes = Callable[[Path], int]

# Room for write-ahead logs and segment merges of a small batch.
_MARGIN = 32 * 1024 * 1024
# Catalogue row, the revision it replaces, the terms twice in the lexical index: in bytes a character.
_PER_CHARACTER = 7
# Signature and its 64 bands in the lexical index.
_PER_ARTICLE = 3_000
# float16 in the catalogue, float32 in Chroma's log and again in its graph with 64 links: bytes a dimension and a chunk.
_PER_DIMENSION, _PER_CHUNK = 2 + 4 + 4, 1_500


# SQLite: "database or disk is full"; the system's own word, which everything else hands on: "No space left on device".
_FULL = re.compile(r"\bdisk (?:is )?full\b|\bno space left\b", re.IGNORECASE)
# How tantivy hands on what the system refused: in a ValueError.
_OF_THE_SYSTEM = re.compile(r"\(os error \d+\)")


def says_disk_is_full(message: str) -> bool:
    """Whether an error's message says that the disk is full.

    >>> says_disk_is_full("database or disk is full"), says_disk_is_full("could not be read successfully")
    (True, False)
    """
    return bool(_FULL.search(message))


@contextmanager
def told_of(folder: Path) -> Iterator[None]:
    """What the system refuses inside is raised as DiskFullError or LibraryError, which name `folder`."""
    try:
        yield
    except (OSError, ValueError) as error:
        if says_disk_is_full(str(error)):
            raise DiskFullError(
                f"The disk of {folder} is full. Free some space and try again: what is stored already stays stored."
            ) from error
        if isinstance(error, OSError) or _OF_THE_SYSTEM.search(str(error)):
            raise LibraryError(
                f"The library folder {folder} could not be read or written ({error}). Check its permissions, the quota "
                "and the disk, and try again."
            ) from error
        raise


def free_bytes(folder: Path) -> int:
    """Free bytes on the disk of `folder`."""
    return shutil.disk_usage(folder).free


def folder_bytes(folder: Path) -> int:
    """Bytes of all files under `folder`, 0 where there is none."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:  # a segment merged away while we were counting
            continue
    return total


def require_room(folder: Path, entries: Sequence[Entry], rewritten: int, free: FreeBytes) -> None:
    """Raises DiskFullError unless `entries` fit, with `rewritten` bytes of files that are written anew."""
    needed = _MARGIN + rewritten
    for entry in entries:
        needed += _PER_ARTICLE + _PER_CHARACTER * len(entry.article.text)
        needed += len(entry.chunks) * (_PER_CHUNK + _PER_DIMENSION * entry.vectors.shape[1])
    require_bytes(folder, needed, f"storing {len(entries)} article(s) safely", free)


def require_bytes(folder: Path, needed: int, purpose: str, free: FreeBytes = free_bytes) -> None:
    """Raises DiskFullError unless the disk of `folder` has room for `needed` bytes."""
    available = free(folder)
    if available < needed:
        raise DiskFullError(
            f"The disk of {folder} has {_megabytes(available)} MB free; {purpose} needs {_megabytes(needed)} MB. "
            "Free some space and try again: what is stored already stays stored."
        )


def _megabytes(count: int) -> int:
    return -(-count // 1_000_000)
