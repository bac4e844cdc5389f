"""The library as one process sees it: owned, served by another process, or changing from one to the other."""

import atexit
import datetime as dt
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from core.errors import LibraryError
from core.types import Article, Chunk, Copy, EmbeddingIdentity, Filters, Passage
from vectorstore.interface import (
    ArticleOrder,
    ArticlePage,
    Entry,
    Feedback,
    Library,
    LibraryStatus,
    Revision,
    SourceCoverage,
    Vectors,
)
from vectorstore.interruption import uninterrupted
from vectorstore.schema import utc_now
from vectorstore.wire import ConnectionLostError

_P = ParamSpec("_P")
_R = TypeVar("_R")


class Target(Protocol):
    """Whoever carries out a call: the owner in this process, or the line to the one in another."""

    def call(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any: ...

    def close(self) -> None: ...


class SharedLibrary(Library):
    """`Library` over a target that `attach` finds, and finds anew when the owner has gone.

    A call whose owner went away is repeated: all of them leave the same state when carried out twice.
    """

    def __init__(self, attach: Callable[[], Target], embedding: EmbeddingIdentity) -> None:
        self._attach = attach
        self._embedding = embedding
        self._lock = threading.Lock()
        self._closed = False
        self._target: Target | None = attach()
        # A program that forgets to close still leaves a library that opens without a check.
        atexit.register(self.close)

    def _call(self, method: Callable[Concatenate[Library, _P], _R], *arguments: _P.args, **named: _P.kwargs) -> _R:
        while True:
            target = self._current()
            try:
                found: _R = target.call(method.__name__, arguments, named)
            except ConnectionLostError:
                self._forget(target)
            else:
                return found

    def _current(self) -> Target:
        with self._lock:
            if self._closed:
                raise LibraryError("The library is closed; open it again to use it.")
            if self._target is None:
                self._target = self._attach()
            return self._target

    def _forget(self, target: Target) -> None:
        with self._lock:
            if self._target is target:
                self._target = None
        target.close()

    @property
    def embedding(self) -> EmbeddingIdentity:
        return self._embedding

    def content_hashes(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        return self._call(Library.content_hashes, article_ids)

    def add(self, entries: Sequence[Entry]) -> None:
        self._call(Library.add, entries)

    def remove(self, article_ids: Sequence[str]) -> int:
        return self._call(Library.remove, article_ids)

    def article(self, article_id: str, revision: int | None = None) -> Article:
        return self._call(Library.article, article_id, revision)

    def revisions(self, article_id: str) -> tuple[Revision, ...]:
        return self._call(Library.revisions, article_id)

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        return self._call(Library.copies, article_id)

    def articles_after(self, article_id: str = "", limit: int = 200) -> tuple[Article, ...]:
        return self._call(Library.articles_after, article_id, limit)

    def entries(self, article_ids: Sequence[str]) -> Mapping[str, Entry]:
        return self._call(Library.entries, article_ids)

    def chunks(self, article_id: str) -> tuple[Chunk, ...]:
        return self._call(Library.chunks, article_id)

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
        return self._call(
            Library.articles,
            query=query,
            filters=filters,
            order=order,
            descending=descending,
            offset=offset,
            limit=limit,
        )

    def search(
        self, question: str, vector: Vectors, *, limit: int, filters: Filters = Filters()
    ) -> tuple[Passage, ...]:
        return self._call(Library.search, question, vector, limit=limit, filters=filters)

    def coverage(self) -> tuple[SourceCoverage, ...]:
        return self._call(Library.coverage)

    def status(self) -> LibraryStatus:
        return self._call(Library.status)

    def verify(self) -> tuple[str, ...]:
        return self._call(Library.verify)

    def remember(self, values: Mapping[str, str | None]) -> None:
        self._call(Library.remember, values)

    def remembered(self, names: Sequence[str]) -> Mapping[str, str]:
        return self._call(Library.remembered, names)

    def add_feedback(self, feedback: Feedback) -> None:
        # The moment is set here and not by the owner, so that a repeated call is recognised as the same judgement.
        dated = feedback if feedback.given else replace(feedback, given=utc_now().replace(tzinfo=dt.UTC))
        self._call(Library.add_feedback, dated)

    def feedback(self) -> tuple[Feedback, ...]:
        return self._call(Library.feedback)

    def close(self) -> None:
        with uninterrupted(), self._lock:
            self._closed = True
            atexit.unregister(self.close)
            target, self._target = self._target, None
            if target is not None:
                target.close()
