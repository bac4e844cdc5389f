"""Questions that the search asks the catalogue: which chunks are shown, which pass the filters, and their texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, func, select

from core.types import Article, Filters, Passage
from vectorstore.catalogue import Catalogue, Keys
from vectorstore.interface import Vectors
from vectorstore.rows import CHUNK_COLUMNS, INDEXED, article_from, chunk_from
from vectorstore.schema import articles, chunks
from vectorstore.statements import groups, key_in


@dataclass(frozen=True, slots=True)
class Located:
    """Shown chunks, ascending by key, with the keys of their articles, and vectors for those in `vector_keys`."""

    keys: Keys
    article_keys: Keys
    vector_keys: Keys
    vectors: Vectors


def filter_conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What `filters` ask of a row of `articles`, and that it is shown at all."""
    conditions: list[ColumnElement[bool]] = [articles.c.state == INDEXED]
    if filters.since:
        conditions.append(articles.c.published >= filters.since)
    if filters.until:
        conditions.append(articles.c.published <= filters.until)
    if filters.sources:
        conditions.append(articles.c.source.in_(filters.sources))
    if filters.article_ids:
        conditions.append(articles.c.id.in_(filters.article_ids))
    return conditions


def locate(catalogue: Catalogue, keys: Keys, filters: Filters, *, with_vectors: Keys, dimension: int) -> Located:
    """Those of the chunks `keys` that are shown and pass `filters`; vectors for those among `with_vectors`."""
    # Two statements: joined, SQLite starts from all articles that are shown, which takes a hundred times longer.
    of_chunk = select(chunks.c.key, chunks.c.article_key).where(key_in(chunks.c.key)).order_by(chunks.c.key)
    shown = select(articles.c.key).where(key_in(articles.c.key), *filter_conditions(filters))
    with catalogue.engine.connect() as connection:
        rows = connection.execute(of_chunk, {"keys": keys.tolist()}).all() if keys.size else []
        found = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 2)
        owners = np.unique(found[:, 1]).tolist()
        passing = list(connection.execute(shown, {"keys": owners}).scalars()) if owners else []
    found = found[np.isin(found[:, 1], passing)]
    vector_keys, vectors = catalogue.vectors(np.intersect1d(found[:, 0], with_vectors).tolist(), dimension)
    return Located(found[:, 0], found[:, 1], vector_keys, vectors)


def article_keys_of(catalogue: Catalogue, article_ids: Sequence[str]) -> Sequence[int]:
    """Keys of those of `article_ids` that are shown."""
    found: list[int] = []
    with catalogue.engine.connect() as connection:
        for group in groups(article_ids):
            query = select(articles.c.key).where(articles.c.id.in_(group), articles.c.state == INDEXED)
            found += connection.execute(query).scalars()
    return found


def allowed_chunks(catalogue: Catalogue, filters: Filters, at_most: int) -> Keys | None:
    """Keys of the chunks that pass `filters`; None where there are more than `at_most`."""
    conditions = filter_conditions(filters)
    total = select(func.coalesce(func.sum(articles.c.chunk_count), 0)).where(*conditions)
    with catalogue.engine.connect() as connection:
        if connection.execute(total).scalar_one() > at_most:
            return None
        query = select(chunks.c.key).join(articles).where(*conditions)
        return np.fromiter(connection.execute(query).scalars(), dtype=np.int64)


def passages_of(catalogue: Catalogue, keys: Keys, scores: NDArray[np.float64]) -> tuple[Passage, ...]:
    """Passages for chunk `keys` in their order; chunks that are no longer shown are left out."""
    if not keys.size:
        return ()
    bound = {"keys": keys.tolist()}
    of_chunk = select(*CHUNK_COLUMNS).where(key_in(chunks.c.key))
    of_article = select(articles).where(
        articles.c.state == INDEXED, articles.c.key.in_(select(chunks.c.article_key).where(key_in(chunks.c.key)))
    )
    with catalogue.engine.connect() as connection:
        found: dict[int, Article] = {row.key: article_from(row) for row in connection.execute(of_article, bound)}
        rows = {row.key: row for row in connection.execute(of_chunk, bound) if row.article_key in found}
    shown = [(rows[key], score) for key, score in zip(keys.tolist(), scores.tolist(), strict=True) if key in rows]
    return tuple(
        Passage(chunk_from(row, found[row.article_key].id), found[row.article_key], score, rank)
        for rank, (row, score) in enumerate(shown, 1)
    )
