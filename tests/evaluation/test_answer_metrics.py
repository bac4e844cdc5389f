"""Answers, citations and refusals, with numbers worked out by hand."""

from typing import Any

import numpy as np
import pytest

from core.types import Citation
from evaluation.causes import Cause, cause_of_miss
from evaluation.metrics import citations, refusals, risk_coverage
from evaluation.metrics.catalogue import all_columns
from evaluation.metrics.contained import contains
from evaluation.metrics.correct import is_correct
from evaluation.metrics.exact_match import exact_match
from evaluation.metrics.metric import Columns
from evaluation.metrics.token_f1 import best_token_f1, token_f1
from tests.evaluation.makers import FERRY, case, cite, prediction, question, span, unanswerable


@pytest.mark.parametrize(
    ("said", "gold", "exact", "f1"),
    [
        ("The Danube", "danube", 1, 1),  # articles and case do not count
        ("twenty-one", "twentyone", 1, 1),  # punctuation goes without leaving a space
        ("a", "the", 1, 1),  # both empty: the same
        ("", "Danube", 0, 0),
        ("the river Danube in Vienna", "Danube", 0, 2 * (1 / 4) * 1 / (1 / 4 + 1)),
        ("very very cold", "very cold", 0, 2 * (2 / 3) * 1 / (2 / 3 + 1)),  # a repeated word counts once a repeat
        ("“Danube”", '"Danube"', 1, 1),  # typographic quotes, our addition
    ],
)
def test_exact_match_and_f1_follow_the_official_definition(said: str, gold: str, exact: float, f1: float) -> None:
    assert exact_match(said, [gold]) == exact
    assert token_f1(said, gold) == pytest.approx(f1)


def test_the_best_of_several_gold_answers_counts() -> None:
    assert best_token_f1("Ida Holt", ["captain", "Ida Holt", "Holt"]) == 1


def test_yes_counts_only_at_the_beginning() -> None:
    assert contains("Yes, both did.", "yes")
    assert not contains("She said yes.", "yes")


def test_the_short_answer_is_judged_word_for_word_and_the_whole_answer_for_what_it_contains() -> None:
    found = all_columns([case(question(), prediction(answer="It carried 42 goats. [1]", short_answer="42 goats"))])
    assert found["answer.exact_match"][0] == 1
    assert found["answer.contained"][0] == 1
    without = all_columns([case(question(), prediction(answer="It carried 42 goats. [1]"))])
    assert without["answer.exact_match"][0] == 0
    assert without["answer.token_f1"][0] == pytest.approx(2 * 2 / (4 + 2))


def test_every_part_of_a_list_belongs_to_the_answer() -> None:
    asked = question(answers=("goats", "sheep"), answers_mode="all")
    half = case(asked, prediction(answer="It carried goats."))
    both = case(asked, prediction(answer="It carried sheep and goats."))
    found = all_columns([half, both])
    assert found["answer.contained"].tolist() == [0, 1]
    assert found["answer.token_recall"].tolist() == [0.5, 1]


def test_an_answer_that_comes_late_is_not_in_the_first_two_sentences() -> None:
    early = case(question(), prediction(answer="It sank. It carried 42 goats. [1] Nobody drowned."))
    late = case(question(), prediction(answer="It sank. [1]\n\nNobody drowned. [2]\n\nIt carried 42 goats. [3]"))
    refused = case(question(), prediction(answer="42 goats.", refused=True))
    found = all_columns([early, late, refused])
    assert found["answer.contained"].tolist() == [1, 1, 0]
    assert found["answer.contained_early"].tolist() == [1, 0, 0]


def test_rouge_is_for_long_gold_answers_only() -> None:
    long_gold = "one two three four five six seven eight nine ten eleven twelve thirteen"
    found = all_columns([
        case(question(answers=(long_gold,)), prediction(answer="one two three four five six seven")),
        case(question(), prediction()),
    ])  # fmt: skip
    # 7 words in common: precision 7/7, recall 7/13
    assert found["answer.rouge_l"][0] == pytest.approx(2 * (7 / 13) / (1 + 7 / 13))
    assert np.isnan(found["answer.rouge_l"][1])


def test_a_refusal_is_right_where_there_is_no_answer_and_wrong_where_there_is_one() -> None:
    assert is_correct(case(unanswerable("u"), prediction(refused=True))) is True
    assert is_correct(case(unanswerable("u"), prediction())) is False
    assert is_correct(case(question(), prediction(refused=True))) is False
    assert is_correct(case(question(answers=()), prediction())) is None


def test_a_quote_that_is_not_its_slice_is_invalid() -> None:
    right = cite(FERRY, "Nobody complained.")
    moved = Citation(2, "ferry", "", "", None, None, right.start + 1, right.end + 1, right.quote)
    elsewhere = Citation(3, "unknown", "", "", None, None, 0, 3, "abc")
    found = citations.columns([case(question(), prediction(citations=(right, moved, elsewhere)))])
    assert found["citation.validity"][0] == pytest.approx(1 / 3)


def test_citation_precision_and_recall_by_gold_passages() -> None:
    good, bad = cite(FERRY, "It carried 42 goats.", 1), cite(FERRY, "Nobody complained.", 2)
    text = "It carried 42 goats. [1] Nobody complained. [2] It was dawn."
    found = citations.columns([case(question(), prediction(answer=text, citations=(good, bad)))])
    assert found["citation.precision"][0] == 1 / 2
    assert found["citation.recall"][0] == pytest.approx(1 / 3)
    assert found["citation.evidence"][0] == 1


def test_a_quote_of_the_words_inside_the_gold_passage_supports_it() -> None:
    found = citations.columns([case(question(), prediction(citations=(cite(FERRY, "42 goats"),)))])
    assert found["citation.precision"][0] == 1


def test_an_uncited_answer_has_no_precision_and_recall_zero() -> None:
    found = citations.columns([case(question(), prediction(answer="42 goats."))])
    assert np.isnan(found["citation.precision"][0])
    assert found["citation.recall"][0] == 0


def value(columns: Columns, name: str) -> float:
    (metric,) = (one for one in refusals.FAMILY.metrics(columns) if one.name == name)
    return float(metric.estimate(columns, np.ones((1, len(next(iter(columns.values()))))))[0])


def test_balanced_accuracy_is_the_mean_of_both_sides() -> None:
    cases = [
        case(unanswerable("1"), prediction(refused=True)),
        case(question("2"), prediction()),
        case(question("3"), prediction(refused=True)),
        case(question("4"), prediction()),
        case(question("5"), prediction(error="it broke")),
    ]
    columns = refusals.columns(cases)
    # 1 of 1 refused; of 4 answerable ones 1 refused and 1 failed: (1 + 1/2) / 2
    assert value(columns, "refusal.balanced_accuracy") == 0.75


def area(confidence: list[float], correct: list[float]) -> float:
    columns = {"raw.confidence": np.array(confidence), "overall.correct": np.array(correct)}
    return float(risk_coverage.area(columns, np.ones((1, len(confidence))))[0])


def test_the_risk_coverage_area_is_the_mean_of_the_risks() -> None:
    # Surest first: right, wrong, right, refused (an error when covered): risks 0, 1/2, 1/3, 2/4
    assert area([0.7, 0.9, 0.8, -np.inf], [1, 1, 0, 1]) == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)


def test_equal_confidences_share_their_errors() -> None:
    # One group of two with one error: risks 1/2, 1/2; then a right one: 1/3
    assert area([0.9, 0.9, 0.1], [1, 0, 1]) == pytest.approx((1 / 2 + 1 / 2 + 1 / 3) / 3)


def test_one_single_confidence_says_nothing() -> None:
    assert np.isnan(area([0.5, 0.5, -np.inf], [1, 0, 1]))


def test_the_curve_ends_where_everything_is_covered() -> None:
    coverage, risk = risk_coverage.curve(np.array([0.9, 0.8, -np.inf]), np.array([1.0, 0.0, 0.0]))
    assert coverage.tolist() == pytest.approx([1 / 3, 2 / 3, 1])
    assert risk.tolist() == pytest.approx([0, 1 / 2, 2 / 3])


HELD = span("ferry", 20, 50)
OTHER = span("mill", 0, 20)


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        ({"error": "broke"}, Cause.FAILED),
        ({"answer": "no idea", "passages": (OTHER,)}, Cause.NOT_FOUND),
        ({"refused": True, "passages": (OTHER,)}, Cause.NOT_FOUND),
        ({"answer": "no idea", "passages": (OTHER,) * 4 + (HELD,)}, Cause.RANKED_LOW),
        ({"refused": True, "passages": (HELD,)}, Cause.REFUSED),
        ({"answer": "no idea", "passages": (HELD,)}, Cause.MISREAD),
        ({"answer": "42 goats", "passages": (OTHER,)}, None),
    ],
)
def test_a_miss_is_blamed_on_the_first_stage_that_went_wrong(values: dict[str, Any], cause: Cause | None) -> None:
    assert cause_of_miss(case(question(), prediction(**values))) is cause


def test_answering_the_unanswerable_is_a_cause_of_its_own() -> None:
    assert cause_of_miss(case(unanswerable("u"), prediction())) is Cause.ANSWERED_UNANSWERABLE
