"""How an owner and its clients speak: length-prefixed pickles over loopback, after both have proved the secret.

Nothing is unpickled before the HMAC challenge of `multiprocessing.connection` has been answered in both directions,
so only processes that can read the owner's record (mode 0600) are ever listened to.
"""

import pickle
import socket
import threading
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from typing import Any

# A peer that stalls in the handshake is dropped after this time; an honest one needs milliseconds.
_HANDSHAKE_S = 10.0


class ConnectionLostError(Exception):
    """The other side has gone, or never was who it should be. Not an error of the library: the caller tries again."""


class UnreadableMessageError(Exception):
    """A message came whole and cannot be unpickled here. The connection is good for the next one."""


class UnsendableMessageError(Exception):
    """A message cannot be pickled here, often for want of memory. Nothing of it was sent."""


class Wire:
    """One authenticated connection."""

    def __init__(self, connected: socket.socket, secret: bytes, *, server: bool) -> None:
        """Raises ConnectionLostError where the other side does not prove the secret in time."""
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connected
        # A copy of the handle, so that `hang_up` can end a read that waits in another thread.
        self._connection: Connection = Connection(connected.dup().detach())
        watchdog = threading.Timer(_HANDSHAKE_S, self.hang_up)
        watchdog.daemon = True
        watchdog.start()
        steps = (deliver_challenge, answer_challenge) if server else (answer_challenge, deliver_challenge)
        try:
            for step in steps:
                step(self._connection, secret)
        except (AuthenticationError, EOFError, OSError, ValueError) as error:
            self.close()
            raise ConnectionLostError(str(error)) from error
        finally:
            watchdog.cancel()

    def send(self, message: Any) -> None:
        """Raises ConnectionLostError and UnsendableMessageError."""
        try:
            packed = pickle.dumps(message)
        except Exception as error:  # pickling raises whatever the classes of the message raise
            raise UnsendableMessageError(repr(error)) from error
        try:
            self._connection.send_bytes(packed)
        except OSError as error:
            raise ConnectionLostError(str(error)) from error

    def receive(self) -> Any:
        """Waits for the other side's next message. Raises ConnectionLostError and UnreadableMessageError."""
        try:
            message = self._connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise ConnectionLostError(str(error)) from error
        try:
            return pickle.loads(message)  # noqa: S301  # the peer has proved the secret
        except Exception as error:  # unpickling raises whatever the classes of the message raise
            raise UnreadableMessageError(repr(error)) from error

    def hang_up(self) -> None:
        """End the connection from any thread; a read that waits ends too."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:  # the other side was quicker
            return

    def close(self) -> None:
        """Let go of both handles. Only for the thread that reads."""
        self._connection.close()
        self._socket.close()
