"""What a run cost, from what the provider says it charged."""

from evaluation.reporting.run_report import shown
from evaluation.scoring import score
from tests.evaluation.makers import ARTICLES, prediction, question


def figures_of(*charged: float | None) -> dict[str, tuple[float, str, int]]:
    """Each figure of the cost over questions that were charged so: its value, as shown, and over how many."""
    questions = [question(str(place)) for place in range(len(charged))]
    predictions = [prediction(str(place), cost_usd=cost) for place, cost in enumerate(charged)]
    figures = score(questions, predictions, ARTICLES.get).figures
    return {
        one.metric.name: (round(one.value, 9), shown(one.value, one.metric), one.questions)
        for one in figures
        if one.metric.group == "cost"
    }


def test_the_cost_is_summed_and_averaged_over_the_questions_that_have_one() -> None:
    # .00002 + .00004 = .00006; over the two questions that were charged, .00003 each.
    found = figures_of(0.00002, None, 0.00004)
    assert found["cost.question"] == (0.00003, "$0.0000300", 2)
    assert found["cost.total"] == (0.00006, "$0.0000600", 2)


def test_a_provider_that_tells_no_price_leaves_no_figure() -> None:
    assert figures_of(None, None) == {}
