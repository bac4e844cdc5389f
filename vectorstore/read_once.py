"""What is read of the catalogue as a whole, and kept until the catalogue changes."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class ReadOnce(Generic[Value]):
    """A value that is read when it is first asked for, and again after `forget`. Threads may share one."""

    def __init__(self, read: Callable[[], Value]) -> None:
        self._read = read
        self._reading = threading.Lock()
        self._held: tuple[Value, ...] = ()

    def forget(self) -> None:
        """What it is read from has changed."""
        with self._reading:
            self._held = ()

    def read(self) -> Value:
        """The value as of the last `forget` or later."""
        with self._reading:
            if not self._held:
                self._held = (self._read(),)
            return self._held[0]
