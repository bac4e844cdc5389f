"""Lists for people: pages of articles and what the library covers, and the feedback they gave."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, func, insert, null, select, true, union_all

from core.types import Filters
from vectorstore.catalogue import Catalogue
from vectorstore.interface import ArticleOrder, ArticlePage, ArticleSummary, Feedback, SourceCoverage
from vectorstore.lookup import filter_conditions
from vectorstore.rows import INDEXED
from vectorstore.schema import articles, feedback, revision_chunks, revisions, utc_now

_SUMMARY = ("id", "title", "source", "published", "url", "characters", "added")


def page_of_articles(
    catalogue: Catalogue,
    *,
    query: str,
    filters: Filters,
    order: ArticleOrder,
    descending: bool,
    offset: int,
    limit: int,
) -> ArticlePage:
    """A page of the articles whose title, source or id contains `query`, whatever its case; undated ones come last.

    As of a day each is listed in the revision that stood then; `query` looks at what it is called now.
    """
    listed = _listed(query.strip().casefold(), filters)
    with catalogue.engine.connect() as connection:
        total = connection.execute(select(func.count()).select_from(listed)).scalar_one()
        chosen = select(listed).order_by(*_ordering(listed, order, descending)).offset(offset).limit(limit)
        rows = connection.execute(chosen).all()
    summaries = tuple(
        ArticleSummary(
            id=row.id,
            title=row.title,
            source=row.source,
            published=row.published,
            url=row.url,
            characters=row.characters,
            chunks=row.chunk_count,
            added=row.added.replace(tzinfo=dt.UTC),
            revision=row.number,
        )
        for row in rows
    )
    return ArticlePage(summaries, total)


def _listed(words: str, filters: Filters) -> Subquery:
    """What `filters` let pass and is called by `words`; the `number` of what is shown now is NULL."""
    called = articles.c.folded.contains(words, autoescape=True) if words else true()
    now = (
        select(articles.c.key, *(articles.c[name] for name in _SUMMARY))
        .add_columns(articles.c.chunk_count, null().label("number"))
        .where(called, *filter_conditions(filters))
    )
    if not filters.as_of:
        return now.subquery()
    of_revision = (
        revision_chunks.c.article_id == revisions.c.id,
        revision_chunks.c.number == revisions.c.number,
    )
    then = (
        select(articles.c.key, *(revisions.c[name] for name in _SUMMARY))
        .add_columns(select(func.count()).where(*of_revision).scalar_subquery(), revisions.c.number)
        .join(articles, and_(articles.c.id == revisions.c.id, articles.c.state == INDEXED))
        .where(called, *filter_conditions(filters, revisions))
    )
    return union_all(now, then).subquery()


def _ordering(listed: Subquery, order: ArticleOrder, descending: bool) -> list[ColumnElement[Any]]:
    column, key = listed.c[order], listed.c.key
    in_order = [column.desc(), key.desc()] if descending else [column.asc(), key.asc()]
    return [column.is_(None), *in_order] if articles.c[order].nullable else list(in_order)


def coverage(catalogue: Catalogue) -> tuple[SourceCoverage, ...]:
    """Articles and first and last date of every source, largest first."""
    count = func.count().label("count")
    query = (
        select(articles.c.source, count, func.min(articles.c.published), func.max(articles.c.published))
        .where(articles.c.state == INDEXED)
        .group_by(articles.c.source)
        .order_by(count.desc(), articles.c.source)
    )
    with catalogue.engine.connect() as connection:
        return tuple(SourceCoverage(*row) for row in connection.execute(query))


def add_feedback(catalogue: Catalogue, given: Feedback) -> None:
    """Store a judgement; storing the very same one again changes nothing."""
    moment = given.given.astimezone(dt.UTC).replace(tzinfo=None) if given.given else utc_now()
    values = {
        "given": moment,
        "verdict": given.verdict,
        "question": given.question,
        "answer": given.answer,
        "correction": given.correction,
        "article_ids": given.article_ids,
    }
    same = [feedback.c[name] == value for name, value in values.items()]
    with catalogue.engine.begin() as connection:
        if connection.execute(select(feedback.c.key).where(*same)).first() is None:
            connection.execute(insert(feedback).values(**values))


def all_feedback(catalogue: Catalogue) -> tuple[Feedback, ...]:
    """All judgements, oldest first."""
    with catalogue.engine.connect() as connection:
        rows = connection.execute(select(feedback).order_by(feedback.c.given, feedback.c.key)).all()
    return tuple(
        Feedback(
            question=row.question,
            answer=row.answer,
            verdict=row.verdict,
            correction=row.correction,
            article_ids=row.article_ids,
            given=row.given.replace(tzinfo=dt.UTC),
        )
        for row in rows
    )
