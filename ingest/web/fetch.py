"""Addresses -> what they answer: http(s) only, guarded connections, bounded size and time, robots.txt obeyed."""

import logging
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http import HTTPStatus

import httpcore2
import httpx2

from core.errors import IngestError
from ingest.web.guard import GuardedBackend, Resolve, resolve_name, within
from ingest.web.headers import charset_of
from ingest.web.limits import WebLimits
from ingest.web.robots import Rules, read_rules

log = logging.getLogger(__name__)

PRODUCT = "Dateline"  # the name by which a robots.txt may address us
USER_AGENT = f"{PRODUCT}/0.1 (reads articles into one person's library; obeys robots.txt)"
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.8"
_REDIRECTS = {301, 302, 303, 307, 308}
_MAX_URL_CHARS = 4096
_MAX_WAIT_S = 10.0  # what a robots.txt may ask for between two pages
_ANY_GZIP = 32 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave along with a page, so that it can say later that nothing has changed (RFC 9110, 8.8)."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, slots=True)
class Reply:
    """What an address answered. `url` is where redirects led; `content` is None where nothing has changed (304)."""

    url: str
    content: bytes | None
    charset: str = ""
    validators: Validators = Validators()


class Fetcher(AbstractContextManager["Fetcher"]):
    """Reads addresses, one at a time for each host; several threads may use it. Close it, or use it in a `with`.

    `max_bytes` bounds a reply, packed and unpacked; `resolve` gives a name's addresses; `wait` is slept through
    between two pages of a site whose robots.txt asks for it.
    """

    def __init__(
        self,
        limits: WebLimits,
        *,
        max_bytes: int,
        resolve: Resolve = resolve_name,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self._limits = limits
        self._max_bytes = max_bytes
        self._wait = wait
        backend = GuardedBackend(allow_loopback=limits.allow_loopback, resolve=resolve)
        self._pool = httpcore2.ConnectionPool(network_backend=backend, keepalive_expiry=5.0)
        self._closed = False
        self._guard = threading.Lock()
        self._hosts: dict[str, threading.Lock] = {}
        self._rules: dict[str, Rules] = {}
        self._last: dict[str, float] = {}

    def __exit__(self, *_: object) -> None:
        """Break off what is being read; whoever waits for it, or for its turn, gets an IngestError."""
        self._closed = True
        self._pool.close()

    def fetch(self, address: str, validators: Validators = Validators()) -> Reply:
        """What `address` answers. Raises IngestError with the reason where that cannot or may not be read."""
        url = _parsed(address)
        try:
            # One at a time of one host, and no faster than its robots.txt wants; waiting does not count as its time.
            with self._lock_of(url.host):
                if self._closed:
                    raise IngestError("was not read: the ingest has ended")
                with within(self._limits.timeout_s):
                    rules = self._rules_of(url)
                self._pause(url.host, rules)
                try:
                    with within(self._limits.timeout_s):
                        reply = self._follow(url, validators.headers(), self._ask_where_allowed)
                finally:
                    self._last[url.host] = time.monotonic()
                if reply.content is None and not validators.headers():
                    raise IngestError("answered 304 Not Modified although nothing is known of it")
                return reply
        except httpcore2.TimeoutException as error:
            raise IngestError(f"took longer than {self._limits.timeout_s:g} s; raise --timeout") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise IngestError(f"cannot be reached: {str(error) or type(error).__name__}") from error

    def _lock_of(self, host: str) -> threading.Lock:
        with self._guard:
            return self._hosts.setdefault(host, threading.Lock())

    def _pause(self, host: str, rules: Rules) -> None:
        delay_s = min(rules.delay_s(PRODUCT), _MAX_WAIT_S)
        if (left := self._last.get(host, float("-inf")) + delay_s - time.monotonic()) > 0:
            self._wait(left)

    def _follow(self, url: httpx2.URL, headers: Mapping[str, str], ask: "_Ask") -> Reply:
        for _ in range(self._limits.redirects + 1):
            answer = ask(url, headers)
            if answer.status not in _REDIRECTS or not (target := answer.headers.get("location")):
                return _reply(url, answer)
            log.debug("redirected: from=%s to=%s", url, target)
            url = _joined(url, target)
        raise IngestError(f"redirects more than {self._limits.redirects} times")

    def _ask_where_allowed(self, url: httpx2.URL, headers: Mapping[str, str]) -> "_Answer":
        if not self._rules_of(url).allows(str(url), PRODUCT):
            raise IngestError("may not be read: the site's robots.txt disallows it")
        return self._ask(url, headers)

    def _rules_of(self, url: httpx2.URL) -> Rules:
        origin = f"{url.scheme}://{url.netloc.decode()}"
        if origin not in self._rules:
            try:
                reply = self._follow(_parsed(f"{origin}/robots.txt"), {}, self._ask)
                self._rules[origin] = read_rules(reply.content or b"")
            except _StatusError as error:
                if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise IngestError(f"may not be read: the site's robots.txt {error}") from error
                self._rules[origin] = read_rules(b"")  # RFC 9309, 2.3.1.3: none there, nothing forbidden
        return self._rules[origin]

    def _ask(self, url: httpx2.URL, headers: Mapping[str, str]) -> "_Answer":
        sent = {"User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip", **headers}
        request = [(name.encode(), value.encode("latin-1", "ignore")) for name, value in sent.items()]
        # Taken apart once: two readings of one address might differ in the host.
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        with self._pool.stream("GET", target, headers=request) as response:
            received = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            whole = response.status == HTTPStatus.OK
            body = _body(response.iter_stream(), received, self._max_bytes) if whole else b""
        return _Answer(response.status, received, body)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


_Ask = Callable[[httpx2.URL, Mapping[str, str]], _Answer]


class _StatusError(IngestError):
    """The server answered with another status than 200 or 304."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


def _reply(url: httpx2.URL, answer: _Answer) -> Reply:
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return Reply(str(url), None)
    if answer.status != HTTPStatus.OK:
        raise _StatusError(_explained(answer), answer.status)
    validators = Validators(answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
    return Reply(str(url), answer.body, charset_of(answer.headers.get("content-type", "")), validators)


def _explained(answer: _Answer) -> str:
    try:
        phrase = f" {HTTPStatus(answer.status).phrase}"
    except ValueError:
        phrase = ""
    later = answer.headers.get("retry-after", "")
    return f"answered {answer.status}{phrase}" + (f"; try again in {later} s" if later.isdecimal() else "")


def _parsed(address: str) -> httpx2.URL:
    if len(address) > _MAX_URL_CHARS:
        raise IngestError(f"is an address of over {_MAX_URL_CHARS} characters")
    try:
        return _checked(httpx2.URL(address))
    except (httpx2.InvalidURL, ValueError) as error:
        raise IngestError(f"is not a valid address: {error}") from error


def _joined(url: httpx2.URL, target: str) -> httpx2.URL:
    try:
        return _checked(url.join(target))
    except (httpx2.InvalidURL, ValueError) as error:
        raise IngestError(f"redirects to what is not a valid address: {error}") from error


def _checked(url: httpx2.URL) -> httpx2.URL:
    if url.scheme not in {"http", "https"} or not url.host:
        raise IngestError(f"leads to a {url.scheme or 'nameless'} address; only http and https are read")
    if (url.port or 0) > 65535:
        raise IngestError(f"names a port that does not exist: {url.port}")
    if url.userinfo:
        raise IngestError("holds a user name or password; pages that need a login are not read")
    return url.copy_with(fragment=None)


def _body(stream: Iterable[bytes], headers: Mapping[str, str], max_bytes: int) -> bytes:
    """The body unpacked. Raises IngestError above `max_bytes` before more than that is held."""
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise IngestError(f"is compressed in a way that was not requested ({encoding[:40]})")
    too_large = IngestError(f"is larger than {max_bytes:,} bytes; raise DATELINE_MAX_FILE_MB")
    unpacker = zlib.decompressobj(_ANY_GZIP) if encoding.endswith("gzip") else None
    parts, size, packed = [], 0, 0
    for piece in stream:
        packed += len(piece)
        try:
            part = unpacker.decompress(piece, max_bytes + 1 - size) if unpacker else piece
        except zlib.error as error:
            raise IngestError(f"is compressed incorrectly: {error}") from error
        parts.append(part)
        size += len(part)
        if max(size, packed) > max_bytes:
            raise too_large
    if unpacker and packed and not unpacker.eof:
        raise IngestError("broke off before its end")
    return b"".join(parts)
