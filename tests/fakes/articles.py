"""Articles, passages and evidence with as little said as a test needs."""

import datetime as dt
from typing import Any

from core.types import Article, Chunk, Evidence, Passage


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


def evidence_at(source: Passage, words: str, chance: float = 0.9) -> Evidence:
    """Evidence at the first `words` of the article, as relevant as it is answerable."""
    start = source.article.text.index(words)
    return Evidence(source, start, start + len(words), chance, chance, chance)
