"""Opening a library in folders of any name and with any content, and after things that went wrong."""

import errno
import os
import re
import socket
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.errors import LibraryDamagedError, LibraryError
from tests.vectorstore.samples import MODEL, many
from vectorstore.catalogue import Catalogue
from vectorstore.database import open_engine, sqlite_url
from vectorstore.layout import Layout, write_atomically
from vectorstore.opening import open_library
from vectorstore.probe import examine
from vectorstore.record import Record, read_record
from vectorstore.schema import metadata


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "Who? 100%20"
    library = open_library(folder, MODEL)
    library.add(many(3))
    library.close()
    (folder / "closed.json").unlink()
    library = open_library(folder, MODEL)
    status = library.status()
    library.close()
    assert (folder / "catalogue.sqlite3").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    assert status.articles == 3
    assert set(status.indexes.values()) == {"ok"}


def test_a_folder_whose_name_is_not_utf8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="its name is not UTF-8"):
        open_library(tmp_path / os.fsdecode(b"caf\xe9"), MODEL)


def _examine_with(script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_library(folder, MODEL).close()
    program = folder / "probe.sh"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    catalogue = Catalogue(sqlite_url(folder / "catalogue.sqlite3"))
    try:
        examine(folder, catalogue, "any")
    finally:
        catalogue.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals")
@pytest.mark.parametrize("signal", ["INT", "TERM"])
def test_a_probe_that_was_stopped_is_not_taken_for_a_torn_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signal: str
) -> None:
    with pytest.raises(LibraryError, match="stopped"):
        _examine_with(f"kill -{signal} $$", tmp_path, monkeypatch)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups of this kind")
def test_a_probe_does_not_hear_the_terminals_interrupt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = tmp_path / "group"
    _examine_with(f"ps -o pgid= -p $$ > '{found}'", tmp_path, monkeypatch)
    assert int(found.read_text()) != os.getpgrp()


@pytest.mark.parametrize(
    "statements",
    [
        "CREATE TABLE meta (x); INSERT INTO meta VALUES (1)",
        "CREATE TABLE articles (x); INSERT INTO articles VALUES (1)",
        "CREATE TABLE meta (name, value); INSERT INTO meta VALUES ('format', '3')",
    ],
)
def test_a_database_of_other_tables_is_called_damaged(tmp_path: Path, statements: str) -> None:
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite3")) as other:
        other.executescript(statements)
    with pytest.raises(LibraryDamagedError, match=r"backup.*ingest the sources again"):
        open_library(tmp_path, MODEL)


@pytest.mark.parametrize("name", ["owner.json", "catalogue.sqlite3"])
def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path, name: str) -> None:
    open_library(tmp_path, MODEL).close()
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / name).mkdir()
    with pytest.raises(LibraryError, match=re.escape(str(tmp_path))):
        open_library(tmp_path, MODEL)


def test_a_file_that_cannot_be_written_is_not_called_damaged(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    engine = open_engine(sqlite_url(tmp_path / "catalogue.sqlite3"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE sample (value BLOB)"))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(LibraryError, match="quota") as raised, engine.begin() as connection:
            connection.execute(text("INSERT INTO sample VALUES (zeroblob(1000000))"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        engine.dispose()
    assert not isinstance(raised.value, LibraryDamagedError)


def assert_clients_are_served(folder: Path) -> None:
    owner = open_library(folder, MODEL)
    client = open_library(folder, MODEL)
    assert client.status().articles == 0
    client.close()
    owner.close()


def test_an_owner_that_ran_out_of_files_for_a_moment_goes_on_serving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [OSError(errno.EMFILE, "Too many open files")]
    accept = socket.socket.accept

    def accept_later(listener: socket.socket) -> Any:
        if failures:
            raise failures.pop()
        return accept(listener)

    monkeypatch.setattr(socket.socket, "accept", accept_later)
    assert_clients_are_served(tmp_path)
    assert not failures


def test_an_owner_that_ran_out_of_threads_for_a_moment_goes_on_serving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [RuntimeError("can't start new thread")]
    start = threading.Thread.start

    def start_later(thread: threading.Thread) -> None:
        if thread.name == "library-client" and failures:
            raise failures.pop()
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_later)
    assert_clients_are_served(tmp_path)
    assert not failures


@pytest.mark.parametrize("name", ["lexical", "dense-1", "dense-22"])
def test_a_folder_with_somebody_elses_indexes_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "notes.txt").write_text("mine")
    with pytest.raises(LibraryError, match=f"{name}.*Name another folder"):
        open_library(tmp_path, MODEL)
    assert (tmp_path / name / "notes.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_folders_that_only_begin_like_ours_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "dense-fog").mkdir()
    (tmp_path / "dense-fog" / "notes.txt").write_text("mine")
    for _ in range(2):
        open_library(tmp_path, MODEL).close()
    assert (tmp_path / "dense-fog" / "notes.txt").read_text() == "mine"


def test_a_first_opening_that_was_killed_is_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("vectorstore.recovery.LexicalIndex", die)
        with pytest.raises(KeyboardInterrupt):
            open_library(tmp_path, MODEL)
    open_library(tmp_path, MODEL).close()


@pytest.mark.parametrize("made", range(len(metadata.sorted_tables) + 1))
def test_a_first_opening_that_was_cut_short_among_its_tables_is_opened_again(tmp_path: Path, made: int) -> None:
    engine = open_engine(sqlite_url(tmp_path / "catalogue.sqlite3"))
    metadata.create_all(engine, tables=metadata.sorted_tables[:made])
    engine.dispose()
    library = open_library(tmp_path, MODEL)
    library.add(many(1))
    assert library.verify() == ()
    library.close()


def test_after_a_time_on_a_server_the_embedded_index_is_not_trusted(tmp_path: Path, chroma_server: str) -> None:
    library = open_library(tmp_path, MODEL)
    library.add(many(3))
    library.close()
    library = open_library(tmp_path, MODEL, chroma_url=chroma_server)
    library.add(many(1, first=3))
    library.close()
    library = open_library(tmp_path, MODEL)
    assert library.verify() == ()
    library.close()


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "owner.json"
    write_atomically(path, b'{"pid": 1, "port": 2, "secret": "00"}')
    return path


def test_a_record_of_our_own_is_read(record: Path) -> None:
    assert read_record(record) == Record(1, 2, b"\0")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize("mode", [0o640, 0o620, 0o604, 0o602])
def test_a_record_that_others_may_read_or_write_is_not_trusted(record: Path, mode: int) -> None:
    record.chmod(mode)
    assert read_record(record) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_record_is_read_where_the_file_system_keeps_no_modes(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record.chmod(0o777)
    monkeypatch.setattr("vectorstore.record._keeps_modes", lambda _folder: False)
    assert read_record(record) is not None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no user numbers")
def test_another_users_record_is_not_trusted(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody_else = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: somebody_else)
    assert read_record(record) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows lets only administrators make links")
def test_a_record_that_is_a_link_or_a_pipe_is_not_read(record: Path) -> None:
    link, pipe = record.with_name("link"), record.with_name("pipe")
    link.symlink_to(record)
    os.mkfifo(pipe, 0o600)
    assert read_record(link) is None
    assert read_record(pipe) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
def test_a_pipe_in_the_place_of_the_last_close_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "closed.json")
    assert not Layout(tmp_path).was_closed_cleanly()


@pytest.mark.skipif(os.name == "nt", reason="Windows lets only administrators make links")
def test_a_link_in_the_place_of_a_new_record_is_not_followed(record: Path) -> None:
    other = record.with_name("other")
    other.write_text("theirs")
    record.with_name(f"owner.json.{os.getpid()}.new").symlink_to(other)
    write_atomically(record, b"{}")
    assert other.read_text() == "theirs"
    assert record.read_bytes() == b"{}"
