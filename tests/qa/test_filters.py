import datetime as dt

import pytest

from core.types import Filters
from qa.filters import stated_filters

D = dt.date
SOURCES = ("Harbour Post", "The Meridian")


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What do articles since March 2026 say about the strike?", D(2026, 3, 1), None),
        ("Which reports published before 3 May 2026 mention it?", None, D(2026, 5, 2)),
        ("What did reports in May 2026 say?", D(2026, 5, 1), D(2026, 5, 31)),
        ("Summarise articles from 2026-01-02 to 2026-01-05", D(2026, 1, 2), D(2026, 1, 5)),
        ("Which stories published after 2025 speak of it?", D(2026, 1, 1), None),
        ("What do articles written on May 3, 2026 say?", D(2026, 5, 3), D(2026, 5, 3)),
        ("Which novel was written in 1998?", None, None),
        ("How many deaths were reported in 2019?", None, None),
        ("What profit did Voltnet report in 2024?", None, None),
        ("Who wrote the story after 2010?", None, None),
        ("What happened on 3 May 2026?", None, None),
        ("What do articles since 31 February 2026 say?", None, None),
        ("Who won?", None, None),
    ],
)
def test_only_limits_on_the_articles_are_read_from_a_question(question, since, until):
    filters = stated_filters(question, SOURCES)
    assert (filters.since, filters.until) == (since, until)


def test_an_outlet_named_as_the_source_limits_to_it():
    assert stated_filters("According to the Harbour Post, who won?", SOURCES).sources == ("Harbour Post",)
    assert stated_filters("What do stories in Meridian say?", SOURCES).sources == ("The Meridian",)


def test_an_outlet_that_is_only_spoken_of_limits_nothing():
    assert stated_filters("Who owns the Harbour Post?", SOURCES).sources == ()
    assert stated_filters("According to the Harbour Post Office, who won?", SOURCES).sources == ()


def test_what_the_user_has_set_wins():
    given = Filters(since=D(2026, 6, 1), sources=("The Meridian",), as_of=D(2026, 7, 1))
    filters = stated_filters("According to the Harbour Post, articles since May 2026?", SOURCES, given)
    assert filters == given
