"""Programs that tests run in processes of their own: python -m tests.vectorstore.children NAME FOLDER ...

Each prints one line for each step that its parent waits for.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from core.errors import LibraryError
from tests.vectorstore.samples import MODEL, UNRELATED, entry, many, prose
from vectorstore.interface import Library
from vectorstore.interruption import uninterrupted
from vectorstore.opening import open_library


def say(word: str) -> None:
    print(word, flush=True)


def hold(folder: str) -> None:
    """Own the library until a line arrives."""
    library = open_library(Path(folder), MODEL)
    say("open")
    sys.stdin.readline()
    library.close()
    say("closed")


def add(folder: str, first: str, count: str, chunks: str = "2") -> None:
    """Add articles one after the other, acknowledging each; then wait for a line."""
    library = open_library(Path(folder), MODEL)
    say("open")
    for number in range(int(first), int(first) + int(count)):
        library.add(many(1, first=number, chunks=int(chunks)))
        say(f"a{number}")
    say("done")
    sys.stdin.readline()
    library.close()


def revise(folder: str, first: str) -> None:
    """Store revision after revision of three articles that carry one text, acknowledging each."""
    library = open_library(Path(folder), MODEL)
    say("open")
    for number in range(int(first), 100_000):
        library.add([entry(name, [*prose(1), f"Version {number}."]) for name in ("a", "b", "c")])
        say(f"{number}")


def add_until_told(folder: str) -> None:
    """Add articles until SIGTERM."""
    library = open_library(Path(folder), MODEL)
    with _closed_at_sigterm(library):
        for number in range(100_000):
            library.add(many(1, first=number))
            say(f"a{number}")


@contextmanager
def _closed_at_sigterm(library: Library) -> Iterator[None]:
    """Inside, SIGTERM ends the program; on the way out the library finishes what it has in hand and closes."""
    signal.signal(signal.SIGTERM, _exit)
    try:
        yield
    finally:
        with uninterrupted():
            library.close()


def _exit(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def search(folder: str, count: str) -> None:
    """Search again and again, saying what was found."""
    library = open_library(Path(folder), MODEL)
    say("open")
    for number in range(int(count)):
        found = library.search(f"unique{number % 5}", UNRELATED, limit=1)
        say(found[0].article.id if found else "nothing")
    library.close()


def stop_dead(folder: str) -> None:
    """Own the library and stand still, as a process does that hangs."""
    _library: Library = open_library(Path(folder), MODEL)
    say("open")
    os.kill(os.getpid(), signal.SIGSTOP)


PROGRAMS: dict[str, Callable[..., None]] = {
    "hold": hold,
    "add": add,
    "add-until-told": add_until_told,
    "revise": revise,
    "search": search,
    "stop-dead": stop_dead,
}

if __name__ == "__main__":
    try:
        PROGRAMS[sys.argv[1]](*sys.argv[2:])
    except LibraryError as error:
        say(f"{type(error).__name__}: {error}")
        sys.exit(1)
