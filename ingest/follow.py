"""Keeping a library current: folders as their files change, addresses and feeds at an interval, until stopped."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ingest.files import is_address, is_of_page, is_wanted

_LOOK_MS = 500  # how often a wait is interrupted to see what else is due
_QUIET_MS = 500  # a file is taken in once nothing has been written for so long
_MAX_UNQUIET_MS = 5000

TakeIn = Callable[[Sequence[str | Path]], None]


def follow(sources: Sequence[str | Path], take_in: TakeIn, *, every_s: float, stopped: threading.Event) -> None:
    """Take in `sources`, then what changes in their files, and their addresses every `every_s` seconds, until stopped.

    What is deleted stays in the library: an article that has vanished from a folder or a feed is still one.
    """
    addresses = [source for source in sources if is_address(source)]
    paths = [Path(source).absolute() for source in sources if not is_address(source)]
    due: float | None = None  # nothing has been read yet
    for changed in _changes(paths, stopped):
        if due is None:
            take_in(sources)
        elif addresses and time.monotonic() >= due:
            take_in([*changed, *addresses])
        elif changed:
            take_in(changed)
            continue
        else:
            continue
        due = time.monotonic() + every_s


def _changes(paths: Sequence[Path], stopped: threading.Event) -> Iterator[list[Path]]:
    """Files that were written, and every half second an empty list, the first of them at once; until stopped."""
    folders = [path for path in paths if path.is_dir()]
    states = {path: _state(path) for path in paths if path.is_file()}
    for written in _written(folders, stopped):
        for path, before in states.items():
            states[path] = now = _state(path)
            if now != before and now is not None:
                written.append(path)
        yield written


def _written(folders: Sequence[Path], stopped: threading.Event) -> Iterator[list[Path]]:
    if not folders:
        yield []
        while not stopped.wait(_LOOK_MS / 1000):
            yield []
        return
    from watchfiles import Change, watch

    for changes in watch(
        *folders,
        watch_filter=None,
        debounce=_MAX_UNQUIET_MS,
        step=_QUIET_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        stop_event=stopped,
    ):
        paths = sorted({Path(path) for kind, path in changes if kind != Change.deleted})
        yield [path for path in paths if path.exists() and any(_lies_in(folder, path) for folder in folders)]


def _lies_in(folder: Path, path: Path) -> bool:
    if not path.is_relative_to(folder):
        return False
    inside = path.relative_to(folder)
    of_page = is_of_page(inside.as_posix(), lambda name: (folder / name).exists())
    return all(is_wanted(part) for part in inside.parts) and not of_page


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 -- as in files.py
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
