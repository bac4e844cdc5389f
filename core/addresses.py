"""Addresses of servers, as settings name them."""

from typing import NamedTuple
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


class Server(NamedTuple):
    """Where a server is reached, and whether over TLS."""

    host: str
    port: int
    secure: bool


def server_at(address: str) -> Server | None:
    """The server at `address`, None where it is not http or https or names no host or an impossible port.

    >>> server_at("http://127.0.0.1:8000/v1"), server_at("https://models.example")
    (Server(host='127.0.0.1', port=8000, secure=False), Server(host='models.example', port=443, secure=True))
    >>> server_at("http://[::1"), server_at("http://127.0.0.1:99999"), server_at("127.0.0.1:8000")
    (None, None, None)
    """
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    served = parts.hostname and parts.scheme in _PORTS
    return Server(parts.hostname or "", port, parts.scheme == "https") if served else None
