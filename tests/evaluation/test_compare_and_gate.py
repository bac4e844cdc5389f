"""Verdicts, and floors that hold."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import TestSetError
from evaluation.compare import Verdict, differences
from evaluation.gate import Baseline, Floor, baseline_text, check, read_baseline, updated

ONES = np.ones(40)


def test_a_gain_on_most_questions_is_better_and_a_small_one_is_not_measurable() -> None:
    before = {"overall.correct": np.array([0.0] * 20 + [1.0] * 20), "latency.total": ONES}
    after = {"overall.correct": np.array([1.0] * 15 + [0.0] * 5 + [1.0] * 20), "latency.total": ONES * 2}
    found = {one.metric.name: one for one in differences(before, after)}
    assert found["overall.correct"].change == pytest.approx(15 / 40)
    assert found["overall.correct"].verdict is Verdict.BETTER
    assert found["latency.total.p50"].verdict is Verdict.WORSE
    one_more = {**before, "overall.correct": np.array([1.0] + [0.0] * 19 + [1.0] * 20)}
    assert next(iter(differences(before, one_more))).verdict is Verdict.SAME


def test_only_questions_with_a_value_in_both_runs_count() -> None:
    before = {"answer.token_f1": np.array([1.0, np.nan, 0.0])}
    after = {"answer.token_f1": np.array([1.0, 1.0, np.nan])}
    (found,) = differences(before, after)
    assert (found.before, found.after, found.questions) == (1, 1, 1)


def document(**values: float) -> dict[str, object]:
    metrics = {name: {"value": value, "higher_is_better": name != "slow"} for name, value in values.items()}
    return {"run": {"questions_hash": "q", "corpus_hash": "c"}, "metrics": metrics}


def baseline(**floors: float) -> Baseline:
    made = {name: Floor(value=value, epsilon=0.02, reason="one question of fifty") for name, value in floors.items()}
    return Baseline(questions="q.jsonl", corpus=("articles",), questions_hash="q", corpus_hash="c", floors=made)


def test_a_figure_may_fall_by_epsilon_and_no_further() -> None:
    rows = check(baseline(good=0.8, slow=0.5), document(good=0.78, slow=0.53))
    assert {row.name: row.passed for row in rows} == {"good": True, "slow": False}


def test_a_metric_that_disappeared_fails_the_gate() -> None:
    (row,) = check(baseline(good=0.8), document(other=1.0))
    assert not row.passed


def test_other_questions_or_articles_are_noticed_before_any_figure() -> None:
    changed = baseline(good=0.8).model_copy(update={"corpus_hash": "other"})
    with pytest.raises(TestSetError, match=r"corpus changed.*--update"):
        check(changed, document(good=0.9))


def test_floors_rise_freely_and_fall_only_when_allowed() -> None:
    assert updated(baseline(good=0.8), document(good=0.9)).floors["good"].value == 0.9
    with pytest.raises(TestSetError, match=r"good 0\.800 -> 0\.700.*--allow-regression"):
        updated(baseline(good=0.8), document(good=0.7))
    lowered = updated(baseline(good=0.8), document(good=0.7), allow_regression=True)
    assert (lowered.floors["good"].value, lowered.floors["good"].epsilon) == (0.7, 0.02)


def test_a_baseline_survives_its_file_and_a_broken_one_names_the_fault(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(baseline_text(baseline(good=0.8)))
    assert read_baseline(path) == baseline(good=0.8)
    path.write_text('{"questions": "q", "corpus": ["a"], "floors": {"good": {"value": 1, "epsilon": 0}}}')
    with pytest.raises(TestSetError, match=r"floors\.good\.reason"):
        read_baseline(path)


def test_a_run_of_some_of_the_questions_sets_and_passes_no_floors() -> None:
    part = document(correct=0.9) | {"run": {"questions_hash": "", "corpus_hash": "", "limit": 5}}
    for judge in (check, updated):
        with pytest.raises(TestSetError, match="of 5 questions only"):
            judge(baseline(correct=0.5), part)
