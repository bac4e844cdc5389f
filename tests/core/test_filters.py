"""Limits as programs give them."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from core.errors import QuestionError
from core.types import Filters

MAY = dt.date(2026, 5, 1)


@pytest.mark.parametrize("given", ["2026-05-01", dt.datetime(2026, 5, 1, 18, 30, tzinfo=dt.UTC), MAY])
def test_a_day_may_be_a_date_a_moment_or_text_in_figures(given):
    assert Filters(since=given, until=given, as_of=given) == Filters(MAY, MAY, (), (), MAY)
    assert type(Filters(since=given).since) is dt.date


@pytest.mark.parametrize("given", ["May 2026", "2026-05", "01/05/2026", "2026-02-30", "", 20260501, 2026])
def test_what_is_no_day_is_named_with_what_would_be(given):
    with pytest.raises(QuestionError, match=r"since=.*datetime\.date or a string of the form YYYY-MM-DD"):
        Filters(since=given)


def test_one_outlet_needs_no_tuple():
    one: Any = "Strata"
    several: Any = ["Strata", "Northline"]
    assert Filters(sources=one, article_ids=one) == Filters(sources=("Strata",), article_ids=("Strata",))
    assert Filters(sources=several).sources == ("Strata", "Northline")


@pytest.mark.parametrize("given", [7, [7], (None,), None])
def test_what_is_no_outlet_is_named(given):
    with pytest.raises(QuestionError, match="sources holds"):
        Filters(sources=given)


def test_filters_with_something_replaced_are_read_alike():
    written: Any = "2026-05-01"
    assert replace(Filters(), until=written).until == MAY
    assert not replace(Filters(until=MAY), until=None)
