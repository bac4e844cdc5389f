"""How command lines end, and what reaches the terminal."""

import errno
import json
import os
import subprocess
import sys

import pytest

from core.errors import DatelineError, LibraryError, SettingsError
from core.settings import PROJECT
from core.terminal import escaped, exit_code, json_line, printable


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


def _command(action: str) -> list[str]:
    return [
        "-c",
        f"import sys; from core.terminal import exit_code; sys.exit(exit_code('page', lambda: {action} or 0))",
    ]


PRINTS = _command("print('x' * 9**6)")
COMMANDS = [["-m", "qa", "--help"], ["-m", "ingest", "--help"], ["-m", "evaluation", "--help"], ["app.py", "--help"]]


def _run(arguments: list[str], redirected: str) -> subprocess.CompletedProcess[str]:
    shell = ["sh", "-c", f'exec "$@" {redirected}', "sh", sys.executable, *arguments]
    return subprocess.run(shell, cwd=PROJECT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [PRINTS, *COMMANDS])
def test_a_reader_that_has_seen_enough_is_told_nothing(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    # Where Python does not buffer its output, argparse keeps to itself that its help was not read.
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=buffered,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("arguments", [PRINTS, *COMMANDS])
def test_where_output_is_closed_one_line_says_what_to_do(arguments: list[str]) -> None:
    done = _run(arguments, ">&-")
    assert done.returncode == 1
    assert done.stderr.endswith(": standard output is closed; to discard the output, write >/dev/null\n")
    assert done.stderr.count("\n") == 1


def test_output_that_does_not_fit_on_the_disk_is_told_once() -> None:
    if not os.path.exists("/dev/full"):  # noqa: PTH110 -- a device
        pytest.skip("this system has no /dev/full")
    done = _run(PRINTS, ">/dev/full")
    assert (done.returncode, done.stderr) == (1, "page: No space left on device\n")


def test_a_command_whose_messages_nobody_wants_does_its_work() -> None:
    done = _run(_command("sys.stderr.isatty() or print('x')"), "2>&- <&-")
    assert (done.returncode, done.stdout) == (0, "x\n")


def test_spaces_of_other_kinds_and_letters_that_are_no_unicode_stay() -> None:
    assert printable("41\u00a0000 crowns, b\udcff.txt") == "41\u00a0000 crowns, b\udcff.txt"


def test_a_name_is_told_in_one_line_with_its_control_characters_as_escapes() -> None:
    assert escaped("a\x1b[2Jb\n41\u00a0000") == "a\\x1b[2Jb\\n41\u00a0000"


def test_json_reads_back_as_it_was_and_holds_nothing_that_steers_a_terminal() -> None:
    said = {"a\u202eb": "one\x1b[2J \x9b2J \x7f\n \u2067 café"}
    written = json_line(said)
    assert json.loads(written) == said
    assert written.isprintable()
