"""Which question of which browser is to stop."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Stops:
    """One flag a browser session, set when its reader wants the answer to stop."""

    def __init__(self) -> None:
        self._flags: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    @contextmanager
    def answer(self, session: str) -> Iterator[threading.Event]:
        """The flag of a question while it is answered; what is still being answered in its session is stopped."""
        flag = threading.Event()
        with self._lock:
            if earlier := self._flags.get(session):
                earlier.set()
            self._flags[session] = flag
        try:
            yield flag
        finally:
            flag.set()
            with self._lock:
                if self._flags.get(session) is flag:  # else another question has taken its place
                    del self._flags[session]

    def answering(self, session: str, flag: threading.Event | None = None) -> bool:
        """Whether something is being answered in the session; with a `flag`, whether that question is."""
        with self._lock:
            held = self._flags.get(session)
            return held is not None and flag in (None, held)

    def abandon(self, session: str) -> None:
        """Stop the session's question and forget it: nobody waits for its answer any more."""
        with self._lock:
            if flag := self._flags.pop(session, None):
                flag.set()

    def stop(self, session: str) -> None:
        """Set the session's flag, if anything is being answered."""
        with self._lock:
            if flag := self._flags.get(session):
                flag.set()
