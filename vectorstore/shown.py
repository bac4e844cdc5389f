"""Which chunks are shown, and what filters ask of them: arrays in memory, quicker than asking the catalogue.

What is read here may be a moment older than the catalogue; passages are therefore resolved against the catalogue at
the end of every search.
"""

import datetime as dt
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, exists, func, select

from core.types import Filters
from vectorstore.catalogue import Catalogue, Keys
from vectorstore.rows import INDEXED
from vectorstore.schema import articles, chunks, revisions

UNDATED = 0
MOMENT = "datetime64[us]"


@dataclass(frozen=True, slots=True)
class Shown:
    """The chunks of indexed articles: arrays of one length, ascending by chunk key.

    `days` are proleptic ordinals, 0 where the date is unknown; `sources` are numbers of `source_names`; `added` are
    moments in UTC; from `written`, as `days`, first known revisions count too, see `written_on`.
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
            there = self.added < np.datetime64(end_of_day(filters.as_of))
            passing &= there | ((self.written <= filters.as_of.toordinal()) & (self.written != UNDATED))
        return passing


def end_of_day(day: dt.date) -> dt.datetime:
    """The moment at which `day` ends on this machine, in UTC without a zone, as the catalogue stores moments."""
    # Beyond these days clocks have no zones, and libraries no articles.
    day = min(max(day, dt.date(1971, 1, 1)), dt.date(9000, 1, 1))
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    return midnight.astimezone(dt.UTC).replace(tzinfo=None)


def day_number(day: dt.date | None) -> int:
    """`day` as `Shown.days` has it."""
    return day.toordinal() if day else UNDATED


def written_on(row: Row[Any], *, first: bool) -> int:
    """The day on which the state in `row` was written, as in `Shown.days`; UNDATED where it is not the `first` known.

    A folder of clippings is mostly added long after they appeared, so that the first state counts from that day.
    """
    return day_number(row.modified or row.published) if first else UNDATED


class ShownChunks:
    """Reads `Shown` when it is first asked for, and again after `forget`. Threads may share one."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._reading = threading.Lock()
        self._shown: Shown | None = None

    def forget(self) -> None:
        """The catalogue has changed."""
        with self._reading:
            self._shown = None

    def read(self) -> Shown:
        """What is shown, as of the last `forget` or later."""
        with self._reading:
            if self._shown is None:
                self._shown = _read(self._catalogue)
            return self._shown


def _read(catalogue: Catalogue) -> Shown:
    # The chunks of an article have consecutive keys (`Catalogue.stage`), so that the first and their number tell all.
    extents = select(chunks.c.article_key, func.min(chunks.c.key), func.count()).group_by(chunks.c.article_key)
    revised = exists().where(revisions.c.id == articles.c.id).label("revised")
    stated = (articles.c.published, articles.c.source, articles.c.added, articles.c.modified)
    held = select(articles.c.key, *stated, revised).where(articles.c.state == INDEXED)
    with catalogue.engine.connect() as connection:
        extent_of = {key: (first, count) for key, first, count in connection.execute(extents)}
        rows = [row for row in connection.execute(held) if row.key in extent_of]
    rows.sort(key=lambda row: extent_of[row.key])
    names = {name: number for number, name in enumerate(dict.fromkeys(row.source for row in rows))}
    firsts, counts = np.array([extent_of[row.key] for row in rows], dtype=np.int64).reshape(-1, 2).T
    # Position of each chunk within its article, added to the article's first key.
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return Shown(
        chunks=np.repeat(firsts, counts) + within,
        articles=np.repeat(np.array([row.key for row in rows], dtype=np.int64), counts),
        days=np.repeat(np.array([day_number(row.published) for row in rows], dtype=np.int64), counts),
        sources=np.repeat(np.array([names[row.source] for row in rows], dtype=np.int64), counts),
        source_names=names,
        added=np.repeat(np.array([row.added for row in rows], dtype=MOMENT), counts),
        written=np.repeat(np.array([written_on(row, first=not row.revised) for row in rows], dtype=np.int64), counts),
    )
