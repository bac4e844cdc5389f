"""Sources that are kept for `refresh`."""

from pathlib import Path

import pytest

from ingest.columns import Columns
from ingest.kept import KeptSource, forget_sources, keep_sources, kept_sources
from tests.fakes import MemoryLibrary


def test_sources_are_kept_in_full_with_their_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = MemoryLibrary()
    (tmp_path / "news").mkdir()
    monkeypatch.chdir(tmp_path)

    keep_sources(library, ["news"], Columns({"text": "body"}))
    keep_sources(library, ["https://echo.example/feed"], Columns())

    assert kept_sources(library) == (
        KeptSource(str(tmp_path / "news"), {"text": "body"}),
        KeptSource("https://echo.example/feed", {}),
    )


def test_standard_input_and_what_is_not_there_are_not_kept(tmp_path: Path) -> None:
    library = MemoryLibrary()

    keep_sources(library, ["-", tmp_path / "none"], Columns())

    assert kept_sources(library) == ()


def test_a_pattern_is_kept_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = MemoryLibrary()
    monkeypatch.chdir(tmp_path)

    keep_sources(library, ["*.md"], Columns())

    assert kept_sources(library) == (KeptSource(str(tmp_path / "*.md"), {}),)


def test_an_empty_name_is_not_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = MemoryLibrary()
    monkeypatch.chdir(tmp_path)
    keep_sources(library, ["", "."], Columns())

    assert forget_sources(library, [""]) == ()
    assert [one.source for one in kept_sources(library)] == [str(tmp_path)]


def test_a_source_that_is_forgotten_is_no_longer_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = MemoryLibrary()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").mkdir()
    keep_sources(library, ["a", "https://echo.example/feed"], Columns())

    assert forget_sources(library, ["a", "some-id"]) == ("a",)
    assert [one.source for one in kept_sources(library)] == ["https://echo.example/feed"]
