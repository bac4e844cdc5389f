"""Intervals, percentiles, and a whole scorecard."""

import numpy as np
import pytest

from evaluation.bootstrap import interval, resample_weights
from evaluation.metrics.latency import percentile
from evaluation.metrics.metric import mean
from evaluation.predictions import Prediction
from evaluation.questions import Question
from evaluation.scoring import score
from tests.evaluation.makers import ARTICLES, prediction, question, span, unanswerable


def test_every_resample_draws_as_many_questions_as_there_are_and_the_seed_is_fixed() -> None:
    weights = resample_weights(7, resamples=50)
    assert weights.shape == (50, 7)
    assert (weights.sum(axis=1) == 7).all()
    assert (weights == resample_weights(7, resamples=50)).all()


def test_the_interval_of_a_share_is_about_two_standard_errors_wide() -> None:
    column = np.array([1.0] * 40 + [0.0] * 60)
    found = interval(mean(column, resample_weights(100)))
    assert found is not None
    # sqrt(.4 * .6 / 100) = .049; 1.96 of them to each side
    assert found.low == pytest.approx(0.4 - 1.96 * 0.049, abs=0.015)
    assert found.high == pytest.approx(0.4 + 1.96 * 0.049, abs=0.015)


def test_percentiles_are_nearest_rank_and_follow_the_weights() -> None:
    column = np.array([0.4, np.nan, 0.1, 0.2, 0.3])
    assert percentile(column, np.ones((1, 5)), 0.5)[0] == 0.2
    assert percentile(column, np.ones((1, 5)), 0.95)[0] == 0.4
    assert percentile(column, np.array([[9, 1, 1, 1, 1]], np.float32), 0.5)[0] == 0.4
    assert np.isnan(percentile(column, np.array([[0, 3, 0, 0, 0]], np.float32), 0.5)[0])


def test_a_scorecard_has_figures_by_type_and_causes() -> None:
    questions = [question("1", type="count"), question("2", type="count"), unanswerable("3")]
    predictions = [
        prediction("1", passages=(span("ferry", 0, 60),), seconds=0.1),
        prediction("2", answer="a herd", passages=(span("ferry", 0, 60),), seconds=0.3),
        prediction("3", answer="", refused=True, seconds=0.2),
    ]
    found = score(questions, predictions, ARTICLES.get)
    assert found.value("overall.correct") == pytest.approx(2 / 3)
    assert found.value("refusal.balanced_accuracy") == 1
    assert found.value("latency.total.p50") == 0.2
    assert found.by_type["count"]["overall.correct"] == 0.5
    assert found.causes == {"read wrongly": 1}
    assert found.value("answer.rouge_l") is None


def test_questions_without_predictions_do_not_count() -> None:
    found = score([Question("1", "a?"), Question("2", "b?")], [Prediction("1", "a?", refused=True)], ARTICLES.get)
    assert len(found.judged) == 1
