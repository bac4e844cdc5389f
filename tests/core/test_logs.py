"""What a line of the log may hold."""

import logging

import pytest

from core.logs import configure_logging


def test_a_line_neither_steers_the_terminal_nor_forges_another(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("WARNING")
    logging.getLogger("core.sample").warning("encoding guessed: source=%s", "a\x1b[2J\nb.txt")
    assert capsys.readouterr().err.endswith("source=a\\x1b[2J\\nb.txt\n")


def test_neither_a_line_nor_a_trace_tells_a_password(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("WARNING")
    try:
        raise ValueError("no reply from http://jo:hush@a.example")
    except ValueError:
        logging.getLogger("core.sample").exception("failed: source=%s", "https://a.example/?token=f00")
    said = capsys.readouterr().err
    assert "source=https://a.example/?token=***" in said
    assert "ValueError: no reply from http://***@a.example" in said
