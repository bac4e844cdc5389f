"""Assistants over articles in memory, whose reader goes by words and whose chat model says what it is told to."""

from typing import Any

from core.types import Article
from qa.asking import Limits
from qa.assistant import Assistant
from tests.fakes import MemoryLibrary, WordEmbeddings, WordReader, scripted


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
