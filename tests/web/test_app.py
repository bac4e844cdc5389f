"""The entry point of the page: what it says and returns where something is in the way."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import announcement, main


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """SIGTERM as it was."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_an_unforeseen_error_is_logged_and_ends_with_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "browser-secret").write_bytes(b"\xff")

    assert main(["--port", "0", "--data-dir", str(tmp_path)]) == 1
    assert "dateline failed" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_ends_with_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", "0", "--data-dir", "/proc/x"]) == 1
    assert "/proc/x" in capsys.readouterr().err


def test_a_wrong_setting_ends_with_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", "70000"]) == 2
    assert capsys.readouterr().err.startswith("dateline: DATELINE_PORT")


def test_what_others_may_do_is_said_where_they_reach_the_page() -> None:
    assert announcement("::1", 80) == "Dateline is open at http://[::1]:80  (Ctrl-C closes it)"
    assert announcement("0.0.0.0", 80).splitlines()[1:] == [
        "Whoever reaches this port may ask questions, add and remove articles, and have web addresses read."
    ]
