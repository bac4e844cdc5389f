"""The server: the page, its routes, and the headers that keep hostile text harmless."""

import hashlib
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import SettingsError
from core.settings import Settings
from ingest.web.limits import WebLimits
from qa.assistant import Assistant
from web.answering import Answering
from web.gradio_import import import_gradio
from web.routes import routes
from web.starters import Starters

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("fields.js", "reading.js", "page.js")
MAX_UPLOAD_MB = 50
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
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SafeHeaders:
    """Adds HEADERS to every response. Plain ASGI, because wrapped responses would hold streams back."""

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
        headers = Headers(scope=scope) if scope["type"] in ("http", "websocket") else Headers()
        # "null", the origin of a page without one, has no host either.
        hosts = {origin.partition("://")[2].lower() for origin in headers.getlist("origin")}
        if hosts - {headers.get("host", "").lower()}:
            await PlainTextResponse("asked for by another page", status_code=403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def build_app(assistant: Assistant, settings: Settings, *, limits: WebLimits = WebLimits()) -> FastAPI:
    """The application that serves the page over `assistant`.

    `limits` bound what readers have fetched from the web; others than the defaults are for tests, which serve their
    own pages.
    """
    import_gradio()
    import gradio as gr

    from web.page import build_page, strings, theme

    answering = Answering(assistant)
    starters = Starters(assistant, give_way=answering.give_way)
    only_here = settings.host in LOOPBACK
    page = build_page(
        assistant,
        answering,
        starters,
        settings,
        secret=browser_secret(settings.data_dir),
        with_settings_tab=only_here,
        limits=limits,
    )
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=_background(starters, answering))
    # Gradio sends its scripts compressed, but not the page itself; streams of events stay as they are.
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    app.add_middleware(SameOrigin)
    app.add_middleware(SafeHeaders)
    if only_here:
        # A page elsewhere that makes its own name point here must not read the library.
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]"])
    app.include_router(routes(assistant.library))
    app.mount("/desk/static", StaticFiles(directory=STATIC), name="desk")
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=settings.host,
        server_port=settings.port,
        head=head(),
        theme=theme(),
        i18n=strings(),
        footer_links=[],
        run_history=False,
        max_file_size=MAX_UPLOAD_MB * 1_000_000,
        show_error=True,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
    )
    return mounted


def _background(starters: Starters, answering: Answering) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Tries starting questions out once the page can answer; ends that and the chat models with the server."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with closing(answering), closing(starters):
            starters.refresh_later()
            yield

    return lifespan


def head() -> str:
    """The page's own style and script, named by content so that browsers may keep them."""
    scripts = "".join(f'<script src="desk/static/{_versioned(name)}"></script>' for name in SCRIPTS)
    return f'<link rel="stylesheet" href="desk/static/{_versioned("page.css")}">{scripts}'


def browser_secret(data_dir: Path) -> str:
    """The key that enciphers conversations kept in browsers; made once, readable by this user only."""
    path = data_dir / "browser-secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        secret = secrets.token_hex(16)
        file.write(secret)
    return secret


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises SettingsError where the address is taken or none of ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {host}:{port} ({error.strerror or error}): "
            f"choose another port with --port or DATELINE_PORT"
        ) from error


def serve(app: FastAPI, listener: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM; open pages get two seconds to notice."""
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2, ws="none")
    uvicorn.Server(config).run(sockets=[listener])


def _versioned(name: str) -> str:
    return f"{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
