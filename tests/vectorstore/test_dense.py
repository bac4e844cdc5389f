"""The dense index by itself, on disk."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from chromadb import Collection
from chromadb.errors import InternalError

from core.errors import DiskFullError, LibraryError, SettingsError
from core.settings import PROJECT
from tests.vectorstore.samples import vectors
from vectorstore.dense import open_folder, open_server


def waiting(folder: Path) -> int:
    """Writes in Chroma's log that the next opening replays."""
    with closing(sqlite3.connect(folder / "chroma.sqlite3")) as log:
        return int(log.execute("SELECT count(*) FROM embeddings_queue").fetchone()[0])


def test_after_a_flush_little_is_replayed_and_all_is_found(tmp_path: Path) -> None:
    held = vectors(300, 1)
    dense = open_folder(tmp_path, "sample")
    dense.upsert(list(range(1, 301)), held)
    assert waiting(tmp_path) == 300
    dense.flush()
    dense.close()
    assert waiting(tmp_path) < 5
    again = open_folder(tmp_path, "sample")
    assert again.keys().tolist() == list(range(1, 301))
    assert [int(again.query(vector, 1)[0][0]) for vector in held] == list(range(1, 301))
    again.close()


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://localhost", "http://[::1", "http://localhost:99999"])
def test_an_address_of_no_server_is_refused_early(address: str) -> None:
    with pytest.raises(SettingsError, match="DATELINE_CHROMA_URL"):
        open_server(address, "sample", 1)


@pytest.mark.parametrize("address", ["jo:hush@localhost", "http://jo:hush@127.0.0.1:9"])
def test_a_password_in_the_address_of_a_server_is_not_told(address: str) -> None:
    with pytest.raises((SettingsError, LibraryError), match=r"\*\*\*@") as refused:
        open_server(address, "sample", 1)
    assert "hush" not in str(refused.value)


def _unreadable(path: Path) -> None:
    path.write_bytes("NAME=café\n".encode("latin-1"))


def _strangers(path: Path) -> None:
    path.write_text("CHROMA_API_IMPL=chromadb.api.nobody.Nothing\n")


@pytest.mark.parametrize("make", [os.mkfifo, _unreadable, _strangers])
def test_an_env_file_of_the_current_folder_is_not_chromas(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / ".env")
    opening = (
        "from pathlib import Path; from vectorstore.dense import open_folder; open_folder(Path('dense'), 'sample')"
    )
    # Chroma reads the file while it is imported, so that this takes another process.
    done = subprocess.run(
        [sys.executable, "-c", opening],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_index_emptied_again_is_flushed(tmp_path: Path) -> None:
    dense = open_folder(tmp_path, "sample")
    dense.upsert(list(range(1, 301)), vectors(300, 1))
    dense.delete(list(range(1, 301)))
    dense.flush()
    assert dense.keys().size == 0
    dense.close()


def test_a_kill_during_a_flush_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dense = open_folder(tmp_path, "sample")
    dense.upsert(list(range(1, 301)), vectors(300, 1))

    def die(_collection: Collection, ids: list[str]) -> None:
        raise KeyboardInterrupt(ids)

    with monkeypatch.context() as patched:
        patched.setattr(Collection, "delete", die)
        with pytest.raises(KeyboardInterrupt):
            dense.flush()
    dense.close()
    again = open_folder(tmp_path, "sample")
    again.upsert(list(range(301, 321)), vectors(20, 2))
    assert waiting(tmp_path) >= 20
    again.close()


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("error in compactor: No space left on device (os error 28)", DiskFullError),
        ("error returned from database: (code: 13) database or disk is full", DiskFullError),
        ("the segment was not fully read", LibraryError),
    ],
)
def test_only_what_says_so_is_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, message: str, kind: type[LibraryError]
) -> None:
    dense = open_folder(tmp_path, "sample")

    def fail(*_: object, **_named: object) -> None:
        raise InternalError(message)

    with monkeypatch.context() as patched:
        patched.setattr(Collection, "upsert", fail)
        with pytest.raises(LibraryError) as caught:
            dense.upsert([1], vectors(1, 1))
    assert type(caught.value) is kind
    dense.close()
