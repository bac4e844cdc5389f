"""The articles on a topic: those that hold its words, which the search finds and the texts decide.

What an article is about stands in its title and its opening; a word further down is mentioned.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from core.errors import ArticleNotFoundError
from core.types import Article, Filters, Passage
from core.words import content_words
from models.embedder import Embedder
from vectorstore.interface import Library

# Passages that are looked through, and how many articles may hold the words for none to be missed in a library that has
# more passages. Measured: docs/decisions.md.
LOOKED_THROUGH, _SURELY_ALL = 1000, 50
# News tells first what it is about: the beginning of the text, in characters, that counts like the title.
_OPENING = 500
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class OnTopic:
    """Articles that hold every word of a topic, newest first; `nearest` are the likeliest, whatever they hold.

    `about` hold them in their title or opening, `mention` further down. `all_seen` where there are surely no more.
    """

    about: tuple[Article, ...]
    mention: tuple[Article, ...]
    nearest: tuple[Article, ...]
    all_seen: bool


def on_topic(topic: str, library: Library, embedder: Embedder, filters: Filters) -> OnTopic:
    """The articles within `filters` that are about `topic` or mention it."""
    vector = np.asarray(embedder.embed_query(topic), dtype=np.float32)
    found = library.search(topic, vector, limit=LOOKED_THROUGH, filters=filters)
    articles = {article.id: article for article in _articles(found, library)}
    holding = sorted((one for one in articles.values() if _holds(topic, one)), key=_newest_first)
    about = tuple(one for one in holding if _holds(topic, one, _OPENING))
    return OnTopic(
        about,
        tuple(one for one in holding if one not in about),
        tuple(articles.values())[:_NEAREST],
        all_seen=len(found) < LOOKED_THROUGH or len(holding) <= _SURELY_ALL,
    )


def _articles(found: Sequence[Passage], library: Library) -> Iterator[Article]:
    """Those of the passages, and those that carry the same text."""
    yield from (passage.article for passage in found)
    shown = {passage.article.id for passage in found}
    carrying = dict.fromkeys(copy.article_id for passage in found for copy in passage.copies)
    for article_id in (one for one in carrying if one not in shown):
        with suppress(ArticleNotFoundError):  # removed a moment ago
            yield library.article(article_id)


def _holds(topic: str, article: Article, characters: int | None = None) -> bool:
    wanted = set(content_words(topic))
    return bool(wanted) and wanted <= set(content_words(f"{article.title}\n{article.text[:characters]}"))


def _newest_first(article: Article) -> tuple[int, str]:
    return (-article.published.toordinal() if article.published else 0, article.title)
