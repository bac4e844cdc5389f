"""How command lines end, and what reaches the terminal."""

import errno
import io
import sys

import pytest

from core.errors import DatelineError, LibraryError, SettingsError
from core.terminal import escaped, exit_code, printable


def _raise(error: BaseException) -> int:
    raise error


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (SettingsError("no port"), 2, "page: no port\n"),
        (LibraryError("no outlet \x1b]0;title\x07named so"), 1, "page: no outlet ]0;titlenamed so\n"),
        (DatelineError("first\nsecond"), 1, "page: first\nsecond\n"),
        (LibraryError("nothing at http://jo:hush@a.example"), 1, "page: nothing at http://***@a.example\n"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "page: No space left on device\n"),
        (PermissionError(errno.EACCES, "Permission denied", "runs/\x1b[2J"), 1, "page: Permission denied: runs/[2J\n"),
        (KeyboardInterrupt(), 130, "page: stopped\n"),
    ],
)
def test_an_error_becomes_an_exit_code_and_a_message_that_cannot_steer_the_terminal(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, said: str
) -> None:
    assert exit_code("page", lambda: _raise(error), stopped="stopped") == code
    assert capsys.readouterr().err == said


def test_a_reader_that_has_seen_enough_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert exit_code("page", lambda: _raise(BrokenPipeError())) == 1
    assert sys.stderr.closed


def test_spaces_of_other_kinds_and_letters_that_are_no_unicode_stay() -> None:
    assert printable("41\u00a0000 crowns, b\udcff.txt") == "41\u00a0000 crowns, b\udcff.txt"


def test_a_name_is_told_in_one_line_with_its_control_characters_as_escapes() -> None:
    assert escaped("a\x1b[2Jb\n41\u00a0000") == "a\\x1b[2Jb\\n41\u00a0000"
