"""What stands between a request and the page: who may ask, for what, and the headers that keep hostile text harmless.

All plain ASGI, because wrapped responses would hold streams back.
"""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio compiles its components' templates in the browser and starts from an inline script: both have to be allowed.
# Nothing may come from or go to another host, be framed elsewhere, or post a form anywhere.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' blob: data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
# Gradio's routes that fetch an address for whoever asks, past every guard that `ingest/web/` has.
_FETCHES = re.compile(r"/(?:proxy=|file[=/]+\s*https?:)", re.IGNORECASE)


class SafeHeaders:
    """Adds HEADERS to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class SameOrigin:
    """Answers 403 to what a page from elsewhere sends here: browsers send posts of forms and scripts without asking."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        # "null", the origin of a page without one, has no host either.
        hosts = {origin.partition("://")[2].lower() for origin in headers.getlist("origin")}
        if hosts - {headers.get("host", "").lower()}:
            await PlainTextResponse("asked for by another page", status_code=403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class KnownHost:
    """Answers 400 to whoever asks under a name that is not among `names`.

    A page elsewhere that makes its own name point here (DNS rebinding) would pass for this one, and read the library.
    An address is nobody's name.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self._app = app
        self._names = {name.strip().lower() for name in names} - {""}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = {_name(host) for host in _headers(scope).getlist("host")}
        if scope["type"] == "lifespan" or (asked and all(one in self._names or _is_address(one) for one in asked)):
            await self._app(scope, receive, send)
        else:
            reason = "not a name of this page; if it should be one, put it into DATELINE_HOSTNAMES"
            await PlainTextResponse(reason, status_code=400)(scope, receive, send)


class NothingFetched:
    """Answers 404 where Gradio would fetch an address that the request names."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _FETCHES.search(scope.get("path", "")):
            await PlainTextResponse("not fetched", status_code=404)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _headers(scope: Scope) -> Headers:
    return Headers(scope=scope) if scope["type"] in ("http", "websocket") else Headers()


def _name(host: str) -> str:
    """The name in a Host header, in lower case without its port; "" where there is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
