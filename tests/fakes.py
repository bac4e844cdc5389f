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

    def confidence(self, evidence: Sequence[Evidence], passages: Sequence[Passage], *, embedding: str) -> float:
        return max((item.answerable for item in evidence), default=0.0)


class MemoryLibrary:
    """The library's interface over a dictionary; a passage is a paragraph, ranked by shared content words."""

    embedding = _WordEncoder.identity

    def __init__(self, *articles: Article) -> None:
        self._articles = {held.id: held for held in articles}
        self._feedback: list[Feedback] = []
        self._remembered: dict[str, str] = {}
        self.closed = False

    def content_hashes(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        return {key: self._articles[key].content_hash for key in article_ids if key in self._articles}

    def add(self, entries: Sequence[Entry]) -> None:
        self._articles.update({entry.article.id: entry.article for entry in entries})

    def remove(self, article_ids: Sequence[str]) -> int:
        return sum(self._articles.pop(key, None) is not None for key in article_ids)

    def article(self, article_id: str, revision: int | None = None) -> Article:
        try:
            return self._articles[article_id]
        except KeyError:
            raise ArticleNotFoundError(f"no article {article_id!r}") from None

    def revisions(self, article_id: str) -> tuple[Revision, ...]:
        held, now = self.article(article_id), dt.datetime.now(dt.UTC)
        return (Revision(1, held.title, held.published, held.content_hash, len(held.text), now, None),)

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        return ()

    def articles_after(self, article_id: str = "", limit: int = 200) -> tuple[Article, ...]:
        return tuple(self._articles[key] for key in sorted(self._articles) if key > article_id)[:limit]

    def entries(self, article_ids: Sequence[str]) -> Mapping[str, Entry]:
        return {}

    def chunks(self, article_id: str) -> tuple[Chunk, ...]:
        held, found, at = self.article(article_id), [], 0
        for paragraph in held.text.split("\n\n"):
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
        found = [held for held in self._articles.values() if query.lower() in held.title.lower()]
        if order == "published":
            found.sort(key=lambda held: held.published or dt.date.min, reverse=descending)
        rows = [
            ArticleSummary(
                held.id, held.title, held.source, held.published, held.url, len(held.text), 1, dt.datetime.now(dt.UTC)
            )
            for held in found
        ]
        return ArticlePage(tuple(rows[offset : offset + limit]), len(rows))

    def search(
        self, question: str, vector: Vectors, *, limit: int, filters: Filters = Filters()
    ) -> tuple[Passage, ...]:
        asked = set(content_words(question))
        scored = [
            (len(asked & set(content_words(held.text[chunk.start : chunk.end]))) / max(1, len(asked)), chunk, held)
            for held in self._articles.values()
            if self._passes(held, filters)
            for chunk in self.chunks(held.id)
            if sentence_spans(held.text[chunk.start : chunk.end])
        ]
        best = sorted(scored, key=lambda found: -found[0])[:limit]
        return tuple(Passage(chunk, held, score, rank) for rank, (score, chunk, held) in enumerate(best, 1))

    def coverage(self) -> tuple[SourceCoverage, ...]:
        sources = sorted({held.source for held in self._articles.values()})
        return tuple(self._cover(source) for source in sources)

    def status(self) -> LibraryStatus:
        chunks = sum(len(self.chunks(key)) for key in self._articles)
        return LibraryStatus(len(self._articles), chunks, "words", {"dense": "ok", "lexical": "ok"}, 0, "memory", 0)

    def verify(self) -> tuple[str, ...]:
        return ()

    def remember(self, values: Mapping[str, str | None]) -> None:
        self._remembered |= {name: value for name, value in values.items() if value is not None}
        for name in [name for name, value in values.items() if value is None]:
            self._remembered.pop(name, None)

    def remembered(self, names: Sequence[str]) -> Mapping[str, str]:
        return {name: self._remembered[name] for name in names if name in self._remembered}

    def add_feedback(self, feedback: Feedback) -> None:
        self._feedback.append(feedback)

    def feedback(self) -> tuple[Feedback, ...]:
        return tuple(self._feedback)

    def close(self) -> None:
        self.closed = True

    def _passes(self, held: Article, filters: Filters) -> bool:
        day = held.published
        return (
            (not filters.sources or held.source in filters.sources)
            and (not filters.since or (day is not None and day >= filters.since))
            and (not filters.until or (day is not None and day <= filters.until))
            and (not filters.article_ids or held.id in filters.article_ids)
        )

    def _cover(self, source: str) -> SourceCoverage:
        own = [held for held in self._articles.values() if held.source == source]
        dates = [held.published for held in own if held.published]
        return SourceCoverage(source, len(own), min(dates, default=None), max(dates, default=None))


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
