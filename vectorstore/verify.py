"""Whether a library is what it should be: its catalogue against itself, and both indexes against the catalogue."""

from collections.abc import Iterator

import numpy as np
from sqlalchemy import func, select

from core.errors import LibraryError
from core.types import EmbeddingIdentity
from vectorstore.catalogue import Catalogue, Keys
from vectorstore.interface import Entry
from vectorstore.lexical import LexicalIndex
from vectorstore.probe import compare
from vectorstore.rows import INDEXED
from vectorstore.schema import articles, sketches
from vectorstore.stores import Stores

# Articles read at once with their vectors.
_AT_ONCE = 100


def verify(stores: Stores, embedding: EmbeddingIdentity) -> tuple[str, ...]:
    """Everything found wrong, a line each. Reads the whole library and changes nothing."""
    try:
        stores.catalogue.check()
    except LibraryError as error:
        return (str(error),)
    return (
        *_wrong_articles(stores.catalogue, embedding.dimension),
        *_not_compared(stores.catalogue),
        *_wrong_dense(stores, embedding.dimension),
        *_wrong_lexical(stores.lexical, stores.catalogue),
    )


def _wrong_articles(catalogue: Catalogue, dimension: int) -> Iterator[str]:
    last = ""
    while found := catalogue.articles_after(last, _AT_ONCE):
        stored = catalogue.content_hashes([article.id for article in found])
        for entry in catalogue.entries([article.id for article in found], dimension).values():
            yield from _wrong_entry(entry, stored.get(entry.article.id, ""))
        last = found[-1].id


def _wrong_entry(entry: Entry, content_hash: str) -> Iterator[str]:
    article = entry.article
    if article.content_hash != content_hash:
        yield f"article {article.id!r}: its content is not what its hash says"
    if not all(0 <= chunk.start < chunk.end <= len(article.text) for chunk in entry.chunks):
        yield f"article {article.id!r}: a chunk lies outside its text"
    if not np.isfinite(entry.vectors).all():
        yield f"article {article.id!r}: a vector holds numbers that are not finite"


def _not_compared(catalogue: Catalogue) -> Iterator[str]:
    compared = select(func.count()).select_from(articles.join(sketches)).where(sketches.c.cluster.is_not(None))
    with catalogue.engine.connect() as connection:
        count = connection.execute(compared.where(articles.c.state == INDEXED)).scalar_one()
    if lacking := catalogue.counts()[0] - count:
        yield f"{lacking} articles were not compared with the others yet"


def _wrong_dense(stores: Stores, dimension: int) -> Iterator[str]:
    try:
        found = compare(stores.dense, stores.catalogue, dimension)
    except LibraryError as error:
        yield f"dense index: {error}"
        return
    for name, keys in (("missing", found.missing), ("too many", found.extra), ("wrong", found.wrong)):
        if keys:
            yield f"dense index: {len(keys)} of {found.expected} vectors {name}"


def _wrong_lexical(lexical: LexicalIndex, catalogue: Catalogue) -> Iterator[str]:
    try:
        held = lexical.keys()
    except (ValueError, OSError) as error:
        yield f"lexical index: {error}"
        return
    for name, found, expected in zip(
        ("articles", "chunks"), held, (catalogue.article_keys(), catalogue.chunk_keys()), strict=True
    ):
        if not np.array_equal(found, expected):
            yield f"lexical index: {_difference(found, expected)} {name} missing or too many"


def _difference(found: Keys, expected: Keys) -> int:
    return len(np.setxor1d(found, expected)) + len(found) - len(np.unique(found))
