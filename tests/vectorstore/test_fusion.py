"""The arithmetic of fusing scores."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vectorstore.fusion import Weights, best_first, fuse, min_max

scores = arrays(np.float64, st.integers(1, 30), elements=st.floats(-1e6, 1e6))


def test_fused_scores_are_the_weighted_sum_of_normalised_ones() -> None:
    # Normalised: dense 0, .5, 1; lexical 1, 0, .25; article 0, 0, 1.
    fused = fuse(
        np.array([0.2, 0.4, 0.6]), np.array([8.0, 0.0, 2.0]), np.array([1.0, 1.0, 3.0]), Weights(0.4, 0.6, 0.5)
    )
    np.testing.assert_allclose(fused, [0.6, 0.2, 0.4 + 0.15 + 0.5])


def test_scores_that_are_all_alike_say_nothing() -> None:
    assert min_max(np.array([3.0, 3.0])).tolist() == [0.0, 0.0]
    assert min_max(np.array([])).tolist() == []


def test_equal_scores_are_ordered_by_key() -> None:
    assert best_first(np.array([0.5, 0.9, 0.5]), np.array([7, 3, 2])).tolist() == [1, 2, 0]


@given(scores)
def test_normalised_scores_lie_between_0_and_1_and_keep_their_order(values: np.ndarray) -> None:
    normalised = min_max(values)
    assert ((normalised >= 0) & (normalised <= 1)).all()
    assert (np.diff(normalised[np.argsort(values)]) >= 0).all()


@given(scores, st.floats(0.01, 100), st.floats(-1e3, 1e3))
def test_the_scale_and_the_zero_of_an_index_do_not_matter(values: np.ndarray, scale: float, shift: float) -> None:
    spread = values.max() - values.min()
    if spread > 1e-3:
        np.testing.assert_allclose(min_max(values * scale + shift), min_max(values), atol=1e-4)


@given(scores)
def test_the_order_of_candidates_does_not_matter(values: np.ndarray) -> None:
    keys = np.arange(len(values))
    shuffled = np.random.default_rng(len(values)).permutation(len(values))
    ranked = keys[best_first(fuse(values, values[::-1], values), keys)]
    again = keys[shuffled][best_first(fuse(values[shuffled], values[::-1][shuffled], values[shuffled]), keys[shuffled])]
    assert ranked.tolist() == again.tolist()
