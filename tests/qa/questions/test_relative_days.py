import datetime as dt

import pytest

from qa.questions.relative_days import is_relative, relative_days

D = dt.date
WEDNESDAY = D(2026, 5, 27)


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        ("today", WEDNESDAY, WEDNESDAY),
        ("Yesterday", D(2026, 5, 26), D(2026, 5, 26)),
        ("the day before yesterday", D(2026, 5, 25), D(2026, 5, 25)),
        ("this week", D(2026, 5, 25), WEDNESDAY),
        ("last week", D(2026, 5, 18), D(2026, 5, 24)),
        ("of the last week", D(2026, 5, 21), WEDNESDAY),
        ("in the past week", D(2026, 5, 21), WEDNESDAY),
        ("over the last fortnight", D(2026, 5, 14), WEDNESDAY),
        ("this month", D(2026, 5, 1), WEDNESDAY),
        ("last month", D(2026, 4, 1), D(2026, 4, 30)),
        ("this year", D(2026, 1, 1), WEDNESDAY),
        ("last year", D(2025, 1, 1), D(2025, 12, 31)),
        ("in the last three days", D(2026, 5, 25), WEDNESDAY),
        ("within the past 10 days", D(2026, 5, 18), WEDNESDAY),
        ("in the last two weeks", D(2026, 5, 14), WEDNESDAY),
        ("since Monday", D(2026, 5, 25), WEDNESDAY),
        ("since Wednesday", WEDNESDAY, WEDNESDAY),
        ("since last Friday", D(2026, 5, 22), WEDNESDAY),
        ("since last week", D(2026, 5, 18), WEDNESDAY),
        ("since the weekend", D(2026, 5, 23), WEDNESDAY),
        ("at the weekend", D(2026, 5, 23), D(2026, 5, 24)),
        ("last weekend", D(2026, 5, 23), D(2026, 5, 24)),
    ],
)
def test_days_are_told_from_the_present(days, first, last):
    assert is_relative(days)
    assert relative_days(days, WEDNESDAY) == (first, last)


def test_on_a_weekend_the_last_one_is_the_one_before():
    assert relative_days("last weekend", D(2026, 5, 24)) == (D(2026, 5, 16), D(2026, 5, 17))
    assert relative_days("this weekend", D(2026, 5, 24)) == (D(2026, 5, 23), D(2026, 5, 24))


@pytest.mark.parametrize(
    "days", ["in May 2026", "on Monday", "last", "the last days", "yesterday in Holm", "next week", "last weeks"]
)
def test_other_words_are_no_such_days(days):
    assert not is_relative(days)


def test_before_the_first_day_there_is_none():
    assert relative_days("yesterday", dt.date.min) is None
    assert relative_days("last year", dt.date.min) is None
