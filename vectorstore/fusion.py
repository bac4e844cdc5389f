"""How the scores of the two indexes become one ranking: pure functions over arrays, and every weight in one place.

The sum is of cosine and BM25 as they are. Normalising each to the best and worst candidate of a question (Bruch, Gai
and Ingber 2023) was measured to be worse: it stretches a flat list of scores until it weighs as much as a telling one.
See docs/decisions.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]

# A point of BM25 counts as much as .05 of cosine.
BM25_WEIGHT = 0.05


@dataclass(frozen=True, slots=True)
class FieldBoosts:
    """Factor on a term's BM25 score by the field it is found in."""

    body: float = 1.0
    title: float = 0.3
    heading: float = 0.3
    source: float = 0.3
    date: float = 0.3


FIELD_BOOSTS = FieldBoosts()


def fuse(cosine: Scores, bm25: Scores) -> Scores:
    """One score a candidate from two of the same length.

    >>> fuse(np.array([0.5, 0.4]), np.array([2.0, 10.0])).tolist()
    [0.6, 0.9]
    """
    return cosine + BM25_WEIGHT * bm25


def best_first(scores: Scores, keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions of `scores` from best to worst; equal scores in order of their keys."""
    order: NDArray[np.int64] = np.lexsort((keys, -scores))
    return order
