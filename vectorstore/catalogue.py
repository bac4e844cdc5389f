"""The catalogue: articles, chunks and vectors in SQLite (or any database that SQLAlchemy opens). It is the truth.

An article is `pending` until both indexes hold it and `indexed` from then on; only indexed ones are ever shown. Keys of
articles and chunks are numbers that are never given twice, so a key that lingers in an index cannot come to mean
something else. Knows nothing of the indexes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import URL, ColumnElement, Connection, Table, and_, delete, func, insert, inspect, select, update

from core.errors import ArticleNotFoundError
from core.types import Article, Chunk, EmbeddingIdentity
from vectorstore.database import damaged, open_engine, quick_check
from vectorstore.interface import Entry, Vectors
from vectorstore.meta import Identity, identity_from, read_meta, take_keys, write_identity, write_meta
from vectorstore.revisions import forget_revisions, keep_revisions
from vectorstore.rows import (
    CHUNK_COLUMNS,
    INDEXED,
    PENDING,
    article_from,
    article_row,
    chunk_from,
    chunk_rows,
    signature_from,
    sketch_row,
)
from vectorstore.schema import articles, chunks, meta, metadata, pack_vectors, sketches, unpack_vectors
from vectorstore.sketch import METHOD, Signature, sketch
from vectorstore.statements import groups, key_in

# Characters of whole articles handed over at once, beside the number asked for.
_PAGE_CHARS = 4_000_000

Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Keyed:
    """Keys of articles and of their chunks."""

    articles: tuple[int, ...] = ()
    chunks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Staged:
    """Entries that stand in the catalogue as pending: article keys and first chunk keys, in the entries' order."""

    entries: tuple[Entry, ...]
    article_keys: tuple[int, ...]
    chunk_keys: tuple[tuple[int, ...], ...]
    vectors: Vectors
    signatures: tuple[Signature, ...]

    @property
    def keys(self) -> Keyed:
        return Keyed(self.article_keys, tuple(key for keys in self.chunk_keys for key in keys))


class Indexable(NamedTuple):
    """An article as the lexical index takes it: its key, its chunks with theirs, and its text's signature."""

    key: int
    article: Article
    chunks: tuple[tuple[int, Chunk], ...]
    signature: Signature


class Catalogue:
    """One library's tables. Methods may be called from several threads; only one process may write."""

    def __init__(self, url: str | URL) -> None:
        self.engine = open_engine(url)

    def create_or_open(self, embedding: EmbeddingIdentity) -> Identity:
        """The identity found, or, in an empty database, a new one with `embedding`.

        Raises LibraryDamagedError for tables without an identity and LibraryError for a newer format.
        """
        with self.engine.begin() as connection:
            # Not "no tables": SQLite keeps each table as it is made, also where the very first opening was cut short.
            if not _has_rows(connection, meta) and not _has_rows(connection, articles):
                metadata.create_all(connection)
                write_identity(connection, embedding, sketches=METHOD)
            return self._identity(connection)

    def identity(self) -> Identity:
        """What the library is, read afresh."""
        with self.engine.connect() as connection:
            return self._identity(connection)

    def _identity(self, connection: Connection) -> Identity:
        try:
            return identity_from(read_meta(connection) if _has_rows(connection, meta) else {})
        except (KeyError, ValueError, TypeError) as error:
            raise damaged(str(self.engine.url.database), f"no identity: {error}") from error

    def check(self) -> None:
        """Raises LibraryDamagedError where the database is inconsistent. Reads all of it."""
        quick_check(self.engine)

    def next_generation(self) -> int:
        """Begin a new generation of the dense index; whatever earlier ones hold is void from now on."""
        with self.engine.begin() as connection:
            generation = int(read_meta(connection)["dense_generation"]) + 1
            write_meta(connection, dense_generation=str(generation))
        return generation

    def stage(self, entries: Sequence[Entry]) -> Staged:
        """Write `entries` as pending in one transaction; earlier revisions stay as they are."""
        packed = [pack_vectors(entry.vectors) for entry in entries]
        sketched = [sketch(entry.article.text) for entry in entries]
        with self.engine.begin() as connection:
            _delete_pending(connection, [entry.article.id for entry in entries])
            article_keys = take_keys(connection, "next_article_key", len(entries))
            taken = iter(take_keys(connection, "next_chunk_key", sum(len(entry.chunks) for entry in entries)))
            chunk_keys = tuple(tuple(next(taken) for _ in entry.chunks) for entry in entries)
            connection.execute(
                insert(articles), [article_row(*pair) for pair in zip(article_keys, entries, strict=True)]
            )
            connection.execute(
                insert(sketches), [sketch_row(*pair) for pair in zip(article_keys, sketched, strict=True)]
            )
            rows = [
                row
                for entry, key, keys, vectors in zip(entries, article_keys, chunk_keys, packed, strict=True)
                for row in chunk_rows(entry, key, keys, vectors)
            ]
            if rows:
                connection.execute(insert(chunks), rows)
        rounded = np.concatenate(packed).astype(np.float32)
        return Staged(tuple(entries), tuple(article_keys), chunk_keys, rounded, tuple(s.signature for s in sketched))

    def publish(self, staged: Staged) -> Keyed:
        """Make staged entries the ones that are shown; what they replaced, which is kept as earlier revisions."""
        article_ids = [entry.article.id for entry in staged.entries]
        with self.engine.begin() as connection:
            keep_revisions(connection, article_ids)
            replaced = _delete_indexed(connection, article_ids)
            for group in groups(staged.article_keys):
                connection.execute(update(articles).where(articles.c.key.in_(group)).values(state=INDEXED))
        return replaced

    def discard(self, staged: Staged) -> None:
        """Take back what `stage` wrote."""
        with self.engine.begin() as connection:
            for group in groups(staged.article_keys):
                connection.execute(delete(articles).where(articles.c.key.in_(group), articles.c.state == PENDING))

    def roll_back_pending(self) -> int:
        """Delete everything that is still pending (its writer was killed, and never said it was stored); how many."""
        with self.engine.begin() as connection:
            return connection.execute(delete(articles).where(articles.c.state == PENDING)).rowcount

    def remove(self, article_ids: Sequence[str]) -> Keyed:
        """Delete articles with all that hangs on them, earlier revisions too; what was deleted."""
        with self.engine.begin() as connection:
            gone = _delete_indexed(connection, article_ids)
            forget_revisions(connection, article_ids)
        return gone

    def content_hashes(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """Content hashes of the indexed ones among `article_ids`."""
        found: dict[str, str] = {}
        with self.engine.connect() as connection:
            for group in groups(article_ids):
                query = select(articles.c.id, articles.c.content_hash).where(_indexed_ids(group))
                found.update((row.id, row.content_hash) for row in connection.execute(query))
        return found

    def article(self, article_id: str) -> Article:
        """Raises ArticleNotFoundError."""
        with self.engine.connect() as connection:
            row = connection.execute(select(articles).where(_indexed_ids([article_id]))).one_or_none()
        if row is None:
            raise ArticleNotFoundError(f"The library holds no article {article_id!r}.")
        return article_from(row)

    def chunks(self, article_id: str) -> tuple[Chunk, ...]:
        """An article's chunks in order. Raises ArticleNotFoundError."""
        query = select(chunks).join(articles).where(_indexed_ids([article_id])).order_by(chunks.c.position)
        with self.engine.connect() as connection:
            found = tuple(chunk_from(row, article_id) for row in connection.execute(query))
        if not found:
            self.article(article_id)
        return found

    def chunk_keys(self) -> Keys:
        """Keys of all indexed chunks, ascending."""
        query = select(chunks.c.key).join(articles).where(articles.c.state == INDEXED).order_by(chunks.c.key)
        with self.engine.connect() as connection:
            return np.fromiter(connection.execute(query).scalars(), dtype=np.int64)

    def article_keys(self) -> Keys:
        """Keys of all indexed articles, ascending."""
        query = select(articles.c.key).where(articles.c.state == INDEXED).order_by(articles.c.key)
        with self.engine.connect() as connection:
            return np.fromiter(connection.execute(query).scalars(), dtype=np.int64)

    def vectors(self, keys: Iterable[int], dimension: int) -> tuple[Keys, Vectors]:
        """Those of `keys` that have a vector, and their vectors, (n, dimension), in one order."""
        found: list[int] = []
        stored: list[bytes] = []
        with self.engine.connect() as connection:
            for group in groups(list(keys)):
                query = select(chunks.c.key, chunks.c.vector).where(key_in(chunks.c.key))
                for key, vector in connection.execute(query, {"keys": group}):
                    found.append(key)
                    stored.append(vector)
        return np.array(found, dtype=np.int64), unpack_vectors(stored, dimension)

    def entries_of(self, article_keys: Sequence[int]) -> Iterator[Indexable]:
        """Indexed articles by key, as the lexical index wants them."""
        with self.engine.connect() as connection:
            for group in groups(article_keys, 200):
                of_article: dict[int, list[tuple[int, Any]]] = {}
                held = select(*CHUNK_COLUMNS).where(chunks.c.article_key.in_(group)).order_by(chunks.c.key)
                for row in connection.execute(held):
                    of_article.setdefault(row.article_key, []).append((row.key, row))
                whole = select(articles, sketches.c.signature).join(sketches).where(articles.c.key.in_(group))
                for row in connection.execute(whole):
                    own = tuple((key, chunk_from(chunk, row.id)) for key, chunk in of_article.get(row.key, ()))
                    yield Indexable(row.key, article_from(row), own, signature_from(row.signature))

    def entries(self, article_ids: Sequence[str], dimension: int) -> dict[str, Entry]:
        """The indexed ones among `article_ids` with chunks and vectors, (n, dimension)."""
        found: dict[str, Entry] = {}
        with self.engine.connect() as connection:
            for group in groups(article_ids, 200):
                rows: dict[int, list[Any]] = {}
                held = select(chunks).join(articles).where(_indexed_ids(group)).order_by(chunks.c.key)
                for row in connection.execute(held):
                    rows.setdefault(row.article_key, []).append(row)
                for row in connection.execute(select(articles).where(_indexed_ids(group))):
                    own = rows.get(row.key, [])
                    vectors = unpack_vectors([chunk.vector for chunk in own], dimension)
                    found[row.id] = Entry(article_from(row), tuple(chunk_from(c, row.id) for c in own), vectors)
        return found

    def articles_after(self, article_id: str, limit: int) -> tuple[Article, ...]:
        """Whole indexed articles in order of their ids, those behind `article_id`; few where they are long."""
        # Wrapped, so that SQLite goes by the ids and does not sort all articles of the state for every page.
        behind = (articles.c.id > article_id, func.coalesce(articles.c.state, "") == INDEXED)
        sizes = select(articles.c.characters).where(*behind).order_by(articles.c.id).limit(limit)
        with self.engine.connect() as connection:
            total = np.cumsum(list(connection.execute(sizes).scalars()))
            count = max(1, int(np.searchsorted(total, _PAGE_CHARS, side="right")))
            query = select(articles).where(*behind).order_by(articles.c.id).limit(min(count, limit))
            return tuple(article_from(row) for row in connection.execute(query))

    def counts(self) -> tuple[int, int]:
        """Indexed articles and their chunks."""
        query = select(func.count(), func.coalesce(func.sum(articles.c.chunk_count), 0)).where(
            articles.c.state == INDEXED
        )
        with self.engine.connect() as connection:
            found = connection.execute(query).one()
        return int(found[0]), int(found[1])

    def close(self) -> None:
        """Let go of all connections, which folds the write-ahead log into the file."""
        self.engine.dispose()


def _has_rows(connection: Connection, table: Table) -> bool:
    if not inspect(connection).has_table(table.name):
        return False
    return connection.execute(select(table).limit(1)).first() is not None


def _indexed_ids(article_ids: Sequence[str]) -> ColumnElement[bool]:
    return and_(articles.c.id.in_(article_ids), articles.c.state == INDEXED)


def _delete_pending(connection: Connection, article_ids: Sequence[str]) -> None:
    for group in groups(article_ids):
        connection.execute(delete(articles).where(articles.c.id.in_(group), articles.c.state == PENDING))


def _delete_indexed(connection: Connection, article_ids: Sequence[str]) -> Keyed:
    gone: list[int] = []
    gone_chunks: list[int] = []
    for group in groups(article_ids):
        gone += connection.execute(select(articles.c.key).where(_indexed_ids(group))).scalars()
    for keys in groups(gone):
        gone_chunks += connection.execute(select(chunks.c.key).where(chunks.c.article_key.in_(keys))).scalars()
        connection.execute(delete(articles).where(articles.c.key.in_(keys)))
    return Keyed(tuple(gone), tuple(gone_chunks))
