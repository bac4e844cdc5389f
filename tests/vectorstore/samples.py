"""Invented articles with random unit vectors, so that no model is needed."""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from core.types import Article, Chunk, EmbeddingIdentity
from vectorstore.interface import Entry, Vectors

DIMENSION = 32
MODEL = EmbeddingIdentity("sample-model", DIMENSION, "5a" * 32)
FULL = Article(
    "full",
    "Title",
    "First page.\n\nSecond page.",
    dt.date(2031, 5, 6),
    "Paper",
    ("Ann Ode", "Bo"),
    "http://x.invalid/1",
    "City",
    "en",
    dt.date(2031, 5, 8),
    "json-ld",
    (0, 13),
)
"""An article in which every field is set."""
_WORDS = [
    "harbour",
    "council",
    "bridge",
    "mayor",
    "flood",
    "ferry",
    "lighthouse",
    "orchard",
    "market",
    "budget",
    "school",
    "storm",
    "railway",
    "museum",
    "river",
    "festival",
    "election",
    "hospital",
    "garden",
    "quarry",
]


def vectors(count: int, seed: int, dimension: int = DIMENSION) -> Vectors:
    """(count, dimension) float32 of unit length, the same for the same seed."""
    found = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    found[:, -1] = 0
    unit: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


UNRELATED = np.eye(1, DIMENSION, DIMENSION - 1, dtype=np.float32)[0]
"""The vector of a question that is near none of `vectors`: only its words count."""


def entry(
    name: str,
    paragraphs: Sequence[str],
    *,
    title: str = "A title",
    published: dt.date | None = None,
    source: str = "The Beacon",
    seed: int = 0,
) -> Entry:
    """An article with one chunk a paragraph."""
    text = "\n\n".join(paragraphs)
    chunks, position = [], 0
    for number, paragraph in enumerate(paragraphs):
        chunks.append(Chunk(f"{name}#{number}", name, position, position + len(paragraph)))
        position += len(paragraph) + 2
    article = Article(name, title, text, published, source)
    return Entry(article, tuple(chunks), vectors(len(chunks), seed))


def many(count: int, *, chunks: int = 2, first: int = 0) -> list[Entry]:
    """Articles `a<first>` and on, each with a word of its own (`unique<number>`) and a date of its own."""
    found = []
    for number in range(first, first + count):
        rng = np.random.default_rng(number)
        paragraphs = [f"unique{number} " + " ".join(rng.choice(_WORDS, 30)) + "." for _ in range(chunks)]
        day = dt.date(2031, 1, 1) + dt.timedelta(days=number)
        found.append(
            entry(
                f"a{number}",
                paragraphs,
                title=f"Story {number}",
                published=day,
                source=f"Paper {number % 4}",
                seed=number,
            )
        )
    return found


def prose(seed: int, words: int = 200) -> list[str]:
    """Paragraphs of 50 words that share no five words in a row with any other seed's; more words only add."""
    draws = np.random.default_rng(seed).integers(0, 1_000 * len(_WORDS), words)
    drawn = [f"{_WORDS[draw % len(_WORDS)]}{draw // len(_WORDS)}" for draw in draws]
    return [" ".join(drawn[start : start + 50]) + "." for start in range(0, words, 50)]
