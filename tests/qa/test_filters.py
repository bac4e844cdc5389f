import datetime as dt

import pytest

from core.errors import QuestionError
from core.types import Filters
from qa.filters import limits_of
from vectorstore.interface import SourceCoverage

D = dt.date
COVERAGE = (
    SourceCoverage("Harbour Post", 7, D(2025, 1, 1), D(2026, 9, 10)),
    SourceCoverage("The Meridian", 2, D(2026, 1, 1), None),
)


def test_a_question_may_ask_for_less_than_the_user_has_set():
    given = Filters(since=D(2026, 1, 1), until=D(2026, 8, 31))
    limits = limits_of("What do articles between May and June 2026 say?", given, COVERAGE)
    assert (limits.since, limits.until) == (D(2026, 5, 1), D(2026, 6, 30))


def test_what_the_user_has_set_wins_over_what_the_question_says():
    given = Filters(since=D(2026, 6, 1), sources=("The Meridian",), as_of=D(2026, 7, 1))
    assert limits_of("What do articles since May 2026 say?", given, COVERAGE) == given


def test_outlets_are_taken_in_any_spelling_and_given_the_librarys():
    assert limits_of("Who won?", Filters(sources=("the MERIDIAN",)), COVERAGE).sources == ("The Meridian",)


def test_an_outlet_that_is_not_held_is_named_with_those_that_are():
    with pytest.raises(QuestionError, match=r"no outlet named Strata.*Harbour Post, The Meridian"):
        limits_of("Who won?", Filters(sources=("Strata",)), COVERAGE)


def test_of_many_outlets_the_likest_are_named_first_and_the_rest_counted():
    many = [SourceCoverage(f"Gazette {number:02}", 1, None, None) for number in range(40)]
    with pytest.raises(QuestionError, match=r"it holds: Harbour Post, Gazette 00, .*Gazette 10 and 29 more$"):
        limits_of("Who won?", Filters(sources=("Harbor Post",)), (*many, *COVERAGE[:1]))


def test_limits_that_no_day_meets_are_named():
    with pytest.raises(QuestionError, match="no day is both since 2026-05-03 and until 2026-05-01"):
        limits_of("Who won?", Filters(since=D(2026, 5, 3), until=D(2026, 5, 1)), COVERAGE)


def test_a_month_without_a_year_is_the_last_of_the_library_as_it_stood_then():
    assert limits_of("Articles since August?", Filters(), COVERAGE).since == D(2026, 8, 1)
    assert limits_of("Articles since August?", Filters(as_of=D(2026, 7, 1)), COVERAGE).since == D(2025, 8, 1)
    assert limits_of("Articles since August?", Filters(), COVERAGE[1:]).since is None
