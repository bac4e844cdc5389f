"""Earlier states of articles and their chunks: kept when replaced, read by number, gone with their article."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, delete, func, insert, literal, select, tuple_

from core.errors import ArticleNotFoundError
from core.types import Article, Chunk
from vectorstore.interface import Revision
from vectorstore.rows import INDEXED, PENDING, article_from, chunk_from
from vectorstore.schema import articles, chunks, revision_chunks, revisions, utc_now
from vectorstore.statements import groups, key_in

_KEPT = tuple(column.name for column in revisions.c if column.name not in {"number", "replaced"})
_KEPT_OF_CHUNKS = tuple(column.name for column in revision_chunks.c if column.name not in {"article_id", "number"})
_LISTED = ("title", "published", "content_hash", "characters", "added")


def keep_revisions(connection: Connection, article_ids: Sequence[str]) -> None:
    """Copy what is shown of these articles to their earlier states, where other content is about to replace it."""
    following = articles.alias()
    earlier = select(func.count()).where(revisions.c.id == articles.c.id).scalar_subquery()
    to_others = and_(
        following.c.id == articles.c.id,
        following.c.state == PENDING,
        following.c.content_hash != articles.c.content_hash,
    )
    for group in groups(article_ids):
        replaced = and_(articles.c.id.in_(group), articles.c.state == INDEXED)
        states = (
            select(*(articles.c[name] for name in _KEPT), earlier + 1, literal(utc_now()))
            .join(following, to_others)
            .where(replaced)
        )
        connection.execute(insert(revisions).from_select([*_KEPT, "number", "replaced"], states))
        # The state just kept is the last of its article's.
        parts = (
            select(*(chunks.c[name] for name in _KEPT_OF_CHUNKS), articles.c.id, earlier)
            .join(articles, chunks.c.article_key == articles.c.key)
            .join(following, to_others)
            .where(replaced)
        )
        connection.execute(insert(revision_chunks).from_select([*_KEPT_OF_CHUNKS, "article_id", "number"], parts))


def forget_revisions(connection: Connection, article_ids: Sequence[str]) -> None:
    """Delete all earlier states of these articles."""
    for group in groups(article_ids):
        connection.execute(delete(revisions).where(revisions.c.id.in_(group)))


def revisions_of(engine: Engine, article_id: str) -> tuple[Revision, ...]:
    """All states, oldest first, the present one last. Raises ArticleNotFoundError."""
    before = select(revisions.c.number, revisions.c.replaced, *(revisions.c[name] for name in _LISTED))
    now = select(*(articles.c[name] for name in _LISTED))
    with engine.connect() as connection:
        present = connection.execute(now.where(articles.c.id == article_id, articles.c.state == INDEXED)).one_or_none()
        rows = connection.execute(before.where(revisions.c.id == article_id).order_by(revisions.c.number)).all()
    if present is None:
        raise ArticleNotFoundError(f"The library holds no article {article_id!r}.")
    return (*(_revision(row, row.number, row.replaced) for row in rows), _revision(present, len(rows) + 1, None))


def article_as_of(engine: Engine, article_id: str, revision: int) -> Article:
    """The article in an earlier state, or the present one by its number. Raises ArticleNotFoundError."""
    of_number = select(revisions).where(revisions.c.id == article_id, revisions.c.number == revision)
    present = select(articles).where(articles.c.id == article_id, articles.c.state == INDEXED)
    with engine.connect() as connection:
        row = connection.execute(of_number).one_or_none()
        count = connection.execute(select(func.count()).where(revisions.c.id == article_id)).scalar_one()
        if row is None and revision == count + 1:
            row = connection.execute(present).one_or_none()
    if row is None:
        raise ArticleNotFoundError(f"The library holds no revision {revision} of an article {article_id!r}.")
    return article_from(row)


def chunks_of_revisions(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[Chunk, Article]]:
    """Those of the chunks `keys` that belong to earlier states, each with its article in that state."""
    listed = [column for column in revision_chunks.c if column.name != "vector"]
    rows = connection.execute(select(*listed).where(key_in(revision_chunks.c.key)), {"keys": list(keys)}).all()
    wanted = sorted({(row.article_id, row.number) for row in rows})
    states = {
        (row.id, row.number): article_from(row)
        for group in groups(wanted)
        for row in connection.execute(select(revisions).where(tuple_(revisions.c.id, revisions.c.number).in_(group)))
    }
    return {row.key: (chunk_from(row, row.article_id), states[row.article_id, row.number]) for row in rows}


def _revision(row: Row[Any], number: int, replaced: dt.datetime | None) -> Revision:
    return Revision(
        number=number,
        title=row.title,
        published=row.published,
        content_hash=row.content_hash,
        characters=row.characters,
        added=row.added.replace(tzinfo=dt.UTC),
        replaced=replaced.replace(tzinfo=dt.UTC) if replaced else None,
    )
