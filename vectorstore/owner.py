"""The one process that owns a library: its lock, its record, and the service it gives to other processes.

The lock is the operating system's, so it is free as soon as its holder is dead, however it died; the record beside it
only tells where the owner listens.
"""

import json
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

from core.errors import DatelineError, LibraryBusyError, LibraryError
from vectorstore.disk import told_of
from vectorstore.interface import Library
from vectorstore.interruption import uninterrupted
from vectorstore.layout import Layout, holds_library, write_atomically
from vectorstore.library import OwnedLibrary
from vectorstore.protocol import protocol_fingerprint
from vectorstore.wire import ConnectionLostError, UnreadableMessageError, UnsendableMessageError, Wire

log = logging.getLogger(__name__)

# Other processes may call whatever a library offers; only its owner closes it.
SERVED = frozenset(name for name in vars(Library) if not name.startswith("_")) - {"close"}
# Ctrl-C does not cut them short in the process that carries them out; a client that waits for the owner it may end.
_WRITES = frozenset({"add", "remove", "remember", "add_feedback"})
_Request = tuple[str, tuple[Any, ...], dict[str, Any]]
_Doing = Literal["waiting", "working", "answering"]
_ACCEPT_AGAIN_S = 0.1
# A client that is suspended takes no answer; when it goes on, it asks the next owner again.
_TAKES_ANSWER_S = 5.0


def take_lock(path: Path) -> FileLock | None:
    """The library's lock, None where another process (or another opening in this one) holds it."""
    lock = FileLock(path, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    except OSError as error:
        raise LibraryError(
            f"The library folder {path.parent} cannot be written ({error.strerror}). Name another one with --data-dir."
        ) from error
    return lock


@contextmanager
def held_alone(data_dir: Path) -> Iterator[Layout]:
    """The library in `data_dir`, which nobody can open meanwhile.

    Raises LibraryError where there is none, and LibraryBusyError where another process has it open.
    """
    if not holds_library(data_dir):
        raise LibraryError(f"There is no library in {data_dir}; ingest something first.")
    layout = Layout(data_dir.resolve())
    lock = take_lock(layout.lock)
    if lock is None:
        raise LibraryBusyError(f"The library {data_dir} is open in another process. Close it there and try again.")
    try:
        with told_of(layout.root):
            yield layout
    finally:
        lock.release()


class Owner:
    """Holds a library's lock, opens it with `open_owned` and, with `serve`, answers other processes.

    It listens before the library is open, so that others wait while a library is repaired instead of giving up.
    """

    def __init__(self, layout: Layout, lock: FileLock, open_owned: Callable[[], OwnedLibrary], *, serve: bool) -> None:
        self._layout = layout
        self._lock = lock
        self._opened: Future[OwnedLibrary] = Future()
        self._server = _Server(layout.root, self._opened) if serve else None
        try:
            with told_of(layout.root):
                if self._server:
                    write_atomically(layout.record, self._server.record())
                self._opened.set_result(open_owned())
        except BaseException as error:
            self._opened.set_exception(error)
            self._let_go()
            raise

    def call(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Run one of the library's methods, or read one of its properties. A write is finished before a signal acts."""
        with uninterrupted() if name in _WRITES else nullcontext(), told_of(self._layout.root):
            return _call(self._opened.result(), name, arguments, named)

    def close(self) -> None:
        """Finish the calls in hand, close the library, and leave the lock to others."""
        if self._server:
            self._server.stop()
        try:
            with told_of(self._layout.root):
                self._opened.result().close()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._server:
            self._server.stop()
            with suppress(OSError):  # one that stays is found to be stale
                self._layout.record.unlink(missing_ok=True)
        self._lock.release()


def _call(library: OwnedLibrary, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    member = getattr(library, name)
    return member(*arguments, **named) if callable(member) else member


def _next_request(wire: Wire) -> _Request | UnreadableMessageError:
    try:
        request: _Request = wire.receive()
    except UnreadableMessageError as error:
        return error
    return request


def _send(wire: Wire, outcome: tuple[str, Any]) -> None:
    try:
        wire.send(outcome)
    except UnsendableMessageError as error:
        # Were nothing sent, the client would take us for gone and ask the same again without end.
        wire.send(("error", LibraryError(f"The library's owner cannot send what it was asked for: {error}")))


class _Server:
    """Answers calls on a loopback port, one thread a connection."""

    def __init__(self, folder: Path, opened: "Future[OwnedLibrary]") -> None:
        self._folder = folder
        self._opened = opened
        self._secret = secrets.token_bytes(32)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._changed = threading.Condition()
        self._doing: dict[Wire, _Doing] = {}
        self._stopping = False
        threading.Thread(target=self._accept, name="library-accept", daemon=True).start()

    def record(self) -> bytes:
        port = self._listener.getsockname()[1]
        record = {"pid": os.getpid(), "port": port, "secret": self._secret.hex(), "protocol": protocol_fingerprint()}
        return json.dumps(record).encode()

    def _accept(self) -> None:
        while True:
            try:
                connected, _ = self._listener.accept()
                self._begin(connected)
            except (OSError, RuntimeError) as error:
                # The listener was closed: that is how it is stopped. Otherwise files or threads ran out for now.
                if self._stopping:
                    return
                log.warning("a client could not be taken: %s", error)
                time.sleep(_ACCEPT_AGAIN_S)

    def _begin(self, connected: socket.socket) -> None:
        try:
            threading.Thread(target=self._converse, args=(connected,), name="library-client", daemon=True).start()
        except RuntimeError:
            connected.close()
            raise

    def _converse(self, connected: socket.socket) -> None:
        try:
            wire = Wire(connected, self._secret, server=True)
        except ConnectionLostError as error:
            log.info("a client was turned away: %s", error)
            return
        try:
            while self._answer_next(wire):
                pass
        except ConnectionLostError:
            log.debug("a client hung up")
        finally:
            with self._changed:
                self._doing.pop(wire, None)
                self._changed.notify_all()
            wire.close()

    def _answer_next(self, wire: Wire) -> bool:
        """Answer one call; whether to go on. A call that arrives while we stop is not begun, and its caller told so."""
        if not self._goes_on(wire, "waiting"):
            return False
        request = _next_request(wire)
        if not self._goes_on(wire, "working"):
            return False
        outcome = self._outcome(request)
        self._goes_on(wire, "answering")
        _send(wire, outcome)
        return True

    def _goes_on(self, wire: Wire, doing: _Doing) -> bool:
        """Note what `wire` does next; whether it may, which is not so while we stop."""
        with self._changed:
            self._doing[wire] = doing
            self._changed.notify_all()
            return not self._stopping

    def _outcome(self, request: _Request | UnreadableMessageError) -> tuple[str, Any]:
        if isinstance(request, UnreadableMessageError):
            return "error", LibraryError(f"The library's owner cannot read what it was asked: {request}")
        name, arguments, named = request
        if name not in SERVED:
            return "error", LibraryError(f"An owner does not serve {name!r}.")
        try:
            library = self._opened.result()
        except BaseException as error:
            raise ConnectionLostError(str(error)) from error
        try:
            with told_of(self._folder):
                return "result", _call(library, name, arguments, named)
        except DatelineError as error:
            return "error", error
        except Exception as error:  # the boundary of this entry point: the client must learn of it
            log.exception("call failed: %s", name)
            return "error", LibraryError(f"The library's owner failed in {name}: {error!r}. Its log tells more.")

    def stop(self) -> None:
        """Take no more calls, and wait for those in hand."""
        with self._changed:
            self._stopping = True
            self._hang_up("waiting")
        try:
            # Not close alone: on Linux an accept that waits would go on waiting.
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:  # macOS and Windows refuse this on a listener, and end the accept on close
            log.debug("listener closed without shutdown")
        self._listener.close()
        with self._changed:
            self._changed.wait_for(lambda: not self._any("working"))
            if not self._changed.wait_for(lambda: not self._any("answering"), _TAKES_ANSWER_S):
                self._hang_up("answering")
            self._changed.wait_for(lambda: not self._any("answering"))

    def _any(self, doing: _Doing) -> bool:
        return doing in self._doing.values()

    def _hang_up(self, doing: _Doing) -> None:
        for wire, what in self._doing.items():
            if what == doing:
                wire.hang_up()
