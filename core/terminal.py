"""What the command lines have in common: how they end, and printing what others have written."""

import errno
import logging
import sys
import unicodedata
from collections.abc import Callable

from core.addresses import masked
from core.errors import DatelineError, SettingsError
from core.interrupts import INTERRUPTED

log = logging.getLogger(__name__)

ALL_WELL, FAILED, USAGE = 0, 1, 2
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


def _steers(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf")


def exit_code(command: str, action: Callable[[], int], *, stopped: str = "") -> int:
    """What `action` returns, or the exit code that says how it failed, after its error is printed under `command`.

    `stopped` is printed where Ctrl-C ends it.
    """
    # What is printed may hold what the terminal cannot show; that must not end the command.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # always a TextIOWrapper here
    try:
        return action()
    except DatelineError as error:  # may name outlets and files, as others wrote them
        _complain(command, str(error))
        return USAGE if isinstance(error, SettingsError) else FAILED
    except KeyboardInterrupt:
        if stopped:
            _complain(command, stopped)
        return INTERRUPTED
    except BrokenPipeError:  # `... | head` has seen enough
        sys.stderr.close()
        return FAILED
    except Exception as error:  # the one boundary: whatever else goes wrong is logged with its trace
        if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
            _complain(command, f"{error.strerror}: {error.filename}" if error.filename else str(error.strerror))
        else:
            log.exception("%s failed", command)
        return FAILED


def _complain(command: str, message: str) -> None:
    sys.stderr.write(f"{command}: {printable(masked(message))}\n")
