"""The library's own values: its id, its model, its format, and the counters of its keys."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, insert, select, update

from core.errors import LibraryError
from core.types import EmbeddingIdentity
from vectorstore.schema import meta

FORMAT = 3


@dataclass(frozen=True, slots=True)
class Identity:
    """What the library is: its own id, its model, its format, and which generation of the dense index is in use."""

    library_id: str
    embedding: EmbeddingIdentity
    generation: int
    format: int


def read_meta(connection: Connection) -> dict[str, str]:
    """All of the library's own values."""
    return {row.name: row.value for row in connection.execute(select(meta))}


def write_meta(connection: Connection, **values: str) -> None:
    """Set some of the library's own values."""
    for name, value in values.items():
        if not connection.execute(update(meta).where(meta.c.name == name).values(value=value)).rowcount:
            connection.execute(insert(meta).values(name=name, value=value))


def write_identity(connection: Connection, embedding: EmbeddingIdentity, **values: str) -> None:
    """Give a new library its values, and `values` besides."""
    write_meta(
        connection,
        format=str(FORMAT),
        library_id=uuid.uuid4().hex,
        dense_generation="1",
        next_article_key="1",
        next_chunk_key="1",
        embedding=json.dumps(asdict(embedding)),
        **values,
    )


def identity_from(values: Mapping[str, str]) -> Identity:
    """What `values` say. Raises LibraryError for a newer format; KeyError, ValueError or TypeError for no identity."""
    identity = Identity(
        values["library_id"],
        EmbeddingIdentity(**json.loads(values["embedding"])),
        int(values["dense_generation"]),
        int(values["format"]),
    )
    if identity.format > FORMAT:
        raise LibraryError(
            f"This library has format {identity.format}, made by a newer version of Dateline; this one reads up to "
            f"{FORMAT}. Update Dateline."
        )
    return identity


def write_embedding(connection: Connection, embedding: EmbeddingIdentity) -> None:
    """Record that the vectors are `embedding`'s from now on, which voids the dense index."""
    generation = int(read_meta(connection)["dense_generation"]) + 1
    write_meta(connection, embedding=json.dumps(asdict(embedding)), dense_generation=str(generation))


def take_keys(connection: Connection, counter: str, count: int) -> range:
    """`count` keys that were never given before."""
    first = int(read_meta(connection)[counter])
    write_meta(connection, **{counter: str(first + count)})
    return range(first, first + count)
