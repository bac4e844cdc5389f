"""A real HTTP server on loopback that serves what a test puts on it, and remembers what it was asked."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Respond = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Page:
    """What is answered; with an `etag`, 304 to whoever knows it."""

    content: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""


class Site:
    """Pages by path. `asked` are the paths that were asked for, `headers` those of the last request."""

    def __init__(self) -> None:
        self.pages: dict[str, Page | Respond] = {}
        self.asked: list[str] = []
        self.headers: Mapping[str, str] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def article(self, path: str, text: str, *, title: str = "Bridge opens", etag: str = "") -> str:
        """Put an article at `path` as plain text, which takes no process to be parsed; its address."""
        self.pages[path] = Page(f"Title: {title}\n\n{text}".encode(), "text/plain; charset=utf-8", etag=etag)
        return self.url(path)

    def page(self, path: str, text: str, *, etag: str = "", day: str = "") -> str:
        """Put an article at `path` as a web page; its address."""
        date = f'<meta property="article:published_time" content="{day}">' if day else ""
        body = f"<article><h1>Bridge opens</h1><p>{text}</p></article>"
        page = f"<!doctype html><html><head><title>Bridge opens</title>{date}</head><body>{body}</body></html>"
        self.pages[path] = Page(page.encode(), etag=etag)
        return self.url(path)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        self.pages[path] = Page(b"", status=status, headers={"Location": target})
        return self.url(path)

    def feed(self, path: str, *entries: tuple[str, str], etag: str = "", day: str = "") -> str:
        """Put an RSS feed of (path, title) at `path`; its address."""
        date = f"<pubDate>{day}</pubDate>" if day else ""
        items = "".join(
            f"<item><title>{title}</title><link>{self.url(link)}</link>{date}</item>" for link, title in entries
        )
        content = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Echo</title>{items}</channel></rss>'
        self.pages[path] = Page(content.encode(), "application/rss+xml", etag=etag)
        return self.url(path)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.headers = dict(self.headers)
                found = site.pages.get(self.path, Page(b"", status=404))
                if not isinstance(found, Page):
                    self.close_connection = True
                    found(self)
                elif found.etag and self.headers.get("If-None-Match") == found.etag:
                    self._answer(Page(b"", status=304, etag=found.etag))
                else:
                    self._answer(found)

            def _answer(self, page: Page) -> None:
                self.send_response(page.status)
                self.send_header("Content-Type", page.content_type)
                self.send_header("Content-Length", str(len(page.content)))
                for name, value in {**page.headers, **({"ETag": page.etag} if page.etag else {})}.items():
                    self.send_header(name, value)
                self.end_headers()
                if page.status != 304:
                    self.wfile.write(page.content)

            def log_message(self, *_: Any) -> None:
                """Nothing: a test's output is its own."""

        return Handler
