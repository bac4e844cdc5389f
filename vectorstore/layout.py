"""Where the parts of a library lie on disk, and whether it was left in order when it was last closed.

`closed.json` is written by a clean close and taken away before the first write: where it is missing, or tells of other
files than there are, the indexes are checked before they are used.
"""

import json
import os
import re
from pathlib import Path

from core.errors import LibraryError

# Windows lacks it, and lets only administrators make links.
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


def holds_library(folder: Path) -> bool:
    """Whether there is a library in `folder`; opening one would make it there."""
    return Layout(folder).catalogue.is_file()


def require_library(folder: Path) -> None:
    """Raises LibraryError where none is there: opening would make an empty one wherever a name was mistyped."""
    if not holds_library(folder):
        makes = f".venv/bin/python -m ingest SOURCE --data-dir {folder}"
        raise LibraryError(f"There is no library in {folder}. `{makes}` creates one.")


class Layout:
    """Paths of one library folder, its dense index in generation `generation`, and the record of its clean close."""

    def __init__(self, root: Path, generation: int = 1) -> None:
        self.root = root
        self.generation = generation
        self.catalogue = root / "catalogue.sqlite3"
        self.lexical = root / "lexical"
        self.lock = root / "owner.lock"
        self.record = root / "owner.json"
        self._closed = root / "closed.json"
        self._dirty = False
        self._doubt = False

    @property
    def dense(self) -> Path:
        return self.root / f"dense-{self.generation}"

    def old_generations(self) -> tuple[Path, ...]:
        """Folders of dense indexes that are no longer in use."""
        return tuple(path for path in self._generations() if path != self.dense)

    def foreign(self) -> tuple[Path, ...]:
        """What is named like our indexes and cannot be ours: the catalogue is made before them."""
        found = (*self._generations(), *([self.lexical] if self.lexical.exists() else []))
        return () if self.catalogue.exists() else found

    def _generations(self) -> tuple[Path, ...]:
        return tuple(path for path in sorted(self.root.glob("dense-*")) if re.fullmatch(r"dense-\d+", path.name))

    def was_closed_cleanly(self) -> bool:
        """Whether the files are those that the last clean close left behind, in the generation that it left."""
        if not self._closed.is_file():  # a pipe laid there must not hold us up
            return False
        try:
            recorded = json.loads(self._closed.read_bytes())
            self.generation = int(recorded["generation"])
            return bool(recorded["files"] == self._fingerprint())
        except (OSError, ValueError, OverflowError, KeyError, TypeError):
            return False

    def begin_write(self) -> None:
        """From now on a missing clean close means that a write may have been cut short."""
        if not self._dirty:
            self._closed.unlink(missing_ok=True)
            _sync_folder(self.root)
            self._dirty = True

    def doubt(self) -> None:
        """A write failed half-way: the next opening is to check everything, even after a clean close."""
        self._doubt = True
        self.begin_write()

    def end_cleanly(self) -> None:
        """Record that everything is closed and in order, unless there is a doubt."""
        if not self._doubt:
            record = {"generation": self.generation, "files": self._fingerprint()}
            write_atomically(self._closed, json.dumps(record).encode())

    def _fingerprint(self) -> dict[str, list[int]]:
        files = [self.catalogue, *self.lexical.rglob("*"), *self.dense.rglob("*")]
        # A write-ahead log holds nothing once its database was closed; whether an empty one lies there says nothing.
        kept = [path for path in files if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))]
        logs = [path for path in files if path.name.endswith("-wal") and path.is_file() and path.stat().st_size]
        return {str(path.relative_to(self.root)): _size_and_time(path) for path in (*kept, *logs)}


def _size_and_time(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def write_atomically(path: Path, content: bytes) -> None:
    """Write `path` so that a reader, or a kill, sees the old content or the new and never a part."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    temporary.unlink(missing_ok=True)
    # EXCL: a file or a link that somebody else laid there meanwhile is never written to.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open folders, and keeps its own journal of names
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
