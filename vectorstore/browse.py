"""Lists for people: pages of articles and what the library covers, and the feedback they gave."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select

from core.types import Filters
from vectorstore.catalogue import Catalogue
from vectorstore.interface import ArticleOrder, ArticlePage, ArticleSummary, Feedback, SourceCoverage
from vectorstore.lookup import filter_conditions
from vectorstore.rows import INDEXED
from vectorstore.schema import articles, feedback, utc_now

_SUMMARY = tuple(
    articles.c[name] for name in ("id", "title", "source", "published", "url", "characters", "chunk_count", "added")
)


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
    """A page of the articles whose title, source or id contains `query`, whatever its case; undated ones come last."""
    conditions = filter_conditions(filters)
    if query.strip():
        conditions.append(articles.c.folded.contains(query.strip().casefold(), autoescape=True))
    with catalogue.engine.connect() as connection:
        total = connection.execute(select(func.count()).select_from(articles).where(*conditions)).scalar_one()
        chosen = (
            select(*_SUMMARY).where(*conditions).order_by(*_ordering(order, descending)).offset(offset).limit(limit)
        )
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
        )
        for row in rows
    )
    return ArticlePage(summaries, total)


def _ordering(order: ArticleOrder, descending: bool) -> list[ColumnElement[Any]]:
    column, key = articles.c[order], articles.c.key
    in_order = [column.desc(), key.desc()] if descending else [column.asc(), key.asc()]
    return [column.is_(None), *in_order] if column.nullable else list(in_order)


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
