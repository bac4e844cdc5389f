"""The arithmetic of fusing scores."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vectorstore.fusion import best_first, fuse

scores = arrays(np.float64, st.integers(1, 30), elements=st.floats(-1e6, 1e6))


def test_a_point_of_bm25_counts_as_a_twentieth_of_cosine() -> None:
    np.testing.assert_allclose(fuse(np.array([0.2, 0.4, 0.6]), np.array([8.0, 0.0, 2.0])), [0.6, 0.4, 0.7])


def test_equal_scores_are_ordered_by_key() -> None:
    assert best_first(np.array([0.5, 0.9, 0.5]), np.array([7, 3, 2])).tolist() == [1, 2, 0]


@given(scores)
def test_the_order_of_candidates_does_not_matter(values: np.ndarray) -> None:
    keys = np.arange(len(values))
    shuffled = np.random.default_rng(len(values)).permutation(len(values))
    ranked = keys[best_first(fuse(values, values[::-1]), keys)]
    again = keys[shuffled][best_first(fuse(values[shuffled], values[::-1][shuffled]), keys[shuffled])]
    assert ranked.tolist() == again.tolist()
