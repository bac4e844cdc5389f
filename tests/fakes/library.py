"""A library in memory."""

import datetime as dt
from collections.abc import Mapping, Sequence

from core.errors import ArticleNotFoundError
from core.sentences import sentence_spans
from core.types import Article, Chunk, Copy, Filters, Passage
from core.words import content_words
from tests.fakes.words import IDENTITY
from vectorstore.interface import (
    ArticleOrder,
    ArticlePage,
    ArticleSummary,
    Entry,
    Feedback,
    LibraryStatus,
    Revision,
    SourceCoverage,
    Vectors,
)


class MemoryLibrary:
    """The library's interface over dictionaries; a passage is a paragraph, ranked by shared content words.

    `held` are the articles, `before` earlier states of some, `carried` copies of some, `kept` what is remembered.
    """

    embedding = IDENTITY

    def __init__(self, *articles: Article) -> None:
        self.held = {one.id: one for one in articles}
        self.before: dict[str, list[Article]] = {}
        self.carried: dict[str, tuple[Copy, ...]] = {}
        self.kept: dict[str, str] = {}
        self._feedback: list[Feedback] = []
        self.closed = False

    def content_hashes(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        return {key: self.held[key].content_hash for key in article_ids if key in self.held}

    def add(self, entries: Sequence[Entry]) -> None:
        for article in (entry.article for entry in entries):
            if earlier := self.held.get(article.id):
                self.before.setdefault(article.id, []).append(earlier)
            self.held[article.id] = article

    def remove(self, article_ids: Sequence[str]) -> int:
        for key in article_ids:
            self.before.pop(key, None)
        return sum(self.held.pop(key, None) is not None for key in article_ids)

    def article(self, article_id: str, revision: int | None = None) -> Article:
        states = self._states(article_id)
        if revision is not None and not 0 < revision <= len(states):
            raise ArticleNotFoundError(f"no revision {revision} of {article_id!r}")
        return states[-1 if revision is None else revision - 1]

    def revisions(self, article_id: str) -> tuple[Revision, ...]:
        """One on each day from 1 May 2026."""
        states = self._states(article_id)
        days = [dt.datetime(2026, 5, number, 12, tzinfo=dt.UTC) for number in range(1, len(states) + 1)]
        return tuple(
            Revision(number, one.title, one.published, one.content_hash, len(one.text), added, replaced)
            for number, (one, added, replaced) in enumerate(zip(states, days, [*days[1:], None], strict=True), 1)
        )

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        return self.carried.get(article_id, ())

    def articles_after(self, article_id: str = "", limit: int = 200) -> tuple[Article, ...]:
        return tuple(self.held[key] for key in sorted(self.held) if key > article_id)[:limit]

    def entries(self, article_ids: Sequence[str]) -> Mapping[str, Entry]:
        return {}

    def chunks(self, article_id: str) -> tuple[Chunk, ...]:
        found, at = [], 0
        for paragraph in self.article(article_id).text.split("\n\n"):
            found.append(Chunk(f"{article_id}:{at}-{at + len(paragraph)}", article_id, at, at + len(paragraph)))
            at += len(paragraph) + 2
        return tuple(found)

    def articles(
        self,
        *,
        query: str = "",
        filters: Filters = Filters(),
        order: ArticleOrder = "published",
        descending: bool = True,
        offset: int = 0,
        limit: int = 50,
    ) -> ArticlePage:
        found = [
            one
            for one in self.held.values()
            if query.lower() in f"{one.title} {one.source} {one.id}".lower() and self._passes(one, filters)
        ]
        if order == "added":
            found = found[::-1] if descending else found
        else:
            found.sort(key=lambda one: str(getattr(one, order) or ""), reverse=descending)
        return ArticlePage(tuple(_summary(one) for one in found[offset : offset + limit]), len(found))

    def search(
        self, question: str, vector: Vectors, *, limit: int, filters: Filters = Filters()
    ) -> tuple[Passage, ...]:
        asked = set(content_words(question))
        scored = [
            (len(asked & set(content_words(one.text[chunk.start : chunk.end]))) / max(1, len(asked)), chunk, one)
            for one in self.held.values()
            if self._passes(one, filters)
            for chunk in self.chunks(one.id)
            if sentence_spans(one.text[chunk.start : chunk.end])
        ]
        best = sorted(scored, key=lambda found: -found[0])[:limit]
        return tuple(Passage(chunk, one, score, rank) for rank, (score, chunk, one) in enumerate(best, 1))

    def coverage(self) -> tuple[SourceCoverage, ...]:
        sources = sorted({one.source for one in self.held.values()})
        return tuple(self._cover(source) for source in sources)

    def status(self) -> LibraryStatus:
        chunks = sum(len(self.chunks(key)) for key in self.held)
        return LibraryStatus(len(self.held), chunks, "words", {"dense": "ok", "lexical": "ok"}, 0, "memory", 0)

    def verify(self) -> tuple[str, ...]:
        return ()

    def remember(self, values: Mapping[str, str | None]) -> None:
        self.kept |= {name: value for name, value in values.items() if value is not None}
        for name in [name for name, value in values.items() if value is None]:
            self.kept.pop(name, None)

    def remembered(self, names: Sequence[str]) -> Mapping[str, str]:
        return {name: self.kept[name] for name in names if name in self.kept}

    def add_feedback(self, feedback: Feedback) -> None:
        self._feedback.append(feedback)

    def feedback(self) -> tuple[Feedback, ...]:
        return tuple(self._feedback)

    def close(self) -> None:
        self.closed = True

    def _states(self, article_id: str) -> list[Article]:
        """All states of an article, the present one last."""
        if article_id not in self.held:
            raise ArticleNotFoundError(f"no article {article_id!r}")
        return [*self.before.get(article_id, ()), self.held[article_id]]

    def _passes(self, article: Article, filters: Filters) -> bool:
        day = article.published
        return (
            (not filters.sources or article.source in filters.sources)
            and (not filters.since or (day is not None and day >= filters.since))
            and (not filters.until or (day is not None and day <= filters.until))
            and (not filters.article_ids or article.id in filters.article_ids)
        )

    def _cover(self, source: str) -> SourceCoverage:
        own = [one for one in self.held.values() if one.source == source]
        dates = [one.published for one in own if one.published]
        return SourceCoverage(source, len(own), min(dates, default=None), max(dates, default=None))


def _summary(article: Article) -> ArticleSummary:
    added = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    return ArticleSummary(
        article.id, article.title, article.source, article.published, article.url, len(article.text), 1, added
    )
