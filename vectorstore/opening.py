"""Opening a library: whoever takes its lock owns it; everybody else is served by the owner."""

import logging
import time
from dataclasses import dataclass
from pathlib import Path

from core.errors import EmbeddingMismatchError, LibraryBusyError, LibraryError
from core.types import EmbeddingIdentity
from vectorstore.catalogue import Catalogue
from vectorstore.database import sqlite_url
from vectorstore.disk import FreeBytes, free_bytes
from vectorstore.interface import Library
from vectorstore.layout import Layout
from vectorstore.library import OwnedLibrary
from vectorstore.owner import Owner, take_lock
from vectorstore.protocol import protocol_fingerprint
from vectorstore.record import read_record
from vectorstore.recovery import open_indexes
from vectorstore.remote import Client
from vectorstore.shared import SharedLibrary, Target
from vectorstore.stores import Stores
from vectorstore.upgrade import upgrade
from vectorstore.wire import ConnectionLostError

log = logging.getLogger(__name__)

# How long to wait for an owner that neither answers nor lets go; one that is repairing its indexes does answer.
_PATIENCE_S = 30.0
_RETRY_S = 0.05


def open_library(
    data_dir: Path,
    embedding: EmbeddingIdentity,
    *,
    chroma_url: str = "",
    serve: bool = True,
    free: FreeBytes = free_bytes,
) -> Library:
    """The library in `data_dir`, made there if need be, whose vectors are `embedding`'s.

    `chroma_url` uses a Chroma server for the dense index; without `serve` other processes have to wait for this one.
    `free` tells the free bytes of a folder's disk.
    Raises EmbeddingMismatchError, LibraryDamagedError, DiskFullError and LibraryBusyError, and LibraryError for a
    folder that cannot be used.
    """
    data_dir = data_dir.resolve()
    try:
        str(data_dir).encode()  # Chroma and tantivy take no other names
        data_dir.mkdir(parents=True, exist_ok=True)
    except (OSError, UnicodeEncodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name is not UTF-8"
        raise LibraryError(
            f"The library folder {data_dir} cannot be used ({reason}). Name another one with --data-dir."
        ) from error
    foreign = Layout(data_dir).foreign()
    if foreign:
        raise LibraryError(
            f"The folder {data_dir} holds no library, but {foreign[0].name!r}, which a library would replace. "
            "Name another folder, or an empty one, with --data-dir."
        )
    return SharedLibrary(Opening(data_dir, embedding, chroma_url, serve, free), embedding)


@dataclass(frozen=True, slots=True)
class Opening:
    """How one process gets at a library; called again whenever the owner has gone."""

    data_dir: Path
    embedding: EmbeddingIdentity
    chroma_url: str
    serve: bool
    free: FreeBytes

    def __call__(self) -> Target:
        deadline = time.monotonic() + _PATIENCE_S
        layout = Layout(self.data_dir)
        while True:
            lock = take_lock(layout.lock)
            if lock is not None:
                return Owner(layout, lock, lambda: self._open_owned(layout), serve=self.serve)
            client = self._connect(layout)
            if client is not None:
                return client
            if time.monotonic() > deadline:
                record = read_record(layout.record)
                owner = f"process {record.pid}" if record else "another process"
                raise LibraryBusyError(
                    f"The library {self.data_dir} is held by {owner}, which does not answer. End it and try again."
                )
            time.sleep(_RETRY_S)

    def _open_owned(self, layout: Layout) -> OwnedLibrary:
        clean = layout.was_closed_cleanly()
        catalogue = Catalogue(sqlite_url(layout.catalogue))
        try:
            if not clean:
                catalogue.check()
            identity = catalogue.create_or_open(self.embedding)
            require_same(identity.embedding, self.embedding)
            upgrade(layout, catalogue)
            clean = clean and layout.generation == identity.generation
            dense, lexical, states = open_indexes(layout, catalogue, identity, self.chroma_url, clean=clean)
        except BaseException:
            catalogue.close()
            raise
        return OwnedLibrary(layout, Stores(catalogue, dense, lexical), identity.embedding, states, free=self.free)

    def _connect(self, layout: Layout) -> Client | None:
        record = read_record(layout.record)
        if record is None:
            return None
        if record.protocol != protocol_fingerprint():
            raise LibraryBusyError(
                f"The library {self.data_dir} is open in another version of this program, process {record.pid}. "
                "End it and try again."
            )
        client = Client(record)
        try:
            require_same(client.call("embedding", (), {}), self.embedding)
        except ConnectionLostError as error:
            log.debug("owner does not answer: pid=%d error=%s", record.pid, error)
            client.close()
            return None
        except EmbeddingMismatchError:
            client.close()
            raise
        return client


def require_same(found: EmbeddingIdentity, wanted: EmbeddingIdentity) -> None:
    """Raises EmbeddingMismatchError unless vectors of the one model may stand beside the other's."""
    same_weights = not (found.fingerprint and wanted.fingerprint) or found.fingerprint == wanted.fingerprint
    if (found.name, found.dimension) != (wanted.name, wanted.dimension) or not same_weights:
        raise EmbeddingMismatchError(
            f"This library was made with the embedding model {_described(found)}, and {_described(wanted)} is set. "
            "Set DATELINE_EMBEDDING_MODEL to the former, or change the library with "
            "`.venv/bin/python -m ingest reembed`."
        )


def _described(identity: EmbeddingIdentity) -> str:
    weights = f", weights {identity.fingerprint[:12]}" if identity.fingerprint else ""
    return f"{identity.name!r} ({identity.dimension} dimensions{weights})"
