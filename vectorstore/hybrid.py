"""Hybrid retrieval: candidates of both indexes, each with both its scores, fused and resolved against the catalogue.

Candidates come from the dense and from the lexical index; every one of them then gets its true score from the other
(cosine from the stored vectors, BM25 from the index) and the score of its whole article, so that no score is ever
guessed. Chunks that the catalogue does not show are dropped, whatever an index says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.types import Filters, Passage
from vectorstore.catalogue import Catalogue, Keys
from vectorstore.dense import MAX_ALLOWED, DenseIndex
from vectorstore.fusion import WEIGHTS, Weights, best_first, fuse
from vectorstore.interface import Vectors
from vectorstore.lexical import LexicalIndex, Limits
from vectorstore.lookup import Located, allowed_chunks, article_keys_of, locate
from vectorstore.stories import best_stories

# Candidates from each index: 1,000 together, the pool that configuration A was measured with.
POOL = 500


@dataclass(frozen=True, slots=True)
class Candidates:
    """Chunks with their three scores, arrays of one length in one order."""

    located: Located
    dense: NDArray[np.float64]
    lexical: NDArray[np.float64]
    article: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HybridSearch:
    """The search over one library's three stores."""

    catalogue: Catalogue
    dense: DenseIndex
    lexical: LexicalIndex
    weights: Weights = WEIGHTS
    pool: int = POOL

    def search(
        self, question: str, vector: Vectors, *, limit: int, filters: Filters = Filters()
    ) -> tuple[Passage, ...]:
        """The `limit` best passages, best first, each story once; scores in [0, 1.3]."""
        if limit < 1:
            return ()
        found = self.candidates(question, vector, filters, max(self.pool, limit))
        scores = fuse(found.dense, found.lexical, found.article, self.weights)
        order = best_first(scores, found.located.keys)
        return best_stories(self.catalogue, found.located.keys[order], scores[order], limit, filters)

    def candidates(self, question: str, vector: Vectors, filters: Filters, pool: int) -> Candidates:
        """Up to `pool` chunks from each index that the catalogue shows and `filters` let pass, scored in full."""
        limits = Limits(filters)
        if filters.article_ids:
            limits = replace(limits, article_keys=article_keys_of(self.catalogue, filters.article_ids))
        lexical_keys, _ = self.lexical.search(question, pool, limits)
        dense_keys, similarities = self._nearest(vector, filters, pool)
        located = locate(
            self.catalogue,
            np.union1d(lexical_keys, dense_keys),
            filters,
            with_vectors=np.setdiff1d(lexical_keys, dense_keys),
            dimension=len(vector),
        )
        return Candidates(
            located=located,
            dense=_dense_scores(located, dense_keys, similarities, vector),
            lexical=_scores(self.lexical.chunk_scores(question, located.keys), located.keys),
            article=_scores(
                self.lexical.article_scores(question, np.unique(located.article_keys)), located.article_keys
            ),
        )

    def _nearest(self, vector: Vectors, filters: Filters, pool: int) -> tuple[Keys, NDArray[np.float64]]:
        if not filters:
            return self.dense.query(vector, pool)
        allowed = allowed_chunks(self.catalogue, filters, MAX_ALLOWED)
        if allowed is not None:
            return self.dense.query(vector, min(pool, len(allowed)), allowed)
        # So many are allowed that enough of them are among the nearest of all.
        keys, similarities = self.dense.query(vector, 4 * pool)
        return keys, similarities


def _dense_scores(
    located: Located, keys: Keys, similarities: NDArray[np.float64], vector: Vectors
) -> NDArray[np.float64]:
    known = dict(zip(keys.tolist(), similarities.tolist(), strict=True))
    missing = dict(zip(located.vector_keys.tolist(), (located.vectors @ vector).tolist(), strict=True))
    return _scores(missing | known, located.keys)


def _scores(known: Mapping[int, float], keys: Keys) -> NDArray[np.float64]:
    return np.array([known.get(key, 0.0) for key in keys.tolist()])
