"""Connections to public addresses only, each within its time.

A name is resolved once, every address found for it is checked, and the connection goes to one that was checked: a name
that resolves otherwise a moment later (DNS rebinding) changes nothing, and each redirect goes through the same check.
Proxies named in the environment are not used, since behind one nothing could be checked.
"""

import contextlib
import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.request import getproxies

import httpcore2

from core.errors import IngestError

Resolve = Callable[[str, int], Sequence[str]]

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_6TO4 = ipaddress.IPv6Network("2002::/16")  # may be passed on to any IPv4 network; given up by RFC 7526
# Where clouds answer their own machines with keys and settings, which Python takes for public addresses.
_OF_CLOUDS = (ipaddress.IPv4Network("192.0.0.0/24"), ipaddress.IPv4Network("168.63.129.16/32"))
_deadline: ContextVar[float] = ContextVar("deadline")


def resolve_name(host: str, port: int) -> Sequence[str]:
    """The addresses of `host` as the system knows them, in the order in which to try them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def check_address(text: str, *, allow_loopback: bool) -> None:
    """Raises IngestError unless the IP address `text` is one of the public internet.

    Private, loopback, link-local (where clouds keep their metadata), shared, reserved and multicast ones are not; an
    IPv6 address that stands for an IPv4 one is judged as that one.
    """
    address = _unwrapped(ipaddress.ip_address(text.partition("%")[0]))  # without the zone of a link-local address
    if not (_is_public(address) or (allow_loopback and address.is_loopback)):
        raise IngestError(f"leads to {text}, which is not a public address; only public ones are read")


def _unwrapped(address: _Address) -> _Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address


def _is_public(address: _Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (address.is_site_local or address in _6TO4):
        return False
    if any(address in network for network in _OF_CLOUDS):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All that connections do in this context must be done in `seconds`; then they raise httpcore2's timeouts."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens connections for httpcore2 to addresses that `check_address` lets pass. Use it in a `within` context."""

    def __init__(self, *, allow_loopback: bool = False, resolve: Resolve = resolve_name) -> None:
        self._allow_loopback = allow_loopback
        self._resolve = resolve
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to `host`. Raises IngestError where one of its addresses is not public."""
        addresses = self._addresses(host, port)
        for address in addresses:
            check_address(address, allow_loopback=self._allow_loopback)
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue  # as with IPv6 on a machine that has no way there
        return self._connect(addresses[-1], port, timeout, local_address, socket_options)

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise IngestError(f"the name {host} cannot be resolved: {error}{_about_proxies()}") from error
        if not addresses:
            raise IngestError(f"the name {host} has no address")
        return addresses

    def _connect(
        self, address: str, port: int, timeout: float | None, local: str | None, options: Iterable[Any] | None
    ) -> httpcore2.NetworkStream:
        # Half the time left, so that an address that does not answer leaves some for the next one.
        wait = min(timeout or 10.0, _left(httpcore2.ConnectTimeout) / 2)
        return _TimedStream(self._plain.connect_tcp(address, port, wait, local, options))


def _about_proxies() -> str:
    """What to add for somebody whose way out is a proxy, where names often cannot be resolved."""
    named = getproxies().keys() & {"http", "https", "all"}
    return "; proxies are not used: download the page and name the file" if named else ""


class _TimedStream(httpcore2.NetworkStream):
    """A connection on which each step waits no longer than the context has left, however slowly bytes drip in."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 -- the context's counts
        return self._stream.read(max_bytes, _left(httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 -- as in read
        self._stream.write(buffer, _left(httpcore2.WriteTimeout))

    def close(self) -> None:
        # Shut down first: closing alone would leave a thread that is reading here to wait for its time.
        with contextlib.suppress(OSError):
            self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._stream.close()

    def start_tls(
        self,
        ssl_context: Any,  # ssl.SSLContext; the module is not needed here
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 -- as in read
    ) -> httpcore2.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, _left(httpcore2.ConnectTimeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(kind: type[httpcore2.TimeoutException]) -> float:
    seconds = _deadline.get() - time.monotonic()
    if seconds <= 0:
        raise kind
    return seconds
