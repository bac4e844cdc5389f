"""Which articles are new to a run and to the library, and what of a revised one need not be embedded again.

Near-duplicates are stored like all others; the library finds and links them (`vectorstore/copies.py`).
"""

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.errors import IngestError
from core.types import Article, Chunk
from vectorstore.interface import Library

# 128 bits of an id's SHA-256 stand for it: no two ids of a run will ever share them by chance.
_ID_BYTES = 16
_CACHE_KB = 8_000


class Met:
    """The articles that one run has met, whatever their number: in memory at first, then in a temporary file.

    Not a dictionary: a dump of five gigabytes holds more ids, hashes and origins than a laptop should.
    """

    def __init__(self) -> None:
        # "" is SQLite's own temporary file, which is gone with the connection.
        self._database = sqlite3.connect("", isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE_KB}"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute(
            "CREATE TABLE met (id BLOB PRIMARY KEY, content BLOB NOT NULL, origin BLOB NOT NULL) WITHOUT ROWID"
        )

    def is_first(self, article_id: str, content_hash: str, origin: str) -> bool:
        """Whether the run meets this id for the first time.

        Raises IngestError where it met the id with other content before.
        """
        key = hashlib.sha256(article_id.encode("utf-8", "surrogatepass")).digest()[:_ID_BYTES]
        content = bytes.fromhex(content_hash)
        known = self._database.execute("SELECT content, origin FROM met WHERE id = ?", (key,)).fetchone()
        if known is None:
            self._database.execute(
                "INSERT INTO met VALUES (?, ?, ?)", (key, content, origin.encode("utf-8", "surrogatepass"))
            )
            return True
        if known[0] != content:
            before = known[1].decode("utf-8", "surrogatepass")
            raise IngestError(f"has the id {article_id!r} of another article, from {before}; ids must differ")
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()


def known_vectors(library: Library, article_ids: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
    """The vectors, (dim,) each, that the library holds for texts of these articles' chunks, by text.

    A revision usually leaves most chunks as they were, and a corrected date leaves all of them.
    """
    found = library.entries(article_ids).values() if article_ids else ()
    return {
        text_of(entry.article, piece): vector
        for entry in found
        for piece, vector in zip(entry.chunks, entry.vectors, strict=True)
    }


def text_of(article: Article, piece: Chunk) -> str:
    """The text of one of the article's chunks."""
    return article.text[piece.start : piece.end]
