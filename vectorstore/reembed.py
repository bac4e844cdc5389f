"""Moving a library to another embedding model: all chunks are embedded anew, then the library switches at once.

Until the switch the library is what it was; a run that was killed goes on where it stopped.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from core.errors import LibraryError
from core.progress import TellProgress
from core.types import EmbeddingIdentity
from vectorstore.catalogue import Catalogue
from vectorstore.database import sqlite_url
from vectorstore.disk import require_bytes
from vectorstore.interface import Vectors
from vectorstore.layout import Layout
from vectorstore.meta import read_meta, write_embedding, write_meta
from vectorstore.opening import open_library
from vectorstore.owner import held_alone
from vectorstore.revisions import chunks_of_revisions
from vectorstore.rows import INDEXED
from vectorstore.schema import articles, chunks, new_vectors, pack_vectors, revision_chunks
from vectorstore.statements import groups
from vectorstore.upgrade import upgrade

Encode = Callable[[Sequence[str]], Vectors]

_ARTICLES_AT_ONCE = 20
_CHUNKS_AT_ONCE = 200


def reembed(
    data_dir: Path,
    embedding: EmbeddingIdentity,
    encode: Encode,
    *,
    chroma_url: str = "",
    progress: TellProgress = lambda done, total: None,  # noqa: ARG005 - the names are the contract
) -> int:
    """Embed every chunk of the library in `data_dir` with `encode` and make it `embedding`'s; how many were embedded.

    `encode` maps n texts to (n, embedding.dimension) float32, unit length. `progress` is told chunks done and in all.
    Raises LibraryBusyError while another process has the library open, and DiskFullError before it begins.
    """
    with held_alone(data_dir) as layout:
        clean = layout.was_closed_cleanly()
        layout.begin_write()
        embedded = _replace_vectors(layout, embedding, encode, progress, check=not clean)
    # The dense index is void now; opening builds it from the new vectors.
    open_library(data_dir, embedding, chroma_url=chroma_url).close()
    return embedded


def _replace_vectors(
    layout: Layout, embedding: EmbeddingIdentity, encode: Encode, progress: TellProgress, *, check: bool
) -> int:
    catalogue = Catalogue(sqlite_url(layout.catalogue))
    try:
        if check:
            catalogue.check()
        # Raises for a newer format, which must not be made an older one.
        catalogue.identity()
        upgrade(layout, catalogue)
        catalogue.roll_back_pending()
        _, total = catalogue.counts()
        # The new vectors beside the old ones, and both once more in the transaction that switches.
        require_bytes(layout.root, total * (8 * embedding.dimension + 500), "embedding the library anew")
        embedded = _gather(catalogue, embedding, encode, progress, total)
        earlier = _embed_earlier(catalogue, embedding, encode)
        _switch(catalogue, embedding, earlier)
    finally:
        catalogue.close()
    return embedded + len(earlier)


def _gather(
    catalogue: Catalogue, embedding: EmbeddingIdentity, encode: Encode, progress: TellProgress, total: int
) -> int:
    """Put a vector of the new model beside every chunk that has none yet, a few articles to a transaction."""
    with catalogue.engine.begin() as connection:
        _forget_other_model(connection, embedding)
        done = connection.execute(select(func.count()).select_from(new_vectors)).scalar_one()
        waiting = (
            select(chunks.c.article_key)
            .join(articles)
            .outerjoin(new_vectors)
            .where(articles.c.state == INDEXED, new_vectors.c.chunk_key.is_(None))
            .distinct()
        )
        article_keys = sorted(connection.execute(waiting).scalars())
    embedded = 0
    for group in groups(article_keys, _ARTICLES_AT_ONCE):
        texts = {
            key: found.article.text[chunk.start : chunk.end]
            for found in catalogue.entries_of(group)
            for key, chunk in found.chunks
        }
        vectors = encode(list(texts.values()))
        _require_shape(vectors, len(texts), embedding)
        rows = [
            {"chunk_key": key, "vector": vector.tobytes()}
            for key, vector in zip(texts, pack_vectors(vectors), strict=True)
        ]
        with catalogue.engine.begin() as connection:
            connection.execute(insert(new_vectors), rows)
        embedded += len(texts)
        progress(done + embedded, total)
    return embedded


def _embed_earlier(catalogue: Catalogue, embedding: EmbeddingIdentity, encode: Encode) -> dict[int, bytes]:
    """Vectors of the new model for chunks of earlier states: few, so that a run which was killed embeds them again."""
    found: dict[int, bytes] = {}
    with catalogue.engine.connect() as connection:
        keys = sorted(connection.execute(select(revision_chunks.c.key)).scalars())
        for group in groups(keys, _CHUNKS_AT_ONCE):
            held = chunks_of_revisions(connection, group)
            vectors = encode([article.text[chunk.start : chunk.end] for chunk, article in held.values()])
            _require_shape(vectors, len(held), embedding)
            found |= {key: vector.tobytes() for key, vector in zip(held, pack_vectors(vectors), strict=True)}
    return found


def _forget_other_model(connection: Connection, embedding: EmbeddingIdentity) -> None:
    """Vectors left by an interrupted run are kept only where they are of the same model."""
    wanted = json.dumps(asdict(embedding))
    if read_meta(connection).get("new_embedding") != wanted:
        connection.execute(delete(new_vectors))
        write_meta(connection, new_embedding=wanted)


def _require_shape(vectors: Vectors, count: int, embedding: EmbeddingIdentity) -> None:
    if vectors.shape != (count, embedding.dimension) or not np.isfinite(vectors).all():
        raise LibraryError(
            f"{embedding.name!r} gave vectors of shape {vectors.shape} for {count} texts of {embedding.dimension} "
            "dimensions, or numbers that are not finite; the library was left as it was."
        )


def _switch(catalogue: Catalogue, embedding: EmbeddingIdentity, earlier: Mapping[int, bytes]) -> None:
    renewed = select(new_vectors.c.vector).where(new_vectors.c.chunk_key == chunks.c.key).scalar_subquery()
    with catalogue.engine.begin() as connection:
        connection.execute(update(chunks).values(vector=renewed))
        connection.execute(delete(new_vectors))
        if earlier:
            of_earlier = update(revision_chunks).where(revision_chunks.c.key == bindparam("of"))
            rows = [{"of": key, "vector": vector} for key, vector in earlier.items()]
            connection.execute(of_earlier.values(vector=bindparam("vector")), rows)
        write_embedding(connection, embedding)
