"""The dense index: vectors by chunk key in Chroma, embedded or on a server. Knows no texts and no articles.

It holds nothing that the catalogue does not hold: no documents (Chroma would build a trigram index of them) and no
metadata (filtering by it is slower than handing over the allowed keys).
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pydantic_settings import DotEnvSettingsSource

from core.addresses import masked_address, server_at
from core.errors import DiskFullError, LibraryError, SettingsError
from vectorstore.catalogue import Keys
from vectorstore.disk import says_disk_is_full
from vectorstore.interface import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

log = logging.getLogger(__name__)

# Chroma blocks reads of a collection while it writes to it; 200 vectors take a few milliseconds.
LIVE_BATCH = 200
# So many writes wait in Chroma's own log, which survives a kill, before it writes the graph anew, which does not. Each
# opening replays the log (about 0.5 ms a vector), so what waits is written once more when the library is closed.
SYNC_THRESHOLD = 4_000
# Replaying fewer than these is not worth the effort of a flush.
_FLUSH_FROM = 200
# Keys of the catalogue start at 1.
_NO_KEY = -1
_EF_SEARCH = 200


class DenseIndex:
    """Cosine similarity over unit-length vectors. Methods may be called from several threads, writes from one."""

    def __init__(self, connect: Callable[[], tuple["ClientAPI", "Collection"]], *, embedded: bool) -> None:
        self._connect = connect
        self._embedded = embedded
        self._client, self._collection = connect()
        self._unflushed = 0
        # A kill during a flush leaves its threshold, and then every few writes would write the whole graph.
        if embedded and self._stored_threshold() != SYNC_THRESHOLD:
            with _errors():
                self._reconnect(sync_threshold=SYNC_THRESHOLD)

    def _stored_threshold(self) -> int | None:
        hnsw = self._collection.configuration_json.get("hnsw") or {}
        threshold: int | None = hnsw.get("sync_threshold")
        return threshold

    def upsert(self, keys: Sequence[int], vectors: Vectors, *, batch: int = LIVE_BATCH) -> None:
        """Store `vectors`, (len(keys), dim), replacing those that `keys` had; at most 5,461 in one `batch`."""
        for start in range(0, len(keys), batch):
            part = slice(start, start + batch)
            with _errors():
                self._collection.upsert(ids=[str(key) for key in keys[part]], embeddings=vectors[part])
        self._unflushed += len(keys)

    def delete(self, keys: Sequence[int]) -> None:
        """Take `keys` out; unknown ones are no error."""
        for start in range(0, len(keys), LIVE_BATCH):
            with _errors():
                self._collection.delete(ids=[str(key) for key in keys[start : start + LIVE_BATCH]])

    def query(self, vector: Vectors, limit: int, allowed: Keys | None = None) -> tuple[Keys, NDArray[np.float64]]:
        """Keys of the `limit` nearest to `vector`, shape (dim,), among `allowed`, and their cosine similarities."""
        if allowed is not None and not allowed.size:
            return np.empty(0, dtype=np.int64), np.empty(0)
        ids = None if allowed is None else [str(key) for key in allowed]
        with _errors():
            found = self._collection.query(
                query_embeddings=vector[np.newaxis], n_results=limit, ids=ids, include=["distances"]
            )
        distances = (found["distances"] or [[]])[0]
        return np.array(found["ids"][0], dtype=np.int64), 1.0 - np.asarray(distances, dtype=np.float64)

    def count(self) -> int:
        """How many vectors Chroma says it has; a damaged index may say anything."""
        with _errors():
            return self._collection.count()

    def keys(self) -> Keys:
        """All keys it holds, ascending."""
        with _errors():
            ids = self._collection.get(include=[])["ids"]
        return np.sort(np.array(ids, dtype=np.int64))

    def vectors(self, keys: Iterable[int]) -> tuple[Keys, Vectors]:
        """Those of `keys` it holds, and their vectors, (n, dim), in one order."""
        with _errors():
            found = self._collection.get(ids=[str(key) for key in keys], include=["embeddings"])
        return np.array(found["ids"], dtype=np.int64), np.asarray(found["embeddings"], dtype=np.float32)

    def flush(self) -> None:
        """Write the graph to disk, so that the next opening has little to replay. A server sees to that itself."""
        if not self._embedded or self._unflushed < _FLUSH_FROM:
            return
        with _errors():
            # The threshold is read when a graph is loaded, so each change of it takes a new client.
            self._reconnect(sync_threshold=2)
            # Chroma flushes only when something is written. Deleting what is not there touches no vector; writing one
            # again makes hnswlib wire its neighbours anew, which cut another one off in 6 of 300 graphs of 40.
            for _ in range(3):
                self._collection.delete(ids=[str(_NO_KEY)])
            self._reconnect(sync_threshold=SYNC_THRESHOLD)
        self._unflushed = 0

    def _reconnect(self, sync_threshold: int) -> None:
        self._collection.modify(configuration={"hnsw": {"sync_threshold": sync_threshold}})
        self.close()
        self._client, self._collection = self._connect()

    def close(self) -> None:
        """Let go of the files or the connection."""
        # The interface that both clients share lacks it.
        closing: Any = self._client
        closing.close()


def open_folder(folder: Path, library_id: str) -> DenseIndex:
    """The embedded index in `folder`, made there if need be. The caller holds the library's lock."""
    with _without_env_file():
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
    folder.mkdir(parents=True, exist_ok=True)

    def connect() -> tuple["ClientAPI", "Collection"]:
        client = chromadb.PersistentClient(str(folder), settings=settings)
        return client, _collection(client, _name(library_id, 0))

    with _errors():
        return DenseIndex(connect, embedded=True)


def open_server(url: str, library_id: str, generation: int) -> DenseIndex:
    """The index on the Chroma server at `url`, in a collection of the library's own; older generations are dropped.

    Raises SettingsError for something that is no address and LibraryError where no server answers.
    """
    import httpx

    with _without_env_file():
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
    server, shown = server_at(url), masked_address(url)
    if server is None:
        raise SettingsError(f"DATELINE_CHROMA_URL: {shown!r} is not an address like http://127.0.0.1:8000.")
    try:
        client = chromadb.HttpClient(
            host=server.host,
            port=server.port,
            ssl=server.secure,
            settings=settings,
        )
    except (ValueError, httpx.HTTPError) as error:
        raise LibraryError(f"No Chroma server answers at {shown}. Start it, or unset DATELINE_CHROMA_URL.") from error
    with _errors():
        for other in client.list_collections():
            if other.name.startswith(_name(library_id, "")) and other.name != _name(library_id, generation):
                client.delete_collection(other.name)
        collection = _collection(client, _name(library_id, generation))
        return DenseIndex(lambda: (client, collection), embedded=False)


def _name(library_id: str, generation: int | str) -> str:
    return f"dateline-{library_id}-{generation}"


def _collection(client: "ClientAPI", name: str) -> "Collection":
    configuration: Any = {"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH, "sync_threshold": SYNC_THRESHOLD}}
    return client.get_or_create_collection(name, embedding_function=None, configuration=configuration)


@contextmanager
def _without_env_file() -> Iterator[None]:
    """Inside, Chroma may be imported and its settings made, for which it would take any `.env` of the current folder.

    Such a file may be a pipe that nobody writes to, or a stranger's that names where Chroma is to send its traces.
    """
    read = DotEnvSettingsSource._read_env_files

    def read_but_for_chroma(source: DotEnvSettingsSource) -> Mapping[str, str | None]:
        return {} if source.settings_cls.__module__.startswith("chromadb.") else read(source)

    # There is no setting for it.
    DotEnvSettingsSource._read_env_files = read_but_for_chroma  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        DotEnvSettingsSource._read_env_files = read  # type: ignore[method-assign]


class _errors:  # noqa: N801 - reads as a statement: with _errors()
    """Chroma's errors in the library's own words."""

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        import httpx
        from chromadb.errors import ChromaError

        if isinstance(error, ChromaError | httpx.HTTPError | ConnectionError):
            message = str(error)
            if says_disk_is_full(message):
                raise DiskFullError("The disk is full. Free some space and try again; nothing was lost.") from error
            raise LibraryError(f"The dense index failed: {message}. Opening the library again repairs it.") from error
