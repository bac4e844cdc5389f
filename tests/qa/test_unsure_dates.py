"""Dates that are not sure, in what is said of a citation and of the nearest article."""

from core.types import Answer
from qa.markers import resolve_markers
from qa.refusal import describe_nearest
from tests.fakes import passage

UNSURE = passage("Rain fell on Tuesday.", published_from="dateline")
SURE = passage("Rain fell on Tuesday.", published_from="meta")


def test_the_command_line_says_of_a_date_that_it_is_not_sure():
    for found, told in ((UNSURE, "(The Outlet, about 2 March 2026)"), (SURE, "(The Outlet, 2 March 2026)")):
        resolved = resolve_markers("Rain fell on Tuesday [1].", [found])
        assert told in str(Answer("When did it rain?", resolved.text, resolved.citations))


def test_so_does_a_refusal_of_the_nearest_article():
    assert describe_nearest(UNSURE) == "The nearest is “Title” (The Outlet, about 2 March 2026)."
    assert describe_nearest(SURE) == "The nearest is “Title” (The Outlet, 2 March 2026)."
