"""Which file articles are known to be from."""

from pathlib import Path

import pytest

from ingest import add
from ingest.origins import articles_from, note_origins
from tests.fakes import MemoryLibrary, article
from tests.ingest.fakes import CountingEmbedder


def _held(*origins: tuple[str, str], files: set[str]) -> MemoryLibrary:
    library = MemoryLibrary(*(article("Rain fell.", id=article_id) for _, article_id in origins))
    note_origins(library, files, origins)
    return library


def test_rows_and_members_are_from_the_file_that_holds_them() -> None:
    origins = [
        ("/in/a.zip!x/b.jsonl:3", "row"),
        ("/in/a.zip!c.txt", "member"),
        ("/in/d:e.txt", "file"),
        ("row 1", "memory"),
    ]
    library = _held(*origins, files={"/in/a.zip", "/in/d:e.txt"})
    assert articles_from(library, "/in/a.zip", list(library.held)) == ("row", "member")
    assert articles_from(library, "/in", list(library.held)) == ("row", "member", "file")


def test_a_relative_name_is_kept_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    library = _held(("in/a.txt", "a"), files={"in/a.txt"})
    monkeypatch.chdir("/")
    assert articles_from(library, str(tmp_path / "in"), ["a"]) == ("a",)
    assert articles_from(library, "in", ["a"]) == ()


def test_a_name_that_only_begins_alike_is_no_folder_of_it() -> None:
    library = _held(("/in-between/a.txt", "a"), files={"/in-between/a.txt"})
    assert articles_from(library, "/in", ["a"]) == ()


@pytest.mark.parametrize("source", ["", "https://echo.example/feed.xml"])
def test_an_address_or_an_empty_name_is_no_folder(source: str) -> None:
    assert articles_from(_held(("/a.txt", "a"), files={"/a.txt"}), source, ["a"]) == ()


def test_where_an_uploaded_file_lay_is_not_noted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained.")
    library = MemoryLibrary()
    report = add(
        [tmp_path / "a.txt"], library=library, embedder=CountingEmbedder(), key=lambda path: Path("upload") / path.name
    )
    assert (len(report.added), library.kept) == (1, {})
