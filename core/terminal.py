"""What the command lines have in common: how they end, and printing what others have written."""

import argparse
import errno
import json
import logging
import os
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from core.addresses import masked
from core.errors import DatelineError, SettingsError
from core.interrupts import INTERRUPTED

log = logging.getLogger(__name__)

ALL_WELL, FAILED, USAGE = 0, 1, 2
# What shells report of a command that SIGPIPE has ended: whoever read its output has stopped.
UNREAD = 141
_STEERS_IN_JSON = re.compile(r"[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# For the user to mend, who needs no trace for it.
_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM})


def printable(text: str) -> str:
    r"""`text` without control characters, which could steer the reader's terminal; line breaks and tabs stay.

    >>> printable("one\x1b[2J\ntwo")
    'one[2J\ntwo'
    """
    return "".join(letter for letter in text if letter in "\n\t" or not _steers(letter))


def escaped(text: str) -> str:
    r"""As `printable`, for names that are to be told from others: in one line, control characters as escapes.

    >>> escaped("one\x1b[2J\ntwo")
    'one\\x1b[2J\\ntwo'
    """
    return "".join(ascii(letter)[1:-1] if _steers(letter) else letter for letter in text)


def json_line(value: object) -> str:
    r"""`value` as JSON in one line; what could steer the reader's terminal is escaped, and reads back as it was.

    >>> json_line({"quote": "caf\u00e9 \u009b2J"})
    '{"quote": "café \\u009b2J"}'
    """
    written = json.dumps(value, ensure_ascii=False)  # escapes the other control characters itself
    return _STEERS_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _steers(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf")


def given_name(text: str) -> str:
    """The value of an option that names something; an empty one, as of a variable that is not set, is refused."""
    if not text.strip():
        raise argparse.ArgumentTypeError("is empty: give a name, or leave the option out")
    return text


def exit_code(command: str, action: Callable[[], int], *, stopped: str = "") -> int:
    """What `action` returns, or the exit code that says how it failed, after its error is printed under `command`.

    `stopped` is printed where Ctrl-C ends it. What was printed has been written when this returns.
    """
    _open_standard_files()
    if sys.stdout is None:
        _complain(command, "standard output is closed; to discard the output, write >/dev/null")
        return FAILED
    # What is printed may hold what the terminal cannot show; that must not end the command.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # always a TextIOWrapper here
    try:
        return _printed(action)
    except DatelineError as error:  # may name outlets and files, as others wrote them
        _complain(command, str(error))
        return USAGE if isinstance(error, SettingsError) else FAILED
    except KeyboardInterrupt:
        if stopped:
            _complain(command, stopped)
        return INTERRUPTED
    except BrokenPipeError:  # `... | head` has seen enough
        return UNREAD
    except Exception as error:  # the one boundary: whatever else goes wrong is logged with its trace
        if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
            _complain(command, f"{error.strerror}: {error.filename}" if error.filename else str(error.strerror))
        else:
            log.exception("%s failed", command)
        return FAILED


def _open_standard_files() -> None:
    """Have the numbers of standard input, output and errors taken, where whoever began the command has closed them.

    The next file to be opened would get such a number, and with it what libraries print.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    if sys.stderr is None:
        sys.stderr = _nowhere()


def _printed(action: Callable[[], int]) -> int:
    """What `action` returns or raises, once what it has printed is written: later nobody could tell that it was not."""
    try:
        return action()
    finally:
        try:
            sys.stdout.flush()
        except OSError:
            # What is left would be tried once more, and complained of, when the process ends.
            sys.stdout = _nowhere()
            raise


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _complain(command: str, message: str) -> None:
    sys.stderr.write(f"{command}: {printable(masked(message))}\n")
