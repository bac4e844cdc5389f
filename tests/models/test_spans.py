"""Spans out of logits."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.spans import best_spans


def test_best_spans_are_the_best_pairs_that_fit():
    # By hand, spans of at most 2 tokens: (0,0) 1+0, (0,1) 1+4=5, (1,1) 0+4, (1,2) 0+0, (2,2) 3+0=3; (0,2) is too long.
    start, end = np.array([1, 0, 3], np.float32), np.array([0, 4, 0], np.float32)
    assert best_spans(start, end, longest=2, count=5) == ((0, 1, 5.0), (2, 2, 3.0))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(-9, 9, width=32), st.floats(-9, 9, width=32)), min_size=1, max_size=12),
    st.integers(1, 5),
)
def test_first_span_is_what_trying_all_of_them_finds(logits, longest):
    start, end = (np.asarray(column, np.float32) for column in zip(*logits, strict=True))
    n = len(start)
    tried = max(float(start[a] + end[b]) for a in range(n) for b in range(a, min(n, a + longest)))
    found = best_spans(start, end, longest=longest, count=3)
    assert found[0][2] == tried
    assert all(0 <= a <= b < min(n, a + longest) for a, b, _ in found)
