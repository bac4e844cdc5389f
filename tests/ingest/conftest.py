"""The command line over a library of the test's own."""

import sys
from pathlib import Path

import pytest

from tests.ingest.command import Command


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    # The streams of a captured test cannot be reconfigured.
    monkeypatch.setattr(sys.stdout, "reconfigure", lambda **_: None, raising=False)
    monkeypatch.setattr(sys.stderr, "reconfigure", lambda **_: None, raising=False)
    return Command(tmp_path / "library", capsys)
