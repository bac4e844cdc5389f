"""Chunks of earlier states of articles: searched one by one where a question is asked of the library as it once was.

They stand in no index. A library has few of them beside those it shows, and few questions are asked of them.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, select

from core.types import Filters
from vectorstore.catalogue import Catalogue, Keys
from vectorstore.fusion import best_first, fuse
from vectorstore.interface import Vectors
from vectorstore.lexical import LexicalIndex, fields_of
from vectorstore.revisions import chunks_of_revisions
from vectorstore.rows import INDEXED
from vectorstore.schema import articles, revision_chunks, revisions
from vectorstore.shown import MOMENT, NEVER, UNDATED, Shown, begun, counts_from, day_number
from vectorstore.statements import groups
from vectorstore.tantivy_index import TantivyIndex


@dataclass(frozen=True, slots=True)
class Scored:
    """Chunks with both their scores: arrays of one length."""

    keys: Keys
    dense: NDArray[np.float64]
    lexical: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Past:
    """All chunks of earlier states, in rows; `vectors` are (n, dim) float16, `numbers` the articles' in `chunks`.

    From the moment `replaced` or the day `rewritten` a later state counts, as `Shown.added` and `Shown.written`.
    """

    chunks: Shown
    replaced: NDArray[np.datetime64]
    rewritten: NDArray[np.int64]
    vectors: NDArray[np.float16]
    words: TantivyIndex
    numbers: dict[str, int]

    def best(self, question: str, vector: Vectors, filters: Filters, limit: int, beside: LexicalIndex) -> Scored:
        """The `limit` best chunks that were shown at the end of `filters.as_of`; words as rare as in `beside`."""
        ids = [self.numbers[one] for one in filters.article_ids if one in self.numbers] if filters.article_ids else None
        passing = self.chunks.passing(filters, ids)
        if filters.as_of:
            passing &= ~begun(self.replaced, self.rewritten, filters.as_of)
        rows = np.flatnonzero(passing)
        keys = self.chunks.chunks[rows]
        dense = (self.vectors[rows].astype(np.float32) @ vector).astype(np.float64)
        known = beside.scores_beside(self.words, question, keys)
        lexical = np.array([known.get(key, 0.0) for key in keys.tolist()])
        order = best_first(fuse(dense, lexical), keys)[:limit]
        return Scored(keys[order], dense[order], lexical[order])


def read_past(catalogue: Catalogue, dimension: int) -> Past:
    """Earlier states that `catalogue` holds now; their vectors have `dimension` numbers."""
    query = (
        select(revision_chunks.c.key, revision_chunks.c.article_id, revision_chunks.c.number, revision_chunks.c.vector)
        .add_columns(revisions.c.source, revisions.c.published)
        .join(revisions)
        .order_by(revision_chunks.c.key)
    )
    words = TantivyIndex(None)
    with catalogue.engine.connect() as connection:
        rows = connection.execute(query).all()
        times = _times(connection)
        for group in groups([row.key for row in rows]):
            for key, (chunk, article) in chunks_of_revisions(connection, group).items():
                words.add(key, 0, article, fields_of(article, chunk))
    words.commit()
    numbers = {name: number for number, name in enumerate(dict.fromkeys(row.article_id for row in rows))}
    names = {name: number for number, name in enumerate(dict.fromkeys(row.source for row in rows))}
    spans = [times[row.article_id, row.number] for row in rows]
    return Past(
        chunks=Shown(
            chunks=np.array([row.key for row in rows], dtype=np.int64),
            articles=np.array([numbers[row.article_id] for row in rows], dtype=np.int64),
            days=np.array([day_number(row.published) for row in rows], dtype=np.int64),
            sources=np.array([names[row.source] for row in rows], dtype=np.int64),
            source_names=names,
            added=np.array([span.added for span in spans], dtype=MOMENT),
            written=np.array([span.written for span in spans], dtype=np.int64),
        ),
        replaced=np.array([span.replaced for span in spans], dtype=MOMENT),
        rewritten=np.array([span.rewritten for span in spans], dtype=np.int64),
        vectors=np.frombuffer(b"".join(row.vector for row in rows), dtype="<f2").reshape(len(rows), dimension),
        words=words,
        numbers=numbers,
    )


class _Span(NamedTuple):
    """From when a state counts, and from when a later one of its article does; see `counts_from`."""

    added: dt.datetime
    written: int
    replaced: dt.datetime
    rewritten: int


def _times(connection: Connection) -> dict[tuple[str, int], _Span]:
    """When each earlier state counts, by its article and number."""
    stated = ("id", "added", "published", "modified")
    earlier = select(revisions.c.number, *(revisions.c[name] for name in stated))
    revised = select(revisions.c.id)
    now = select(*(articles.c[name] for name in stated)).where(articles.c.state == INDEXED, articles.c.id.in_(revised))
    states: dict[str, list[Row[*tuple[Any, ...]]]] = {}
    for row in connection.execute(earlier.order_by(revisions.c.id, revisions.c.number)):
        states.setdefault(row.id, []).append(row)
    for row in connection.execute(now):
        states[row.id].append(row)
    return {(name, number): span for name, held in states.items() for number, span in enumerate(_spans(held), start=1)}


def _spans(states: Sequence[Row[*tuple[Any, ...]]]) -> list[_Span]:
    """One for each of an article's states, oldest first."""
    days = [state.modified or state.published for state in states]
    begins = [
        counts_from(state, first=place == 0, before=days[place - 1] if place else None)
        for place, state in enumerate(states)
    ]
    spans: list[_Span] = []
    replaced, rewritten = NEVER, UNDATED
    for moment, day in reversed(begins):
        spans.append(_Span(moment, day, replaced, rewritten))
        replaced = min(replaced, moment)
        rewritten = min(filter(None, (rewritten, day)), default=UNDATED)
    return spans[::-1]
