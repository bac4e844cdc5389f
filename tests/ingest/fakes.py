"""A library that keeps what it was given, an embedder that counts, and short ways to make documents."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from core.types import EmbeddingIdentity, Failure
from ingest.documents import RawDocument, RawRow, Unchanged
from tests.fakes import MemoryLibrary
from vectorstore.interface import Entry, Vectors

DIMENSION = 4


class CountingEmbedder:
    """Each text's vector holds its length; `encoded` counts texts. `before` is called ahead of each batch."""

    identity = EmbeddingIdentity("lengths", DIMENSION)

    def __init__(self, before: Callable[[], None] = lambda: None) -> None:
        self.encoded = 0
        self.batches: list[int] = []
        self._before = before

    def encode(self, texts: Sequence[str]) -> Vectors:
        self._before()
        self.encoded += len(texts)
        self.batches.append(len(texts))
        return np.array([[len(text)] * DIMENSION for text in texts], np.float32).reshape(len(texts), DIMENSION)


class RecordingLibrary(MemoryLibrary):
    """`stored` are the entries of each article id; raises `failing` instead of storing, if it is given."""

    embedding = CountingEmbedder.identity

    def __init__(self, failing: Exception | None = None) -> None:
        super().__init__()
        self.stored: dict[str, Entry] = {}
        self.asked: list[int] = []
        self._failing = failing

    def content_hashes(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        self.asked.append(len(article_ids))
        return super().content_hashes(article_ids)

    def entries(self, article_ids: Sequence[str]) -> Mapping[str, Entry]:
        return {name: self.stored[name] for name in article_ids if name in self.stored}

    def add(self, entries: Sequence[Entry]) -> None:
        if self._failing:
            raise self._failing
        super().add(entries)
        self.stored.update({entry.article.id: entry for entry in entries})


class ListedDocuments:
    """Documents from a list, one byte each."""

    def __init__(self, documents: Sequence[RawDocument | Unchanged | Failure]) -> None:
        self._documents = documents
        self.total_bytes = len(documents)
        self.read_bytes = 0

    def __iter__(self) -> Iterator[RawDocument | Unchanged | Failure]:
        for document in self._documents:
            self.read_bytes += 1
            yield document


def row(doc_id: str, text: str = "Rain fell. The road flooded.", **values: object) -> RawRow:
    """A dump's row as the source reader hands it on."""
    return RawRow(f"dump.jsonl:{doc_id}", "dump", {"doc_id": doc_id, "text": text, **values})
