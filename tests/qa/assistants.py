"""Assistants over articles in memory, whose reader goes by words and whose chat model says what it is told to."""

from typing import Any

from core.types import Article
from ingest.chunk import chunk
from qa.assistant import Assistant, Limits
from tests.fakes import MemoryLibrary, WordEmbeddings, WordReader, scripted
from vectorstore.interface import Entry


def assistant_over(
    *articles: Article,
    reply: str | None = None,
    reader: WordReader | None = None,
    limits: Limits = Limits(),
    **chat: Any,
) -> Assistant:
    """One that knows `articles` alone, with a chat model where it is to `reply`; `chat` as `scripted` takes it."""
    handle = None if reply is None else scripted(reply, **chat)
    return Assistant(MemoryLibrary(*articles), WordEmbeddings(), reader or WordReader(), chat=handle, limits=limits)


def stored(article: Article, **size: int) -> Entry:
    """`article` as a real library takes it, in chunks of the `size` that `chunk` takes."""
    pieces = chunk(article, **size)
    return Entry(article, pieces, WordEmbeddings().encode([article.text[one.start : one.end] for one in pieces]))
