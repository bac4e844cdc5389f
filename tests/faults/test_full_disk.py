"""A disk that really fills up, as a small file system in memory; mounting one takes root on Linux."""

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from core.errors import DatelineError, DiskFullError, LibraryError
from tests.vectorstore.samples import MODEL, many, vectors
from vectorstore.disk import free_bytes
from vectorstore.interface import Library
from vectorstore.opening import open_library

pytestmark = pytest.mark.faults

BATCH, MOST_BATCHES = 40, 200


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 48 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a file system cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(library: Library) -> tuple[int, DatelineError]:
    """Add batches until one fails: articles that were acknowledged, and the error."""
    for done in range(0, MOST_BATCHES * BATCH, BATCH):
        try:
            library.add(many(BATCH, chunks=8, first=done))
        except DatelineError as error:
            return done, error
    raise AssertionError("the disk did not fill up")


def fill_up(folder: Path) -> Path:
    """A file that takes all that is free."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as stream, suppress(OSError):
        while True:
            stream.write(b"\0" * 4096)
    return ballast


def assert_holds(library: Library, articles: int) -> None:
    assert library.status().articles == articles
    for entry in many(articles, chunks=8)[:: max(1, articles // 20)]:
        assert library.article(entry.article.id) == entry.article
        assert library.search(entry.article.title, vectors(1, 0)[0], limit=5)


def test_a_library_on_a_disk_without_a_byte_left_says_so_when_it_is_opened_and_closes(small_disk: Path) -> None:
    library = open_library(small_disk / "library", MODEL)
    library.add(many(1))
    ballast = fill_up(small_disk)
    library.close()
    with pytest.raises(LibraryError, match=r"try again|open the library again"):
        open_library(small_disk / "library", MODEL)
    ballast.unlink()
    again = open_library(small_disk / "library", MODEL)
    assert again.article("a0") == many(1)[0].article
    again.close()


@pytest.mark.parametrize("asked", [True, False])
def test_nothing_acknowledged_is_lost_when_the_disk_is_full(small_disk: Path, asked: bool) -> None:
    """Both where room is asked for first, and where the disk fills up in the middle of a write."""
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * (0 if asked else 34_000_000))
    library = open_library(small_disk / "library", MODEL, free=free_bytes if asked else lambda _: 10**12)
    stored, error = fill(library)
    assert isinstance(error, DiskFullError), error
    assert "try again" in str(error)
    assert stored or asked
    # Somebody frees some space: the same process goes on, or the next one does.
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
    assert_holds(library, stored)
    library.close()
    again = open_library(small_disk / "library", MODEL)
    assert_holds(again, stored)
    again.add(many(BATCH, chunks=8, first=stored))
    assert_holds(again, stored + BATCH)
    again.close()
