"""The command line over a library of the test's own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import boundary
from tests.ingest.command import Command


@pytest.fixture(autouse=True)
def _nothing_unforeseen(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Errors that nobody had thought of become failures of documents; here they are failures of tests as well."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if record.name == boundary.__name__] == []


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    # The streams of a captured test cannot be reconfigured.
    monkeypatch.setattr(sys.stdout, "reconfigure", lambda **_: None, raising=False)
    monkeypatch.setattr(sys.stderr, "reconfigure", lambda **_: None, raising=False)
    return Command(tmp_path / "library", capsys)
