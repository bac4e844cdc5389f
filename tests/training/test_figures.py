"""Calibration, and figures on the development sets."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.calibrate import Verdicts, auroc, calibrate, calibration_error
from training.measure import chunks_of


def test_calibration_orders_as_the_logits_do_and_ends_near_the_truth():
    rng = np.random.default_rng(0)
    relevance = rng.normal(0, 2, 4000)
    relevant = (rng.random(4000) < 1 / (1 + np.exp(-(2 * relevance)))).astype(float)
    fitted = calibrate(Verdicts(relevance, relevance, relevance, relevant, relevant))
    scale, bias = fitted.relevance
    assert scale == pytest.approx(2, abs=0.4)
    assert bias == pytest.approx(0, abs=0.2)


def test_auroc_is_the_chance_of_the_right_order():
    # Pairs: (3,2) right, (3,1) right, (1,2) wrong, (1,1) a tie: 2.5 of 4.
    assert auroc(np.array([3.0, 1.0, 2.0, 1.0]), np.array([1.0, 1.0, 0.0, 0.0])) == 0.625


def test_calibration_error_is_the_gap_between_said_and_true():
    # All said .75, half true: the gap is .25.
    assert calibration_error(np.full(4, 0.75), np.array([1.0, 1.0, 0.0, 0.0])) == 0.25


@settings(deadline=None)  # the first call loads the sentence rules
@given(st.text(alphabet="ab. \n!", max_size=300))
def test_chunks_lose_no_words(text):
    kept = "".join(text[a:b] for a, b in chunks_of(text, 40))
    assert "".join(kept.split()) == "".join(text.split())
