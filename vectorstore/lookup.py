"""Questions that a search asks of the catalogue: vectors of its candidates, keys of articles, texts of what is best."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, FromClause, Table, and_, case, exists, false, func, or_, select, true

from core.types import Article, Filters, Passage
from vectorstore.catalogue import Catalogue, Keys
from vectorstore.interface import Vectors
from vectorstore.revisions import chunks_of_revisions
from vectorstore.rows import CHUNK_COLUMNS, INDEXED, article_from, chunk_from
from vectorstore.schema import articles, chunks, revisions
from vectorstore.shown import Shown, end_of_day
from vectorstore.statements import groups, key_in

Passing = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Located:
    """Shown chunks, ascending by key, with the keys of their articles, and vectors for those in `vector_keys`."""

    keys: Keys
    article_keys: Keys
    vector_keys: Keys
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Ranked:
    """Chunks from best to worst with their scores and cosines: arrays of one length."""

    keys: Keys
    scores: NDArray[np.float64]
    similarities: NDArray[np.float64]

    def part(self, places: slice | NDArray[np.int64]) -> "Ranked":
        """Those in `places`."""
        return Ranked(self.keys[places], self.scores[places], self.similarities[places])


def filter_conditions(filters: Filters, of: Table = articles) -> list[ColumnElement[bool]]:
    """What `filters` ask of a row of `articles`, and that it is shown at all; or of `revisions`, joined with those."""
    conditions: list[ColumnElement[bool]] = [articles.c.state == INDEXED] if of is articles else []
    if filters.since:
        conditions.append(of.c.published >= filters.since)
    if filters.until:
        conditions.append(of.c.published <= filters.until)
    if filters.sources:
        conditions.append(of.c.source.in_(filters.sources))
    if filters.article_ids:
        conditions.append(of.c.id.in_(filters.article_ids))
    if filters.as_of:
        conditions.append(_counts_by(filters.as_of, articles) if of is articles else _stood_on(filters.as_of))
    return conditions


def _stood_on(day: dt.date) -> ColumnElement[bool]:
    """Whether of `revisions` joined with `articles` a row's state is the article's last that counts by `day`'s end."""
    later = revisions.alias()
    followed = exists().where(later.c.id == revisions.c.id, later.c.number > revisions.c.number, _counts_by(day, later))
    return and_(_counts_by(day, revisions), ~followed, ~_counts_by(day, articles))


def _counts_by(day: dt.date, state: FromClause) -> ColumnElement[bool]:
    """Whether a row of `state`, `articles` or earlier states, counts by the end of `day`; `counts_from` says when."""
    other = revisions.alias()
    lower = true() if state is articles else other.c.number < state.c.number
    is_before = and_(other.c.id == state.c.id, lower)
    before = (
        select(func.coalesce(other.c.modified, other.c.published, dt.date.min))
        .where(is_before)
        .order_by(other.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    # Without an earlier state there is no day before: this is then unknown, which counts as false.
    states_change = func.coalesce(state.c.modified > before, false())
    written = case((~exists().where(is_before) | states_change, func.coalesce(state.c.modified, state.c.published)))
    return or_(func.coalesce(written <= day, false()), and_(state.c.added < end_of_day(day), ~states_change))


def locate(
    catalogue: Catalogue, shown: Shown, keys: Keys, passing: Passing, *, with_vectors: Keys, dimension: int
) -> Located:
    """Those of the chunks `keys` that are shown and `passing`; vectors for those among `with_vectors`."""
    rows = shown.rows(keys)
    rows = rows[passing[rows]]
    found = shown.chunks[rows]
    vector_keys, vectors = catalogue.vectors(np.intersect1d(found, with_vectors).tolist(), dimension)
    return Located(found, shown.articles[rows], vector_keys, vectors)


def article_keys_of(catalogue: Catalogue, article_ids: Sequence[str]) -> Sequence[int]:
    """Keys of those of `article_ids` that are shown."""
    found: list[int] = []
    with catalogue.engine.connect() as connection:
        for group in groups(article_ids):
            query = select(articles.c.key).where(articles.c.id.in_(group), articles.c.state == INDEXED)
            found += connection.execute(query).scalars()
    return found


def passages_of(catalogue: Catalogue, ranked: Ranked, *, earlier: bool = False) -> tuple[Passage, ...]:
    """Passages for `ranked` in their order; chunks that are no longer shown are left out but for `earlier` states."""
    if not ranked.keys.size:
        return ()
    bound = {"keys": ranked.keys.tolist()}
    of_chunk = select(*CHUNK_COLUMNS).where(key_in(chunks.c.key))
    of_article = select(articles).where(
        articles.c.state == INDEXED, articles.c.key.in_(select(chunks.c.article_key).where(key_in(chunks.c.key)))
    )
    with catalogue.engine.connect() as connection:
        found: dict[int, Article] = {row.key: article_from(row) for row in connection.execute(of_article, bound)}
        held = {
            row.key: (chunk_from(row, found[row.article_key].id), found[row.article_key])
            for row in connection.execute(of_chunk, bound)
            if row.article_key in found
        }
        if earlier:
            held |= chunks_of_revisions(connection, ranked.keys.tolist())
    scored = zip(ranked.keys.tolist(), ranked.scores.tolist(), ranked.similarities.tolist(), strict=True)
    shown = ((*held[key], score, similarity) for key, score, similarity in scored if key in held)
    return tuple(
        Passage(chunk, article, score, rank, similarity)
        for rank, (chunk, article, score, similarity) in enumerate(shown, 1)
    )
