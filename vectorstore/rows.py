"""Rows of the catalogue made from articles and chunks, and articles and chunks made from rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row

from core.types import Article, Chunk
from vectorstore.interface import Entry
from vectorstore.schema import chunks, utc_now
from vectorstore.sketch import Signature, Sketch

PENDING, INDEXED = "pending", "indexed"
CHUNK_COLUMNS = tuple(column for column in chunks.c if column.name != "vector")


def article_row(key: int, entry: Entry) -> dict[str, Any]:
    """The row of a pending article."""
    article = entry.article
    return {
        "key": key,
        "id": article.id,
        "state": PENDING,
        "published": article.published,
        "added": utc_now(),
        "source": article.source,
        "title": article.title,
        "url": article.url,
        "section": article.section,
        "language": article.language,
        "authors": article.authors,
        "content_hash": article.content_hash,
        "characters": len(article.text),
        "chunk_count": len(entry.chunks),
        "folded": "\n".join((article.title, article.source, article.id)).casefold(),
        "modified": article.modified,
        "published_from": article.published_from,
        "page_starts": article.page_starts,
        "text": article.text,
    }


def chunk_rows(
    entry: Entry, article_key: int, keys: Sequence[int], packed: NDArray[np.float16]
) -> list[dict[str, Any]]:
    """The rows of an article's chunks, whose vectors are `packed`."""
    return [
        {
            "key": key,
            "article_key": article_key,
            "position": position,
            "id": chunk.id,
            "start": chunk.start,
            "end": chunk.end,
            "heading": chunk.heading,
            "vector": vector.tobytes(),
        }
        for position, (key, chunk, vector) in enumerate(zip(keys, entry.chunks, packed, strict=True))
    ]


def sketch_row(article_key: int, found: Sketch) -> dict[str, Any]:
    """The row of an article's sketch, which is not compared with others yet."""
    signature = np.ascontiguousarray(found.signature, dtype="<u2").tobytes()
    return {"article_key": article_key, "cluster": None, "shingles": found.shingles, "signature": signature}


def signature_from(stored: bytes) -> Signature:
    """The signature of a row of `sketches`."""
    return np.frombuffer(stored, dtype="<u2").astype(np.uint16)


def article_from(row: Row[Any]) -> Article:
    """The article of a row of `articles` or of `revisions`."""
    return Article(
        id=row.id,
        title=row.title,
        text=row.text,
        published=row.published,
        source=row.source,
        authors=row.authors,
        url=row.url,
        section=row.section,
        language=row.language,
        modified=row.modified,
        published_from=row.published_from,
        page_starts=row.page_starts,
    )


def chunk_from(row: Row[Any], article_id: str) -> Chunk:
    """The chunk of a row of `chunks`."""
    return Chunk(id=row.id, article_id=article_id, start=row.start, end=row.end, heading=row.heading)
