"""Hybrid retrieval: candidates of both indexes, each with both its scores, fused and resolved against the catalogue.

Candidates come from the dense and from the lexical index; every one of them then gets its true score from the other
(cosine from the stored vectors, BM25 from the index), so that no score is ever guessed. Chunks that the catalogue does
not show are dropped, whatever an index says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.types import Filters, Passage
from vectorstore.catalogue import Catalogue, Keys
from vectorstore.dense import DenseIndex
from vectorstore.fusion import best_first, fuse
from vectorstore.interface import Vectors
from vectorstore.lexical import LexicalIndex
from vectorstore.lookup import Located, Ranked, article_keys_of, locate
from vectorstore.past import Past
from vectorstore.read_once import ReadOnce
from vectorstore.shown import Shown
from vectorstore.stories import best_stories
from vectorstore.tantivy_index import Scope

# Candidates from each index. 500 from each find no more among the first ten; see docs/decisions.md.
POOL = 200
# So few chunks are compared one by one: quicker than asking the dense index for them, and exact.
EXACT = 2_500
# Where this many of the nearest of all chunks are likely to pass the filters, they do.
ENOUGH = 100


@dataclass(frozen=True, slots=True)
class Candidates:
    """Chunks with both their scores, arrays of one length in one order."""

    located: Located
    dense: NDArray[np.float64]
    lexical: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HybridSearch:
    """The search over one library's three stores."""

    catalogue: Catalogue
    dense: DenseIndex
    lexical: LexicalIndex
    shown: ReadOnce[Shown]
    past: ReadOnce[Past]
    pool: int = POOL

    def search(
        self, question: str, vector: Vectors, *, limit: int, filters: Filters = Filters()
    ) -> tuple[Passage, ...]:
        """The `limit` best passages, best first, each story once."""
        if limit < 1:
            return ()
        pool = max(self.pool, limit)
        found = self.candidates(question, vector, filters, pool)
        keys, dense, lexical = found.located.keys, found.dense, found.lexical
        if filters.as_of:
            earlier = self.past.read().best(question, vector, filters, pool, self.lexical)
            keys = np.concatenate([keys, earlier.keys])
            dense = np.concatenate([dense, earlier.dense])
            lexical = np.concatenate([lexical, earlier.lexical])
        scores = fuse(dense, lexical)
        ranked = Ranked(keys, scores, dense).part(best_first(scores, keys))
        return best_stories(self.catalogue, ranked, limit, filters)

    def candidates(self, question: str, vector: Vectors, filters: Filters, pool: int) -> Candidates:
        """Up to `pool` chunks from each index that the catalogue shows and `filters` let pass, scored in full."""
        scope = Scope(filters)
        if filters.article_ids:
            scope = replace(scope, article_keys=article_keys_of(self.catalogue, filters.article_ids))
        shown = self.shown.read()
        passing = shown.passing(filters, scope.article_keys)
        if filters.as_of and not passing.all():
            scope = replace(scope, article_keys=np.unique(shown.articles[passing]).tolist())
        lexical_keys, _ = self.lexical.search(question, pool, scope)
        dense_keys, similarities = self._nearest(vector, shown.chunks[passing], shown.chunks.size, pool)
        located = locate(
            self.catalogue,
            shown,
            np.union1d(lexical_keys, dense_keys),
            passing,
            with_vectors=np.setdiff1d(lexical_keys, dense_keys),
            dimension=len(vector),
        )
        return Candidates(
            located=located,
            dense=_dense_scores(located, dense_keys, similarities, vector),
            lexical=_scores(self.lexical.chunk_scores(question, located.keys), located.keys),
        )

    def _nearest(self, vector: Vectors, allowed: Keys, shown_count: int, pool: int) -> tuple[Keys, NDArray[np.float64]]:
        """Keys of about the `pool` nearest of the chunks `allowed`, all of `shown_count` or some, and their cosines."""
        if len(allowed) == shown_count:
            return self.dense.query(vector, pool)
        if len(allowed) <= EXACT:
            keys, vectors = self.catalogue.vectors(allowed.tolist(), len(vector))
            return keys, (vectors @ vector).astype(np.float64)
        wanted = min(4 * pool, 1 + pool * shown_count // len(allowed))
        if wanted * len(allowed) >= ENOUGH * shown_count:
            return self.dense.query(vector, wanted)
        return self.dense.query(vector, pool, allowed)


def _dense_scores(
    located: Located, keys: Keys, similarities: NDArray[np.float64], vector: Vectors
) -> NDArray[np.float64]:
    known = dict(zip(keys.tolist(), similarities.tolist(), strict=True))
    missing = dict(zip(located.vector_keys.tolist(), (located.vectors @ vector).tolist(), strict=True))
    return _scores(missing | known, located.keys)


def _scores(known: Mapping[int, float], keys: Keys) -> NDArray[np.float64]:
    return np.array([known.get(key, 0.0) for key in keys.tolist()])
