"""What an ingest shows while it runs."""

import io
import sys

import pytest

from ingest.pipeline import Progress
from ingest.progress import ProgressLines


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_articles_and_chunks_with_their_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    with ProgressLines() as progress:
        progress(Progress(articles=1200, chunks=3400, done_bytes=50, total_bytes=100))
        progress(Progress(articles=1300, chunks=3600, done_bytes=80, total_bytes=200))

    shown = terminal.getvalue()
    assert "articles 1,200, " in shown
    assert "chunks   3,600, " in shown
    assert "50%" in shown
    assert "40%" in shown


def test_nothing_is_shown_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    monkeypatch.setattr(sys, "stderr", file)

    with ProgressLines() as progress:
        progress(Progress(1, 1, 1, 1))

    assert file.getvalue() == ""
