"""A real Chroma server on loopback, and libraries that use it or the embedded one."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.types import EmbeddingIdentity
from tests.vectorstore.samples import MODEL
from vectorstore.interface import Library
from vectorstore.opening import open_library

OpenLibrary = Callable[..., Library]


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a `chroma run` of this test session."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = Path(sys.executable).parent / "chroma"
    if not program.exists():
        pytest.skip("the chroma program is not installed beside Python")
    folder = tmp_path_factory.mktemp("chroma-server")
    server = subprocess.Popen(
        [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_answering(f"{address}/api/v2/heartbeat")
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait_until_answering(url: str) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.fixture(params=["embedded", "server"])
def chroma_url(request: pytest.FixtureRequest) -> str:
    """ "" for the embedded Chroma, and the address of a server: every test that uses it runs with both."""
    return "" if request.param == "embedded" else str(request.getfixturevalue("chroma_server"))


@pytest.fixture
def opened(tmp_path: Path, chroma_url: str) -> Iterator[OpenLibrary]:
    """Opens the test's library (again); whatever is still open at the end is closed."""
    libraries: list[Library] = []

    def open_again(embedding: EmbeddingIdentity = MODEL) -> Library:
        libraries.append(open_library(tmp_path / "library", embedding, chroma_url=chroma_url))
        return libraries[-1]

    yield open_again
    for library in reversed(libraries):
        library.close()


@pytest.fixture
def library(opened: OpenLibrary) -> Library:
    """An empty library."""
    return opened()
