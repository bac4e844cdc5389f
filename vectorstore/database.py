"""Opening the catalogue's database: its pragmas, and its errors in the library's own words."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import DatabaseError

from core.errors import DiskFullError, LibraryBusyError, LibraryDamagedError, LibraryError
from vectorstore.disk import says_disk_is_full

_DAMAGE = (
    *("malformed", "not a database", "file is encrypted", "unsupported file format"),
    # Tables of somebody else, or ours after a repair by hand.
    *("no such table", "no such column", "has no column", "constraint failed"),
)
_UNUSABLE = ("disk i/o error", "unable to open database file")


def sqlite_url(path: Path) -> URL:
    """The address of a SQLite file, whatever characters its path has."""
    return URL.create("sqlite", database=str(path))


def open_engine(url: str | URL) -> Engine:
    """An engine on `url`; a full disk, a lock and damage are raised as the library's own errors."""
    sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = create_engine(url, **({"connect_args": {"timeout": 30}} if sqlite else {}))
    if sqlite:
        event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "handle_error", _translate)
    return engine


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    cursor = connection.cursor()
    # FULL: what a commit returned from survives a power cut; WAL: readers never wait for the writer.
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        # A connection each thread: what the system caches of the file serves all of them.
        "cache_size=-2000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _translate(context: ExceptionContext) -> None:
    error: Any = context.original_exception
    message = str(error).lower()
    where = context.engine.url.database if context.engine is not None else "the catalogue"
    if says_disk_is_full(message):
        raise DiskFullError(f"The disk is full ({where}). Free some space and try again; nothing was lost.") from error
    if any(sign in message for sign in _UNUSABLE):
        raise LibraryError(
            f"The catalogue {where} could not be read or written ({error}). Check the quota, the disk and the network, "
            "then open the library again."
        ) from error
    if any(sign in message for sign in _DAMAGE):
        raise damaged(str(where), str(error)) from error
    if "database is locked" in message:
        raise LibraryBusyError(f"Another program keeps {where} locked. Close it and try again.") from error


def damaged(where: str, finding: str) -> LibraryDamagedError:
    """The error for a catalogue that cannot be read, which says how to go on."""
    return LibraryDamagedError(
        f"The catalogue {where} is damaged ({finding}). Put a backup of the library folder in its place, "
        "or move the folder away and ingest the sources again."
    )


def quick_check(engine: Engine) -> None:
    """Raises LibraryDamagedError where SQLite finds its own file inconsistent. Reads the whole file."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        try:
            findings = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check(5)")]
        except DatabaseError as error:
            raise damaged(str(engine.url.database), str(error.orig)) from error
    if findings != ["ok"]:
        raise damaged(str(engine.url.database), str(findings[0]))
