"""Uploads of the Library tab, without a browser."""

from pathlib import Path

import gradio as gr
import pytest

from core.settings import load_settings
from tests.ingest.fakes import CountingEmbedder
from tests.web.fakes import FakeAssistant, FakeLibrary
from web.library_tab import LibraryEvents, library_layout
from web.page import strings
from web.starters import Starters


class Shelf:
    """The tab over an empty library, and files as Gradio stores what is uploaded."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self._folder = folder
        self.library = FakeLibrary()
        assistant = FakeAssistant(self.library, {})
        assistant.embedder = CountingEmbedder()  # type: ignore[assignment]  # with the identity that an ingest needs
        with gr.Blocks():
            self._parts = library_layout(strings())
        self._events = LibraryEvents(
            assistant,  # type: ignore[arg-type]  # the fake has what is used
            Starters(assistant),  # type: ignore[arg-type]  # likewise
            load_settings(data_dir=folder / "library", **settings),
            self._parts,
        )

    def upload(self, place: str, name: str, text: str) -> str:
        """The report after `text` was uploaded as `name`, stored in the folder `place`."""
        path = self._folder / place / name
        path.parent.mkdir()
        path.write_text(text)
        given = {self._parts.files: [str(path)], self._parts.find: "", self._parts.order: "newest"}
        shown = self._events.add({**given, self._parts.page: 1}, gr.Request(headers={}), progress=lambda *_, **__: None)  # type: ignore[arg-type]  # no queue to report to
        return str(shown[self._parts.report])


def test_an_upload_replaces_the_earlier_one_of_its_name(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    assert "1 added" in shelf.upload("4f1c", "ferry.txt", "The ferry stopped on Monday.")
    assert "1 updated" in shelf.upload("a09e", "ferry.txt", "The ferry stopped on Tuesday.")
    assert [article.text for article in shelf.library.held.values()] == ["The ferry stopped on Tuesday."]


def test_uploads_of_other_names_are_other_articles(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.upload("4f1c", "ferry.txt", "The ferry stopped.")
    shelf.upload("a09e", "ferry.md", "The ferry stopped again.")
    assert len(shelf.library.held) == 2


def test_uploads_are_read_by_the_settings_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path, max_file_mb=1)
    monkeypatch.setenv("DATELINE_MAX_FILE_MB", "not a number")
    assert "larger than 1,000,000 bytes" in shelf.upload("4f1c", "long.txt", "It rained. " * 100_000)
