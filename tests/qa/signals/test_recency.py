import datetime as dt
import math

import pytest

from qa.signals.recency import DAYS, WEIGHT, newness
from tests.fakes import passage

NEW, OLD = dt.date(2031, 6, 30), dt.date(2031, 4, 1)  # 90 days apart


def published(*days):
    return [passage("Rain fell.", id=str(number), published=day) for number, day in enumerate(days)]


def test_a_question_about_now_prefers_the_newer_article():
    assert newness("Who won this week?", published(NEW, OLD)) == pytest.approx((0.0, -WEIGHT * math.log(2)))
    assert (NEW - OLD).days == DAYS


def test_an_undated_article_counts_as_the_oldest():
    new, old, undated = newness("What is the latest figure?", published(NEW, OLD, None))
    assert undated == old < new == 0.0


@pytest.mark.parametrize("question", ["Who won in 1998?", "Where is Mondayville?", "Who knows the todayish?"])
def test_other_questions_are_left_alone(question):
    assert newness(question, published(NEW, OLD)) == (0.0, 0.0)


def test_without_any_date_nothing_is_newer():
    assert newness("Who won this week?", published(None, None)) == (0.0, 0.0)
    assert newness("Who won this week?", []) == ()
