"""The record in which a library's owner tells where it listens, and whether one that is found may be trusted."""

import json
import logging
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from vectorstore.layout import NO_FOLLOW

log = logging.getLogger(__name__)

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Record:
    """Where an owner listens, the secret that proves both sides, and what it understands ("" if it does not say)."""

    pid: int
    port: int
    secret: bytes
    protocol: str = ""


def read_record(path: Path) -> Record | None:
    """The record at `path`, None where there is none, no whole one, or one that another user may have written.

    Whoever knows its secret can have us unpickle anything, so only a record that is ours alone counts.
    """
    try:
        # NONBLOCK: a pipe laid there must not hold us up.
        with os.fdopen(os.open(path, os.O_RDONLY | NO_FOLLOW | getattr(os, "O_NONBLOCK", 0)), "rb") as stream:
            if not _is_ours_alone(os.fstat(stream.fileno()), path.parent):
                log.debug("the owner's record is not this user's alone and is not trusted: path=%s", path)
                return None
            values = json.loads(stream.read())
        protocol = str(values.get("protocol", ""))
        return Record(int(values["pid"]), int(values["port"]), bytes.fromhex(values["secret"]), protocol)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _is_ours_alone(status: os.stat_result, folder: Path) -> bool:
    if not stat.S_ISREG(status.st_mode):
        return False
    if not hasattr(os, "getuid"):  # Windows keeps its rights elsewhere
        return True
    return status.st_uid == os.getuid() and (not status.st_mode & _OTHERS or not _keeps_modes(folder))


def _keeps_modes(folder: Path) -> bool:
    """Whether files in `folder` can be made their owner's alone; not so on FAT and on some network shares."""
    with tempfile.NamedTemporaryFile(dir=folder) as sample:  # made with mode 0600
        return not os.fstat(sample.fileno()).st_mode & _OTHERS
