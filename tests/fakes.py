"""Small stand-ins that hold still: an in-memory library, an embedder of word counts, a scripted chat model."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from core.errors import ArticleNotFoundError
from core.sentences import sentence_spans
from core.types import Article, Chunk, Copy, EmbeddingIdentity, Evidence, Filters, Passage
from core.words import content_words
from models.chat import ChatModel
from models.embedder import Embedder
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

DIMENSION = 64


def article(text: str, **fields: Any) -> Article:
    """An article with as little said as a test needs."""
    return Article(
        **{
            "id": "a",
            "title": "Title",
            "source": "The Outlet",
            "published": dt.date(2026, 3, 2),
            **fields,
            "text": text,
        }
    )


def passage(text: str, *, rank: int = 1, score: float = 1.0, **fields: Any) -> Passage:
    """A passage that is the whole of its article."""
    held = article(text, **fields)
    return Passage(Chunk(f"{held.id}:0-{len(text)}", held.id, 0, len(text)), held, score, rank)


class WordEmbeddings(Embedder):
    """Texts with the same content words point the same way: each word has a fixed place of DIMENSION."""

    def __init__(self) -> None:
        super().__init__(_WordEncoder())


class _WordEncoder:
    identity = EmbeddingIdentity("words", DIMENSION)

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in content_words(text) or ("",):
                row[hashlib.sha256(word.encode()).digest()[0] % DIMENSION] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / lengths, dtype=np.float32)


class WordReader:
    """The sentence that shares most content words with the question; the share of them is how sure it is."""

    weight = 0.5

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
        asked = set(content_words(question))
        found = []
        for passage in passages:
            spans = sentence_spans(passage.text)
            shares = [len(asked & set(content_words(passage.text[a:b]))) / max(1, len(asked)) for a, b in spans]
            share = max(shares)
            start, end = (passage.chunk.start + offset for offset in spans[shares.index(share)])
            found.append(Evidence(passage, start, end, share, share, share))
        return tuple(found)

    def pinpoint(self, question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        return tuple(evidence)

    def confidence(
        self, evidence: Sequence[Evidence], passages: Sequence[Passage], sentence: float, *, embedding: str
    ) -> float:
        return max((item.answerable for item in evidence), default=0.0)


class MemoryLibrary:
    """The library's interface over dictionaries; a passage is a paragraph, ranked by shared content words.

    `held` are the articles, `before` earlier states of some, `carried` copies of some, `kept` what is remembered.
    """

    embedding = _WordEncoder.identity

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


class ScriptedChat(BaseChatModel):
    """Says `reply` word by word, whatever is asked, and keeps what it was sent; fails after `fails_after` pieces.

    `cost_usd` is charged for each reply, told as OpenRouter tells it.
    """

    reply: str
    fails_after: int | None = None
    cost_usd: float | None = None
    heard: list[list[BaseMessage]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        self.heard.append(messages)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.reply))])

    def _stream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        self.heard.append(messages)
        for index, word in enumerate(self.reply.split(" ")):
            if index == self.fails_after:
                raise ConnectionError("the connection was reset")
            piece = word if index == 0 else f" {word}"
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        if self.cost_usd is not None:
            yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata={"cost": self.cost_usd}))


class Scripted(ChatModel):
    """A scripted model as `open_chat_model` would give it; `heard` is what it was sent, call by call."""

    def __init__(self, reply: str, fails_after: int | None, cost_usd: float | None) -> None:
        scripted_chat = ScriptedChat(reply=reply, fails_after=fails_after, cost_usd=cost_usd)
        super().__init__(scripted_chat, "scripted", timeout_s=10)
        self.heard = scripted_chat.heard


def scripted(reply: str, *, fails_after: int | None = None, cost_usd: float | None = None) -> Scripted:
    """A chat model that says `reply`, fails after so many words, and charges so many US dollars for each reply."""
    return Scripted(reply, fails_after, cost_usd)
