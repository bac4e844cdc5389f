"""Embedders by name: text -> unit-length vectors, as LangChain's `Embeddings`.

The default is the packaged all-MiniLM-L6-v2 in the form that set-up found fastest on this machine; any other name
or folder goes through sentence-transformers. An embedder does not know what it embeds, nor where vectors are kept.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from core.types import EmbeddingIdentity
from models.packaged import NAME
from models.runtimes import PREPARED_DIR

Vectors = NDArray[np.float32]
_DEFAULT_NAMES = ("", NAME, f"sentence-transformers/{NAME}")


class Encoder(Protocol):
    """What turns texts into vectors: (n, dim) float32, unit length, in the order of `texts`."""

    @property
    def identity(self) -> EmbeddingIdentity: ...

    def encode(self, texts: Sequence[str]) -> Vectors: ...


class Embedder(Embeddings):
    """An opened embedding model. May be used from several threads at once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def identity(self) -> EmbeddingIdentity:
        """Which model this is, whatever run time carries it here."""
        return self._encoder.identity

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of `texts`, (n, dim) float32, unit length, in their order; (0, dim) for no texts.

        A text longer than the model reads is cut at the model's own limit.
        """
        if not texts:
            return np.zeros((0, self.identity.dimension), np.float32)
        return self._encoder.encode(texts)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(value) for value in row] for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(value) for value in self.encode([text])[0]]


def open_embedder(name: str = "", *, threads: int = 1, prepared_dir: Path = PREPARED_DIR) -> Embedder:
    """The embedding model called `name`: empty for the packaged one, or a sentence-transformers name or folder.

    The packaged model is prepared in `prepared_dir` where set-up has not done so. Raises ModelNotFoundError where
    there is no such model, ModelError where it cannot be used for embedding.
    """
    if name in _DEFAULT_NAMES:
        from models.embedder_prepared import open_prepared

        return Embedder(open_prepared(prepared_dir, threads=threads))
    from models.embedder_sentence_transformers import open_sentence_transformers

    return Embedder(open_sentence_transformers(name, threads=threads))
