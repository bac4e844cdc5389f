"""Tables of the catalogue. Knows how each value is stored; knows no queries.

Dates are ISO dates, moments are UTC, vectors are little-endian float16, and every text comes back character for
character, whatever it holds.
"""

import datetime as dt
import json
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from core.errors import LibraryDamagedError

# PostgreSQL refuses NUL and both databases refuse lone surrogates, but articles may hold them. They are written as
# SUB (U+001A) and four hexadecimal digits, and so is SUB itself, which makes the way back unambiguous.
_UNSTORABLE = re.compile("[\x00\x1a\ud800-\udfff]")
_ESCAPED = re.compile("\x1a([0-9a-f]{4})")


def escape(text: str) -> str:
    """`text` without characters that a database refuses; `unescape` brings them back."""
    return _UNSTORABLE.sub(lambda found: f"\x1a{ord(found[0]):04x}", text)


def unescape(stored: str) -> str:
    """The text that `escape` was given."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), stored) if "\x1a" in stored else stored


class ExactText(TypeDecorator[str]):
    """Text that comes back exactly as it went in, NUL and lone surrogates included."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else escape(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else unescape(value)


class TextTuple(TypeDecorator[tuple[str, ...]]):
    """A tuple of texts as a JSON list, which escapes what a database would refuse."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:  # noqa: ARG002 - SQLAlchemy's signature
        return json.dumps(list(value or ()))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002 - SQLAlchemy's signature
        return tuple(json.loads(value)) if value else ()


class NumberTuple(TypeDecorator[tuple[int, ...]]):
    """A tuple of whole numbers, separated by commas; nothing for an empty one."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        return ",".join(map(str, value)) if value else None

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[int, ...]:  # noqa: ARG002 - SQLAlchemy's signature
        return tuple(map(int, value.split(","))) if value else ()


def pack_vectors(vectors: NDArray[np.float32]) -> NDArray[np.float16]:
    """The vectors as the library keeps them, (n, dim) float16.

    Rounded once, so that an index rebuilt from the catalogue holds bit for bit what it held before.
    """
    return np.ascontiguousarray(vectors, dtype="<f2")


def unpack_vectors(stored: list[bytes], dimension: int) -> NDArray[np.float32]:
    """Stored vectors as (n, dimension) float32. Raises LibraryDamagedError where one is of another length."""
    if any(len(vector) != 2 * dimension for vector in stored):
        raise LibraryDamagedError(
            "The catalogue holds a vector that is cut off. `.venv/bin/python -m ingest reembed` makes all of them anew."
        )
    return np.frombuffer(b"".join(stored), dtype="<f2").reshape(len(stored), dimension).astype(np.float32)


def utc_now() -> dt.datetime:
    """The current moment as it is stored: UTC without a zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def _fields_of_format_2() -> tuple[Column[Any], ...]:
    return (
        Column("modified", Date),
        Column("published_from", ExactText, nullable=False, server_default=""),
        Column("page_starts", NumberTuple),
    )


metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

# `text` and `vector` stand last: SQLite reads the columns before them without touching their pages.
articles = Table(
    "articles",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("id", ExactText, nullable=False),
    Column("state", String(8), nullable=False),
    Column("published", Date),
    Column("added", DateTime, nullable=False),
    Column("source", ExactText, nullable=False),
    Column("title", ExactText, nullable=False),
    Column("url", ExactText),
    Column("section", ExactText),
    Column("language", ExactText),
    Column("authors", TextTuple, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("characters", Integer, nullable=False),
    Column("chunk_count", Integer, nullable=False),
    Column("folded", ExactText, nullable=False),
    *_fields_of_format_2(),
    Column("text", ExactText, nullable=False),
    UniqueConstraint("id", "state"),
    Index("articles_by_date", "state", "published", "key"),
    Index("articles_by_source", "state", "source", "published"),
    Index("articles_by_title", "state", "title"),
    Index("articles_by_added", "state", "added"),
)

chunks = Table(
    "chunks",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("article_key", ForeignKey("articles.key", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("id", ExactText, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("heading", ExactText),
    Column("vector", LargeBinary, nullable=False),
    Index("chunks_by_article", "article_key", "key"),
)

# Vectors of another embedding model, gathered until all are there and the library can switch to them at once.
new_vectors = Table(
    "new_vectors",
    metadata,
    Column("chunk_key", ForeignKey("chunks.key", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("vector", LargeBinary, nullable=False),
)

# What articles were before they were replaced.
revisions = Table(
    "revisions",
    metadata,
    Column("id", ExactText, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("replaced", DateTime, nullable=False),
    Column("added", DateTime, nullable=False),
    Column("published", Date),
    Column("source", ExactText, nullable=False),
    Column("title", ExactText, nullable=False),
    Column("url", ExactText),
    Column("section", ExactText),
    Column("language", ExactText),
    Column("authors", TextTuple, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("characters", Integer, nullable=False),
    *_fields_of_format_2(),
    Column("text", ExactText, nullable=False),
)

# The chunks of these states, under the keys they had while they were shown, for searches of the library as it once was.
revision_chunks = Table(
    "revision_chunks",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("article_id", ExactText, nullable=False),
    Column("number", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("id", ExactText, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("heading", ExactText),
    Column("vector", LargeBinary, nullable=False),
    ForeignKeyConstraint(["article_id", "number"], ["revisions.id", "revisions.number"], ondelete="CASCADE"),
    Index("revision_chunks_by_revision", "article_id", "number"),
)

# What an article's text is compared by, and the cluster of articles that carry one text: its number is the least key
# of an article that ever was in it. NULL: not compared yet.
sketches = Table(
    "sketches",
    metadata,
    Column("article_key", ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("cluster", Integer),
    Column("shingles", Integer, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Index("sketches_by_cluster", "cluster"),
)

# Small texts that an ingest keeps from one run to the next.
remembered = Table(
    "remembered",
    metadata,
    Column("name", ExactText, primary_key=True),
    Column("value", ExactText, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("given", DateTime, nullable=False),
    Column("verdict", Integer, nullable=False),
    Column("question", ExactText, nullable=False),
    Column("answer", ExactText, nullable=False),
    Column("correction", ExactText, nullable=False),
    Column("article_ids", TextTuple, nullable=False),
)
