from dataclasses import replace

import pytest

from core.types import Evidence
from qa.quoting.choosing import choose_quotes
from qa.signals.periods import NEVER, PASSAGE_BONUS, SPAN_BONUS, Period, in_the_period, period_bonuses, periods_of
from tests.fakes import passage

HEADS = passage("Ada Brandt led the school from 2004 to 2009. Piet Holt has led it since 2010. It has a garden.")


def months(first: tuple[int, int], last: tuple[int, int]) -> Period:
    """A period from one (year, month) to another."""
    return Period(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1] - 1)


def evidence(words: str, others: dict[str, float], score: float = 3.0) -> Evidence:
    """Evidence at `words`, and the places that come after it with their scores."""
    text = HEADS.article.text
    at = text.index(words)
    further = tuple((text.index(other), text.index(other) + len(other), behind) for other, behind in others.items())
    return Evidence(HEADS, at, at + len(words), 0.5, 0.5, score, further)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("in 2007", months((2007, 1), (2007, 12))),
        ("in May 1989", months((1989, 5), (1989, 5))),
        ("between March and May 2026", months((2026, 3), (2026, 5))),
        ("from November to May 2026", months((2025, 11), (2026, 5))),
        ("on 2009-12-03", months((2009, 1), (2009, 12))),
        ("on 3 May 1989", months((1989, 5), (1989, 5))),
        ("on May 3, 1989", months((1989, 5), (1989, 5))),
        ("between Apr 1978 and Sep 1978", months((1978, 4), (1978, 9))),
        ("(2004–2010)", months((2004, 1), (2010, 12))),
        ("(1898-1902)", months((1898, 1), (1902, 12))),
        ("1914-18", months((1914, 1), (1918, 12))),
        ("in the 1980s", months((1980, 1), (1989, 12))),
        ("in the late 2000s", months((2006, 1), (2009, 12))),
        ("in early 2014", months((2014, 1), (2014, 4))),
        ("early 1980s to 1991", months((1980, 1), (1991, 12))),
        ("2011-present", Period(2011 * 12, NEVER)),
        ("since March 2004", Period(2004 * 12 + 2, NEVER)),
        ("until 1990", Period(0, 1990 * 12)),
    ],
)
def test_periods_are_read_as_they_are_written(text: str, period: Period) -> None:
    assert periods_of(text) == (period,)


@pytest.mark.parametrize("text", ["2,004 people", "1,200 to 1,500 crowns", "room 20045", "last spring", ""])
def test_other_figures_are_no_periods(text: str) -> None:
    assert periods_of(text) == ()


def test_a_range_that_runs_backwards_is_two_points() -> None:
    assert periods_of("2010 to 2004") == (months((2010, 1), (2010, 12)), months((2004, 1), (2004, 12)))


def test_the_place_that_speaks_of_the_time_asked_about_is_taken() -> None:
    read = evidence("Piet Holt", {"Ada Brandt": 3.0 - SPAN_BONUS / 2, "a garden": 0.0})
    (found,) = in_the_period("Who led the school in 2007?", [read])
    assert found.text == "Ada Brandt"
    assert found.others[0] == (read.start, read.end, read.span_score)
    assert period_bonuses("Who led the school in 2007?", [found]) == (PASSAGE_BONUS,)


def test_a_place_far_worse_is_not_taken_for_its_time() -> None:
    read = evidence("Piet Holt", {"Ada Brandt": 3.0 - 2 * SPAN_BONUS})
    assert in_the_period("Who led the school in 2007?", [read])[0].text == "Piet Holt"


def test_an_open_end_counts_half_and_no_time_nothing() -> None:
    assert period_bonuses("Who led it in 2015?", [evidence("Piet Holt", {})]) == (PASSAGE_BONUS / 2,)
    assert period_bonuses("Who led it in 2015?", [evidence("a garden", {})]) == (0.0,)


def test_a_question_without_a_time_changes_nothing() -> None:
    read = [evidence("Piet Holt", {"Ada Brandt": 2.9})]
    assert in_the_period("Who led the school?", read) == tuple(read)
    assert period_bonuses("Who led the school?", read) == (0.0,)


def test_no_evidence_is_left_alone() -> None:
    assert in_the_period("Who led it in 2007?", []) == ()
    assert period_bonuses("Who led it in 2007?", []) == ()
    empty = replace(evidence("a garden", {}), start=0, end=0)
    assert in_the_period("Who led it in 2007?", [empty]) == (empty,)


def test_the_place_that_speaks_of_the_time_is_what_is_quoted() -> None:
    question = "Who led the school in 2007?"
    found = evidence("Piet Holt", {"Ada Brandt": 2.0, "a garden": 2.5}, score=4.0)
    quotes = choose_quotes(question, in_the_period(question, [found]))
    assert quotes[0].text.startswith("Ada Brandt led the school")
