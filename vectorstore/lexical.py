"""The lexical index: BM25 over chunks in tantivy, and articles by the bands of their signatures (`sketch.py`).

Knows no vectors and no catalogue. Title, source, date and heading are fields beside the text, so that a question may
name them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.calendar import DAYS, in_words
from core.types import Article, Chunk
from vectorstore.catalogue import Keys
from vectorstore.tantivy_index import Scope, TantivyIndex


class LexicalIndex:
    """Two tantivy indexes in one folder. Searches may run in several threads, writes in one at a time."""

    def __init__(self, folder: Path) -> None:
        """Opens or makes the indexes. Raises ValueError or OSError where tantivy cannot read what it finds."""
        self._chunks = TantivyIndex(folder / "chunks")
        self._articles = TantivyIndex(folder / "articles")

    def add(
        self, article_key: int, article: Article, chunks: Iterable[tuple[int, Chunk]], bands: Sequence[int] = ()
    ) -> None:
        """Add an article, its chunks with their keys, and its signature's bands; there after `commit`, durably."""
        self._articles.add(article_key, article_key, article, {}, bands)
        for key, chunk in chunks:
            self._chunks.add(key, article_key, article, fields_of(article, chunk))

    def delete(self, article_keys: Iterable[int]) -> None:
        """Take articles and their chunks out; takes effect with `commit`."""
        keys = list(article_keys)
        if keys:
            self._chunks.delete(keys)
            self._articles.delete(keys)

    def commit(self) -> None:
        """Make what was added and deleted durable and visible."""
        self._chunks.commit()
        self._articles.commit()

    def search(self, question: str, limit: int, scope: Scope = Scope()) -> tuple[Keys, NDArray[np.float64]]:
        """Keys of the `limit` chunks with the highest BM25 scores, and these scores."""
        return self._chunks.search(question, limit, scope)

    def chunk_scores(self, question: str, keys: Keys) -> Mapping[int, float]:
        """BM25 scores of those of the chunks `keys` that share a term with the question."""
        return self._chunks.scores(question, keys)

    def scores_beside(self, other: TantivyIndex, question: str, keys: Keys) -> Mapping[int, float]:
        """As `chunk_scores`, of chunks of another index as if they stood in this one: terms are as rare as here.

        The mean lengths of fields are those of `other`.
        """

        def factor(name: str, term: str) -> float:
            return self._chunks.rarity(name, term) / other.rarity(name, term)

        return other.scores(question, keys, factor)

    def sharing_bands(self, bands: Sequence[int], limit: int) -> Keys:
        """Keys of the `limit` articles that have most of `bands`, of those that have any."""
        return self._articles.sharing(bands, limit)

    def keys(self) -> tuple[Keys, Keys]:
        """Keys of all articles and of all chunks that it holds, ascending, twice where one is there twice."""
        return self._articles.keys(), self._chunks.keys()

    def close(self) -> None:
        """Finish merges in hand and let go of the folder."""
        self._chunks.close()
        self._articles.close()


def fields_of(article: Article, chunk: Chunk) -> dict[str, str]:
    """The texts that a chunk is found by."""
    return {
        "body": article.text[chunk.start : chunk.end],
        "heading": chunk.heading or "",
        "title": article.title,
        "source": article.source,
        "date": date_words(article.published),
    }


def date_words(day: dt.date | None) -> str:
    """The ways in which a question may name `day`.

    >>> date_words(dt.date(2017, 9, 9))
    '2017-09-09 9 September 2017 Saturday'
    """
    return f"{day.isoformat()} {in_words(day)} {DAYS[day.weekday()]}" if day else ""
