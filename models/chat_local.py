"""GGUF models in this process: xllamacpp's OpenAI-compatible server on loopback, with a random port and key."""

import secrets
import weakref
from pathlib import Path

from core.errors import ModelError, ModelNotFoundError

# Room for the passages, the conversation and the reply; a model made for less is served with what it was made for.
CONTEXT_TOKENS = 8192
_MAGIC = b"GGUF"
_LOOPBACK = "127.0.0.1"


class LocalServer:
    """A running server for one model file: its `address` without path, and the only `key` it accepts."""

    def __init__(self, server: object, address: str, key: str) -> None:
        self.address = address
        self.key = key
        # xllamacpp stops a server when its last reference goes; finalize also does so when the process ends.
        holder = [server]
        self._stop = weakref.finalize(self, holder.clear)

    def stop(self) -> None:
        """Stop serving and free the model's memory. Stopping twice is harmless."""
        self._stop()


def start_server(file: Path, *, threads: int | None = None) -> LocalServer:
    """Serve the GGUF model in `file`; the model's own chat template shapes the conversation.

    Raises ModelNotFoundError where the file or xllamacpp is missing, ModelError where the file is not a model that
    llama.cpp can load.
    """
    _require_gguf(file)
    try:
        import xllamacpp
    except ImportError as error:
        raise ModelNotFoundError(f"{file.name} needs xllamacpp: install it with `pip install xllamacpp`") from error
    key = secrets.token_urlsafe(32)
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.n_ctx = CONTEXT_TOKENS
    params.hostnames = [_LOOPBACK]
    params.port = 0
    params.api_keys = [key]
    params.offline = True
    params.use_jinja = True
    # No page, no state of other requests, no permission for pages in a browser.
    params.ui = False
    params.endpoint_slots = False
    params.cors_origins = ""
    params.verbosity = 0
    if threads is not None:
        params.cpuparams.n_threads = threads
    try:
        server = xllamacpp.Server(params)
    except RuntimeError as error:
        raise ModelError(
            f"{file} cannot be loaded by llama.cpp: {error}; is the file whole, and its format known?"
        ) from error
    return LocalServer(server, server.listening_address, key)


def _require_gguf(file: Path) -> None:
    if file.exists() and not file.is_file():
        raise ModelError(f"the model file {file} is not a file: write gguf: followed by the path of a GGUF file")
    try:
        with file.open("rb") as opened:
            magic = opened.read(len(_MAGIC))
    except FileNotFoundError as error:
        raise ModelNotFoundError(
            f"there is no model file {file}: write gguf: followed by the path of a GGUF file"
        ) from error
    except OSError as error:
        raise ModelError(f"the model file {file} cannot be read: {error}") from error
    if magic != _MAGIC:
        raise ModelError(f"{file} is not a GGUF model file: it does not begin with {_MAGIC.decode()}")
