"""How the scores of the two indexes become one ranking: pure functions over arrays, and every weight in one place.

Source: Bruch, Gai and Ingber 2023, An Analysis of Fusion Functions for Hybrid Retrieval (convex combination of
min-max normalised scores).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """Share of each score in the sum. `dense` and `lexical` add up to 1; `article` comes on top."""

    dense: float = 0.4
    lexical: float = 0.6
    article: float = 0.2


@dataclass(frozen=True, slots=True)
class FieldBoosts:
    """Factor on a term's BM25 score by the field it is found in."""

    body: float = 1.0
    title: float = 0.3
    heading: float = 0.3
    source: float = 0.3
    date: float = 0.3


WEIGHTS = Weights()
CHUNK_BOOSTS = FieldBoosts()
ARTICLE_BOOSTS = FieldBoosts(title=1.0)


def min_max(scores: Scores) -> Scores:
    """`scores` moved and scaled to [0, 1]; all zeros where they are all the same.

    >>> min_max(np.array([2.0, 4.0, 3.0])).tolist()
    [0.0, 1.0, 0.5]
    """
    if not scores.size:
        return scores
    # Halves keep the difference of two huge scores from overflowing.
    halves = scores / 2
    low = halves.min()
    width = halves.max() - low
    if not width > 0:
        return np.zeros_like(scores)
    scaled: Scores = np.clip((halves - low) / width, 0.0, 1.0)
    return scaled


def fuse(dense: Scores, lexical: Scores, article: Scores, weights: Weights = WEIGHTS) -> Scores:
    """One score a candidate from three of the same length: the weighted sum of their min-max normalised values."""
    return weights.dense * min_max(dense) + weights.lexical * min_max(lexical) + weights.article * min_max(article)


def best_first(scores: Scores, keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions of `scores` from best to worst; equal scores in order of their keys."""
    order: NDArray[np.int64] = np.lexsort((keys, -scores))
    return order
