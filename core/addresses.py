"""Addresses of servers, as settings name them, and what of an address is nobody else's business."""

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_PORTS = {"http": 80, "https": 443}
_MASK = "***"
# Bounds for what is looked for in any text: a hostile one is read in time that grows with its length alone.
_NAME = (
    r"(?:(?:[\w.-]{1,40}[_.-])?(?:token|secret|passw(?:or)?d|pwd|signature|credential)"
    r"|(?:x-)?api[_-]?key|(?:aws)?access[_-]?key(?:[_-]?id)?|key|sig|jwt|auth)"
)
_SECRET_NAME = re.compile(_NAME, re.IGNORECASE)
# What a message sets behind an address is none of its key.
_PARAMETER = re.compile(rf"(?<=[?&#])({_NAME})=[^&\s#\"]*[^&\s#\"':;,.)]", re.IGNORECASE)
# Up to the last @ of the host's part; where a password holds a slash, also behind it, but not behind a port.
_USER = re.compile(r"(?<=://)(?:[^\s/?#\"]{0,300}@|[^\s/?#@:\[\"]{0,300}:(?!\d{1,5}(?!\d)[/?#])[^\s\"]{0,300}@)")
_BEFORE_HOST = re.compile(r"\A(\w+://)?.*@", re.DOTALL)


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


def masked(text: str) -> str:
    """`text`, a message or a line of a log, without the passwords and keys in the addresses that it holds.

    >>> masked("https://jo:hush@a.example/feed?page=2&token=a1b2: answered 404")
    'https://***@a.example/feed?page=2&token=***: answered 404'
    """
    return _PARAMETER.sub(rf"\1={_MASK}", _USER.sub(f"{_MASK}@", text))


def masked_address(address: str) -> str:
    """As `masked`, of what is meant for an address, however it is written.

    >>> masked_address("jo:hush@a.example:8000")
    '***@a.example:8000'
    """
    return masked(_BEFORE_HOST.sub(rf"\1{_MASK}@", address))


def public_address(address: str) -> str:
    """`address` as others may have it: without user, password, and parameters that are somebody's key.

    >>> public_address("https://jo:hush@a.example/story?id=7&access_token=a1b2")
    'https://a.example/story?id=7'
    """
    parts = urlsplit(address)
    pairs = parts.query.split("&")
    kept = [pair for pair in pairs if not _SECRET_NAME.fullmatch(unquote(pair.partition("=")[0]))]
    if "@" not in parts.netloc and kept == pairs:
        return address
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="&".join(kept)).geturl()
