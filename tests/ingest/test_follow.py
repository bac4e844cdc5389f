"""Folders, files and addresses kept current. Each wait is for an event; nothing is timed."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from ingest.follow import follow

PATIENCE_S = 20


class Followed:
    """`follow` in a thread; `rounds` are the sources of each time that something was taken in."""

    def __init__(self) -> None:
        self.rounds: list[list[str]] = []
        self._arrived = threading.Condition()
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []

    def begin(self, *sources: str | Path, every_s: float = 3600) -> None:
        arguments = {"every_s": every_s, "stopped": self._stopped}
        thread = threading.Thread(target=follow, args=(sources, self._take_in), kwargs=arguments)
        self._threads.append(thread)
        thread.start()
        self.wait(lambda: len(self.rounds) >= 1)

    def wait(self, condition: Callable[[], bool]) -> None:
        with self._arrived:
            assert self._arrived.wait_for(condition, PATIENCE_S), f"never happened; got {self.rounds}"

    def later(self) -> set[str]:
        """Names of the files that were taken in after the first round, by themselves or with a new folder."""
        taken = [Path(source) for sources in self.rounds[1:] for source in sources]
        return {file.name for path in taken for file in (path.rglob("*") if path.is_dir() else [path])}

    def stop(self) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()

    def _take_in(self, sources: Sequence[str | Path]) -> None:
        with self._arrived:
            self.rounds.append([str(source) for source in sources])
            self._arrived.notify_all()


@pytest.fixture
def followed() -> Iterator[Followed]:
    found = Followed()
    yield found
    found.stop()


def test_everything_is_taken_in_first(followed: Followed, tmp_path: Path) -> None:
    followed.begin(tmp_path, "https://echo.example/feed")

    assert followed.rounds == [[str(tmp_path), "https://echo.example/feed"]]


def test_new_and_changed_files_of_a_folder_are_taken_in(followed: Followed, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("It rained.")
    followed.begin(tmp_path)

    (tmp_path / "old.txt").write_text("It rained again.")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "new.txt").write_text("It snowed.")

    followed.wait(lambda: {"old.txt", "new.txt"} <= followed.later())


def test_hidden_files_and_what_is_deleted_are_left_out(followed: Followed, tmp_path: Path) -> None:
    (tmp_path / "gone.txt").write_text("It rained.")
    followed.begin(tmp_path)

    (tmp_path / ".part").write_text("half")
    (tmp_path / "gone.txt").unlink()
    (tmp_path / "last.txt").write_text("It snowed.")

    followed.wait(lambda: "last.txt" in followed.later())
    assert followed.later() == {"last.txt"}


def test_a_single_file_is_taken_in_when_it_changes(followed: Followed, tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    dump.write_text('{"text": "One."}\n')
    followed.begin(dump)

    other = tmp_path / "new"
    other.write_text('{"text": "One."}\n{"text": "Two."}\n')
    other.replace(dump)  # as editors do

    followed.wait(lambda: len(followed.rounds) == 2)
    assert followed.later() == {"dump.jsonl"}


def test_addresses_are_asked_at_the_interval(followed: Followed) -> None:
    followed.begin("https://echo.example/feed", every_s=0.01)

    followed.wait(lambda: len(followed.rounds) >= 3)
    assert {tuple(sources) for sources in followed.rounds} == {("https://echo.example/feed",)}


def test_what_a_browser_saves_beside_a_page_is_left_out(followed: Followed, tmp_path: Path) -> None:
    followed.begin(tmp_path)

    (tmp_path / "Story.html").write_text("<p>It rained.</p>")
    (tmp_path / "Story_files").mkdir()
    (tmp_path / "Story_files" / "f.txt").write_text("x")
    (tmp_path / "last.txt").write_text("It snowed.")

    followed.wait(lambda: {"Story.html", "last.txt"} <= followed.later())
    assert followed.later() == {"Story.html", "last.txt"}
