"""The server: the page, its routes, and what guards them."""

import errno
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
from starlette.middleware.gzip import GZipMiddleware

from core.errors import SettingsError
from core.settings import Settings
from ingest.web.limits import WebLimits
from qa.assistant import Assistant
from web.answering import Answering
from web.gradio_import import import_gradio
from web.guards import KnownHost, NothingFetched, SafeHeaders, SameOrigin
from web.routes import routes
from web.starters import Starters

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("fields.js", "reading.js", "drawer.js", "page.js")
MAX_UPLOAD_MB = 50
LOOPBACK = ("127.0.0.1", "localhost", "::1")


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
    app.add_middleware(NothingFetched)
    app.add_middleware(SameOrigin)
    app.add_middleware(SafeHeaders)
    app.add_middleware(KnownHost, names=_names(settings))
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


def _names(settings: Settings) -> tuple[str, ...]:
    """The names under which the page may be asked for."""
    own = socket.gethostname()
    return (*LOOPBACK, settings.host, own, f"{own}.local", *settings.hostnames.split(","))


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
    """The key that enciphers conversations kept in browsers; made once, readable by this user only.

    Raises SettingsError where something else than a file stands in its place.
    """
    path = data_dir / "browser-secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if not path.is_file():  # a pipe, say, would be waited for
            raise SettingsError(f"{path} is no file: delete it, and a new key is made") from None
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
        advice = (
            "choose another port with --port, DATELINE_PORT, or `make chat PORT=8000`"
            if error.errno in {errno.EADDRINUSE, errno.EACCES}
            else "name an address of this machine with --host or DATELINE_HOST, such as 127.0.0.1"
        )
        raise SettingsError(f"cannot listen on {host}:{port} ({error.strerror or error}): {advice}") from error


def serve(app: FastAPI, listener: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM; open pages get two seconds to notice."""
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2, ws="none")
    uvicorn.Server(config).run(sockets=[listener])


def _versioned(name: str) -> str:
    return f"{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
