"""What the sources that a user names stand for, and what is left out of a folder."""

from pathlib import Path

import pytest

from core.types import Failure
from ingest.files import Elsewhere, find_files


def _written(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("It rained.")
    return folder


def _found(folder: Path, *sources: str | Path) -> list[str]:
    """Paths of the files in `folder` that are found, and reasons of failures."""
    found = [one for one in find_files(sources or [folder]) if not isinstance(one, Elsewhere)]
    return [one.reason if isinstance(one, Failure) else one.origin.removeprefix(f"{folder}/") for one in found]


@pytest.mark.parametrize("beside", ["Story_files", "Story-Dateien", "Story_fichiers", "Story_archivos", "Story-filer"])
@pytest.mark.parametrize("page", ["Story.html", "Story.htm"])
def test_what_a_browser_saved_beside_a_page_is_left_out(tmp_path: Path, page: str, beside: str) -> None:
    assert _found(_written(tmp_path, page, f"{beside}/f.txt", f"{beside}/in/saved_resource.html")) == [page]


def test_a_folder_that_only_ends_like_one_beside_a_page_is_taken(tmp_path: Path) -> None:
    names = ["Other.html", "Story_files/a.txt", "Story_files_of_may/b.txt", "Story_files_of_may.txt"]

    assert _found(_written(tmp_path, *names)) == names


def test_what_word_has_open_is_left_out(tmp_path: Path) -> None:
    assert _found(_written(tmp_path, "a.txt", "~$a.docx")) == ["a.txt"]


def test_a_name_that_begins_with_a_tilde_and_is_no_users_is_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(_written(tmp_path, "~nobody-of-this-name.txt"))

    assert _found(tmp_path, "~nobody-of-this-name.txt", "~$a.docx") == [
        "~nobody-of-this-name.txt",
        "no such file or folder",
    ]


@pytest.mark.parametrize("source", ["a\0b.txt", "\ud800.txt"])
def test_a_source_that_no_file_can_be_called_stops_nothing(tmp_path: Path, source: str) -> None:
    story = _written(tmp_path, "story.txt") / "story.txt"
    assert _found(tmp_path, source, story) == ["is not a valid file name", "story.txt"]


def test_an_empty_source_is_not_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(_written(tmp_path, "a.txt"))

    assert _found(tmp_path, "") == ["is an empty name"]


@pytest.mark.parametrize("address", ["northline.example/feed.xml", "www.northline.example", "northline.example:80/a"])
def test_a_web_address_without_its_scheme_is_told_from_a_missing_file(tmp_path: Path, address: str) -> None:
    (reason,) = _found(tmp_path, address)

    assert reason.startswith("no such file or folder; for a web address write https://")


@pytest.mark.parametrize("path", ["notes.txt", "news/a.txt", "../a.b/c.txt", "/srv/www.example/a.txt"])
def test_a_missing_file_is_taken_for_no_web_address(tmp_path: Path, path: str) -> None:
    assert _found(tmp_path, path) == ["no such file or folder"]
