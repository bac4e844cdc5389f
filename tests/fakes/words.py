"""An embedder and a reader that go by the words that texts have in common."""

import hashlib
from collections.abc import Sequence

import numpy as np

from core.sentences import sentence_spans
from core.types import EmbeddingIdentity, Evidence, Passage
from core.words import content_words
from models.embedder import Embedder
from vectorstore.interface import Vectors

DIMENSION = 64
IDENTITY = EmbeddingIdentity("words", DIMENSION)


class WordEmbeddings(Embedder):
    """Texts with the same content words point the same way: each word has a fixed place of DIMENSION."""

    def __init__(self) -> None:
        super().__init__(_WordEncoder())


class _WordEncoder:
    identity = IDENTITY

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in content_words(text) or ("",):
                row[hashlib.sha256(word.encode()).digest()[0] % DIMENSION] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / lengths, dtype=np.float32)


class WordReader:
    """The sentence that shares most content words with the question; the share of them is how sure it is."""

    weight = 0.5

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
        asked = set(content_words(question))
        found = []
        for passage in passages:
            spans = sentence_spans(passage.text)
            shares = [len(asked & set(content_words(passage.text[a:b]))) / max(1, len(asked)) for a, b in spans]
            share = max(shares)
            start, end = (passage.chunk.start + offset for offset in spans[shares.index(share)])
            found.append(Evidence(passage, start, end, share, share, share))
        return tuple(found)

    def pinpoint(self, question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        return tuple(evidence)

    def confidence(
        self, evidence: Sequence[Evidence], passages: Sequence[Passage], sentence: float, *, embedding: str
    ) -> float:
        return max((item.answerable for item in evidence), default=0.0)
