"""Several processes on one library: one owns it, the others are served, and nobody has to stop."""

import importlib
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from core.errors import ArticleNotFoundError, EmbeddingMismatchError, LibraryBusyError, LibraryError
from core.types import EmbeddingIdentity
from tests.vectorstore.samples import MODEL, UNRELATED, entry, many, prose, vectors
from vectorstore.interface import Library
from vectorstore.layout import Layout
from vectorstore.library import OwnedLibrary
from vectorstore.opening import open_library
from vectorstore.owner import Owner, take_lock
from vectorstore.record import read_record
from vectorstore.remote import Client
from vectorstore.wire import Wire

PROJECT = Path(__file__).resolve().parent.parent.parent
Child = subprocess.Popen[str]
Start = Callable[..., Child]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a program of children.py; what still runs at the end is killed."""
    started: list[Child] = []

    def start_child(*arguments: str) -> Child:
        command = [sys.executable, "-m", "tests.vectorstore.children", *arguments]
        child = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(child)
        return child

    yield start_child
    for child in started:
        child.kill()
        child.communicate()


def line(child: Child) -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def go_on(child: Child) -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


@pytest.fixture
def holder(tmp_path: Path, start: Start) -> Child:
    """Another process, which owns the library at `tmp_path`."""
    child = start("hold", str(tmp_path))
    assert line(child) == "open"
    return child


def test_a_second_process_is_served_by_the_owner(tmp_path: Path, holder: Child) -> None:
    library = open_library(tmp_path, MODEL)
    library.add(many(5))
    assert library.status().owner_pid == holder.pid
    assert library.search("unique3", UNRELATED, limit=1)[0].article.id == "a3"
    with pytest.raises(ArticleNotFoundError, match="nowhere"):
        library.article("nowhere")
    with pytest.raises(LibraryError, match="twice"):
        library.add(many(1) * 2)
    library.close()


def test_revisions_copies_and_memory_are_served_by_the_owner(tmp_path: Path, holder: Child) -> None:
    library = open_library(tmp_path, MODEL)
    library.add([entry("a", prose(1), source="One"), entry("b", prose(1), source="Two")])
    library.add([entry("a", [*prose(1), "A last line."], source="One")])
    best = library.search(prose(1)[0], vectors(1, 1)[0], limit=1)[0]
    assert {best.article.source, *(copy.source for copy in best.copies)} == {"One", "Two"}
    assert [copy.article_id for copy in library.copies("a")] == ["b"]
    assert [one.number for one in library.revisions("a")] == [1, 2]
    assert library.article("a", 1).text == library.article("b").text
    assert [article.id for article in library.articles_after("")] == ["a", "b"]
    assert list(library.entries(["b"])) == ["b"]
    library.remember({"feed": "etag"})
    assert library.remembered(["feed"]) == {"feed": "etag"}
    assert library.verify() == ()
    library.close()


def test_a_client_goes_on_when_the_owner_closes(tmp_path: Path, holder: Child) -> None:
    library = open_library(tmp_path, MODEL)
    library.add(many(3))
    go_on(holder)
    assert line(holder) == "closed"
    assert library.search("unique2", UNRELATED, limit=1)[0].article.id == "a2"
    assert library.status().owner_pid == os.getpid()
    assert library.status().indexes == {"dense": "ok", "lexical": "ok"}
    library.close()


def test_a_client_goes_on_when_the_owner_is_killed(tmp_path: Path, holder: Child) -> None:
    library = open_library(tmp_path, MODEL)
    library.add(many(3))
    holder.kill()
    holder.wait()
    library.add(many(3, first=3))
    assert library.search("unique1", UNRELATED, limit=1)[0].article.id == "a1"
    assert (library.status().articles, library.status().owner_pid) == (6, os.getpid())
    library.close()


def test_a_record_left_by_a_killed_process_does_not_keep_anybody_out(tmp_path: Path, holder: Child) -> None:
    holder.kill()
    holder.wait()
    assert (tmp_path / "owner.json").exists()
    library = open_library(tmp_path, MODEL)
    assert library.status().owner_pid == os.getpid()
    library.close()


def test_two_processes_write_and_one_searches_at_once(tmp_path: Path, start: Start) -> None:
    library = open_library(tmp_path, MODEL)
    library.add(many(5))
    writers = [start("add", str(tmp_path), "100", "15"), start("add", str(tmp_path), "200", "15")]
    reader = start("search", str(tmp_path), "40")
    for child in writers:
        child.communicate("\n", timeout=60)
    said, _ = reader.communicate(timeout=60)
    assert said.split() == ["open", *(f"a{number % 5}" for number in range(40))]
    assert library.status().articles == 35
    library.close()


def test_closing_waits_for_calls_in_hand_and_loses_none(tmp_path: Path) -> None:
    owner = open_library(tmp_path, MODEL)
    client = open_library(tmp_path, MODEL)
    began = threading.Event()

    def add_many() -> None:
        for number in range(12):
            client.add(many(1, first=number))
            began.set()

    adding = threading.Thread(target=add_many)
    adding.start()
    assert began.wait(30)
    owner.close()
    adding.join(60)
    assert not adding.is_alive()
    assert client.status().articles == 12
    assert client.status().indexes == {"dense": "ok", "lexical": "ok"}
    client.close()


def test_sigterm_finishes_the_write_in_hand(tmp_path: Path, start: Start) -> None:
    child = start("add-until-told", str(tmp_path))
    acknowledged = [line(child) for _ in range(5)]
    child.send_signal(signal.SIGTERM)
    said, _ = child.communicate(timeout=30)
    assert child.returncode == 143
    assert (tmp_path / "closed.json").exists()
    library = open_library(tmp_path, MODEL)
    acknowledged += said.split()
    # The write that was in hand is finished, though its acknowledgement was never printed.
    assert library.status().articles - len(acknowledged) in (0, 1)
    assert library.status().indexes == {"dense": "ok", "lexical": "ok"}
    library.close()


def test_a_client_with_another_model_is_refused(tmp_path: Path) -> None:
    owner = open_library(tmp_path, MODEL)
    with pytest.raises(EmbeddingMismatchError, match="reembed"):
        open_library(tmp_path, EmbeddingIdentity("other", 32))
    owner.close()


def test_only_the_same_user_can_read_the_secret(tmp_path: Path) -> None:
    library = open_library(tmp_path, MODEL)
    assert stat.S_IMODE((tmp_path / "owner.json").stat().st_mode) == 0o600
    library.close()
    assert not (tmp_path / "owner.json").exists()


def test_a_stranger_without_the_secret_gets_nothing(tmp_path: Path) -> None:
    library = open_library(tmp_path, MODEL)
    port = json.loads((tmp_path / "owner.json").read_text())["port"]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as stranger:
        challenge = stranger.recv(1024)
        assert b"#CHALLENGE#" in challenge
        stranger.sendall(len(b"x" * 16).to_bytes(4, "big") + b"x" * 16)
        refusal = stranger.recv(1024)
        assert b"#FAILURE#" in refusal
        assert stranger.recv(1024) == b""
    assert library.status().articles == 0
    library.close()


def test_a_stranger_that_stalls_keeps_nobody_waiting(tmp_path: Path) -> None:
    owner = open_library(tmp_path, MODEL)
    port = json.loads((tmp_path / "owner.json").read_text())["port"]
    with socket.create_connection(("127.0.0.1", port)):
        client = open_library(tmp_path, MODEL)
        assert client.status().articles == 0
        client.close()
        owner.close()


def test_an_owner_of_another_version_is_named_and_not_asked(tmp_path: Path) -> None:
    owner = open_library(tmp_path, MODEL)
    record = tmp_path / "owner.json"
    record.write_text(json.dumps(json.loads(record.read_text()) | {"protocol": "another"}))
    with pytest.raises(LibraryBusyError, match=f"another version of this program, process {os.getpid()}"):
        open_library(tmp_path, MODEL)
    owner.close()


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Library]:
    library = open_library(tmp_path, MODEL)
    yield library
    library.close()


@pytest.fixture
def wire(owner: Library, tmp_path: Path) -> Iterator[Wire]:
    """A client's bare connection to `owner`."""
    record = read_record(tmp_path / "owner.json")
    assert record is not None
    wire = Wire(socket.create_connection(("127.0.0.1", record.port)), record.secret, server=False)
    yield wire
    wire.close()


class _NotInTheOwnersVersion:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return importlib.import_module, ("no_such_module",)


def test_a_request_that_the_owner_cannot_read_is_answered_with_an_error(wire: Wire) -> None:
    wire.send(("status", (_NotInTheOwnersVersion(),), {}))
    kind, error = wire.receive()
    assert (kind, type(error)) == ("error", LibraryError)
    assert "no_such_module" in str(error)
    wire.send(("status", (), {}))
    assert wire.receive()[0] == "result"


def test_an_answer_that_the_owner_cannot_send_is_an_error_and_not_asked_for_again(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    lock = take_lock(layout.lock)
    assert lock is not None
    library = SimpleNamespace(status=threading.Lock, close=lambda: None)  # no lock can be pickled
    owner = Owner(layout, lock, lambda: cast("OwnedLibrary", library), serve=True)
    record = read_record(layout.record)
    assert record is not None
    client = Client(record)
    with pytest.raises(LibraryError, match="cannot send"):
        client.call("status", (), {})
    client.close()
    owner.close()


def test_a_client_can_be_interrupted_while_its_owner_is_suspended(tmp_path: Path, holder: Child) -> None:
    library = open_library(tmp_path, MODEL)
    holder.send_signal(signal.SIGSTOP)
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        library.add(many(1))
    holder.send_signal(signal.SIGCONT)
    library.close()


def test_a_suspended_client_does_not_keep_the_owner_from_ending(
    wire: Wire, owner: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.owner._TAKES_ANSWER_S", 0.1)
    owner.remember({"long": "x" * 30_000_000})  # more than the buffers between the two hold
    wire.send(("remembered", (["long"],), {}))
    assert wire._connection.poll(10)  # its answer is on the way, and nobody takes it
    owner.close()
