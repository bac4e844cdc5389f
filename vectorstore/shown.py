"""Which chunks are shown, and what filters ask of them: arrays in memory, quicker than asking the catalogue.

What is read here may be a moment older than the catalogue; passages are therefore resolved against the catalogue at
the end of every search.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, and_, func, select

from core.types import Filters
from vectorstore.catalogue import Catalogue, Keys
from vectorstore.rows import INDEXED
from vectorstore.schema import articles, chunks, revisions

UNDATED = 0
MOMENT = "datetime64[us]"
NEVER = dt.datetime.max  # noqa: DTZ901 - moments are stored without a zone


@dataclass(frozen=True, slots=True)
class Shown:
    """The chunks of indexed articles: arrays of one length, ascending by chunk key.

    `days` are proleptic ordinals, 0 where the date is unknown; `sources` are numbers of `source_names`; `added` are
    moments in UTC, `written` are days as in `days`: from either on a chunk counts, see `counts_from`.
    """

    chunks: Keys
    articles: Keys
    days: NDArray[np.int64]
    sources: NDArray[np.int64]
    source_names: Mapping[str, int]
    added: NDArray[np.datetime64]
    written: NDArray[np.int64]

    def rows(self, keys: Keys) -> NDArray[np.int64]:
        """Positions of those of `keys` that are shown, in the order of `keys`."""
        if not self.chunks.size:
            return np.empty(0, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.chunks, keys), self.chunks.size - 1)
        found: NDArray[np.int64] = at[self.chunks[at] == keys]
        return found

    def passing(self, filters: Filters, article_keys: Sequence[int] | None = None) -> NDArray[np.bool_]:
        """Which chunks the limits on dates and sources let pass, and are of `article_keys` where they are given."""
        passing = np.ones(self.chunks.size, dtype=bool)
        if filters.since or filters.until:
            first, last = filters.since or dt.date.min, filters.until or dt.date.max
            passing &= (self.days >= first.toordinal()) & (self.days <= last.toordinal()) & (self.days != UNDATED)
        if filters.sources:
            wanted = [self.source_names[name] for name in filters.sources if name in self.source_names]
            passing &= np.isin(self.sources, wanted)
        if article_keys is not None:
            passing &= np.isin(self.articles, article_keys)
        if filters.as_of:
            passing &= begun(self.added, self.written, filters.as_of)
        return passing


def begun(moments: NDArray[np.datetime64], days: NDArray[np.int64], as_of: dt.date) -> NDArray[np.bool_]:
    """Which had begun by the end of `as_of`, each at a moment or on a day, whichever is first; see `counts_from`."""
    there: NDArray[np.bool_] = moments < np.datetime64(end_of_day(as_of))
    written: NDArray[np.bool_] = (days <= as_of.toordinal()) & (days != UNDATED)
    return there | written


def end_of_day(day: dt.date) -> dt.datetime:
    """The moment at which `day` ends on this machine, in UTC without a zone, as the catalogue stores moments."""
    # Beyond these days clocks have no zones, and libraries no articles.
    day = min(max(day, dt.date(1971, 1, 1)), dt.date(9000, 1, 1))
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    return midnight.astimezone(dt.UTC).replace(tzinfo=None)


def day_number(day: dt.date | None) -> int:
    """`day` as `Shown.days` has it."""
    return day.toordinal() if day else UNDATED


def counts_from(state: Row[*tuple[Any, ...]], *, first: bool, before: dt.date | None) -> tuple[dt.datetime, int]:
    """From when a state of an article counts: a moment, and a day as in `Shown.days` from which it does too.

    A folder of clippings is mostly added long after they appeared, so that the `first` known state counts from the day
    it was written. A later one counts from the change it states, if that is one since the day `before`, of which the
    state before it was: sites leave the day of the last change as it is more often than they should. Else it counts
    from when it was added.
    """
    if first:
        return state.added, day_number(state.modified or state.published)
    if state.modified and state.modified > (before or dt.date.min):
        return NEVER, day_number(state.modified)
    return state.added, UNDATED


def read_shown(catalogue: Catalogue) -> Shown:
    """What `catalogue` shows now."""
    # The chunks of an article have consecutive keys (`Catalogue.stage`), so that the first and their number tell all.
    extents = select(chunks.c.article_key, func.min(chunks.c.key), func.count()).group_by(chunks.c.article_key)
    latest = select(revisions.c.id, func.max(revisions.c.number).label("number")).group_by(revisions.c.id).subquery()
    before = func.coalesce(revisions.c.modified, revisions.c.published).label("before")
    stated = ("key", "published", "source", "added", "modified")
    held = (
        select(*(articles.c[name] for name in stated), latest.c.number.label("earlier"), before)
        .outerjoin(latest, latest.c.id == articles.c.id)
        .outerjoin(revisions, and_(revisions.c.id == latest.c.id, revisions.c.number == latest.c.number))
        .where(articles.c.state == INDEXED)
    )
    with catalogue.engine.connect() as connection:
        extent_of = {key: (first, count) for key, first, count in connection.execute(extents)}
        rows = [row for row in connection.execute(held) if row.key in extent_of]
    rows.sort(key=lambda row: extent_of[row.key])
    names = {name: number for number, name in enumerate(dict.fromkeys(row.source for row in rows))}
    firsts, counts = np.array([extent_of[row.key] for row in rows], dtype=np.int64).reshape(-1, 2).T
    # Position of each chunk within its article, added to the article's first key.
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    begins = [counts_from(row, first=row.earlier is None, before=row.before) for row in rows]
    return Shown(
        chunks=np.repeat(firsts, counts) + within,
        articles=np.repeat(np.array([row.key for row in rows], dtype=np.int64), counts),
        days=np.repeat(np.array([day_number(row.published) for row in rows], dtype=np.int64), counts),
        sources=np.repeat(np.array([names[row.source] for row in rows], dtype=np.int64), counts),
        source_names=names,
        added=np.repeat(np.array([moment for moment, _ in begins], dtype=MOMENT), counts),
        written=np.repeat(np.array([day for _, day in begins], dtype=np.int64), counts),
    )
