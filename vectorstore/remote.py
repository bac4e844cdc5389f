"""The client's side of a library that another process owns."""

import socket
import threading
from typing import Any

from core.errors import LibraryError
from vectorstore.record import Record
from vectorstore.wire import ConnectionLostError, UnreadableMessageError, UnsendableMessageError, Wire

_CONNECT_S = 5.0


class Client:
    """Calls the owner at `record`, over one connection for every call that is under way at the same time."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._idle: list[Wire] = []
        self._lock = threading.Lock()
        self._closed = False

    def call(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """What the owner answers, or raises. Raises ConnectionLostError where it has gone."""
        wire = self._take()
        try:
            wire.send((name, arguments, named))
            kind, value = wire.receive()
        except UnsendableMessageError as error:
            self._give_back(wire)
            raise LibraryError(f"The library's owner cannot be asked this: {error}") from error
        except UnreadableMessageError as error:
            wire.close()
            raise LibraryError(f"What the library's owner answered cannot be read here: {error}") from error
        except BaseException:
            # Also after KeyboardInterrupt: the reply to this call must not be taken for the next one's.
            wire.close()
            raise
        self._give_back(wire)
        if kind == "error":
            raise value
        return value

    def _take(self) -> Wire:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        try:
            connected = socket.create_connection(("127.0.0.1", self._record.port), timeout=_CONNECT_S)
        except OSError as error:
            raise ConnectionLostError(str(error)) from error
        connected.settimeout(None)
        return Wire(connected, self._record.secret, server=False)

    def _give_back(self, wire: Wire) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(wire)
                return
        wire.close()

    def close(self) -> None:
        """Hang up; calls under way end by themselves."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for wire in idle:
            wire.close()
