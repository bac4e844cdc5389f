"""One article -> what the library stores of it; `ingest/pipeline.py` does the same for many at once."""

from typing import TYPE_CHECKING

from core.types import Article
from ingest.chunk import chunk
from ingest.dedup import text_of
from vectorstore.interface import Entry

if TYPE_CHECKING:
    from models.embedder import Encoder


def entry_of(article: Article, embedder: "Encoder") -> Entry:
    """`article` with its chunks and their vectors."""
    chunks = chunk(article)
    return Entry(article, chunks, embedder.encode([text_of(article, piece) for piece in chunks]))
