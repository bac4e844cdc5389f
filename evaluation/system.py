"""The system under test when no other is given: an assistant over a library, opened by name."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import ArticleNotFoundError
from core.settings import Settings
from core.types import Article
from evaluation.corpus import code_hash
from evaluation.gold import ArticleLookup
from evaluation.questions import hash_of_files
from evaluation.runner import Ask
from models.evidence import WEIGHTS
from prompts.loader import prompt_hashes
from vectorstore.interface import Library

_ANSWERING = ("core", "models", "prompts", "qa", "vectorstore")
"""Where the code lies that decides an answer, once articles are in the library."""

_REPORTED = ("embedding_model", "chat_temperature", "candidates", "passages", "context_chars", "refusal", "threads")


@dataclass(frozen=True, slots=True)
class OpenSystem:
    """A system that answers, its articles, and what a report should say of it."""

    ask: Ask
    article: ArticleLookup
    library: Library
    description: dict[str, Any]


@contextmanager
def open_system(settings: Settings, data_dir: Path) -> Iterator[OpenSystem]:
    """An assistant with `settings` over the library in `data_dir`. Raises SettingsError, LibraryError or ModelError."""
    from qa import open_assistant

    with open_assistant(settings=settings.model_copy(update={"data_dir": data_dir})) as assistant:

        @cache
        def article(article_id: str) -> Article | None:
            try:
                return assistant.library.article(article_id)
            except ArticleNotFoundError:
                return None

        yield OpenSystem(assistant.ask, article, assistant.library, describe(settings))


def describe(settings: Settings) -> dict[str, Any]:
    """What decides the answers: model, settings, and by hash the server, prompts, code and shipped weights.

    An address may hold a password, and reports are sent to others.
    """
    return {
        "model": settings.chat_model or "quotes",
        "settings": {name: getattr(settings, name) for name in _REPORTED},
        "prompts": {name: digest[:12] for name, digest in prompt_hashes().items()},
        "server": hashlib.sha256(settings.chat_base_url.encode()).hexdigest()[:12] if settings.chat_base_url else "",
        "code": code_hash(*_ANSWERING)[:12],
        "weights": hash_of_files(sorted(path for path in WEIGHTS.iterdir() if path.is_file()))[:12],
    }
