"""A small HTTP server on loopback that speaks OpenAI's chat protocol, well or badly on purpose."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["ChatHandler"], None]


@dataclass
class ChatServer:
    """`reply` answers every request; `requests` and `keys` record what came. `release` ends a silent reply."""

    reply: Reply
    address: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)


class ChatHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    chat: ChatServer

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.chat.requests.append(json.loads(self.rfile.read(length)))
        self.chat.keys.append(self.headers.get("Authorization", ""))
        self.chat.reply(self)

    def log_message(self, *args: object) -> None:
        """Silence: tests read what they need from the records."""

    def send_json(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def begin_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def send_event(self, data: str) -> None:
        content = f"data: {data}\n\n".encode()
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        self.wfile.flush()

    def send_words(self, *words: str, finish: str | None = None) -> None:
        for word in words:
            self.send_event(json.dumps(chunk({"content": word})))
        if finish:
            self.send_event(json.dumps(chunk({}, finish=finish)))

    def end_stream(self) -> None:
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def cut(self) -> None:
        """Close the connection in mid-body."""
        self.close_connection = True


def chunk(delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}


def whole_reply(*words: str, finish: str = "stop") -> Reply:
    """Streams `words`, then the reason of the end, the token counts, and the end mark."""

    def reply(handler: ChatHandler) -> None:
        handler.begin_stream()
        handler.send_words(*words, finish=finish)
        usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        handler.send_event(json.dumps({**chunk({}), "choices": [], "usage": usage}))
        handler.send_event("[DONE]")
        handler.end_stream()

    return reply


def error_reply(status: int, message: str) -> Reply:
    def reply(handler: ChatHandler) -> None:
        handler.send_json(status, {"error": {"message": message, "type": "error", "code": None}})

    return reply


@contextmanager
def serving(reply: Reply) -> Iterator[ChatServer]:
    """A running server; stopped, with every silent reply released, on leaving."""
    chat = ChatServer(reply)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (ChatHandler,), {"chat": chat}))
    chat.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield chat
    finally:
        chat.release.set()
        server.shutdown()
        server.server_close()
        thread.join()
