"""An answer's text in pieces."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.answers import Piece, paragraphs, settled, without_markers


def test_markers_of_citations_become_chips_and_others_stay_text() -> None:
    text = "Act [2] passed [1] in May [7]."
    assert paragraphs(text, markers=[(15, 18), (26, 29)], numbers={1, 2}) == (
        (Piece("Act [2] passed"), Piece("1", number=1), Piece(" in May [7].")),
    )


@pytest.mark.parametrize("span", [(-1, 3), (3, 99), (4, 4), (9, 2), (0, 3), (50, 53)])
def test_spans_that_cover_no_marker_make_no_chip(span: tuple[int, int]) -> None:
    assert paragraphs("Act [2].", markers=[span], numbers={2}) == ((Piece("Act [2]."),),)


def test_spans_are_styled_where_they_stand_also_across_a_marker() -> None:
    text = "Rain fell [1] twice."
    assert paragraphs(text, markers=[(10, 13)], numbers={1}, emphasis=[(5, 19)], unsupported=[(14, 20)]) == (
        (
            Piece("Rain "),
            Piece("fell", bold=True),
            Piece("1", number=1),
            Piece(" ", bold=True),
            Piece("twice", bold=True, unsupported=True),
            Piece(".", unsupported=True),
        ),
    )


def test_blank_lines_part_paragraphs() -> None:
    assert [piece.text for (piece,) in paragraphs("One.\n\nTwo.")] == ["One.", "Two."]


def test_an_unfinished_marker_waits() -> None:
    assert settled("It rained. [1") == "It rained."
    assert settled("It rained. [1]") == "It rained. [1]"


@given(
    st.text(st.sampled_from("ab [12]\n"), max_size=60),
    st.sets(st.integers(1, 22)),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=4),
    st.booleans(),
)
def test_no_character_is_lost_or_added(text: str, numbers: set[int], spans: list[tuple[int, int]], every: bool) -> None:
    markers = [match.span() for match in re.finditer(r"\[\d+\]", text) if every] + spans
    found = paragraphs(text, markers=markers, numbers=numbers, emphasis=spans, unsupported=spans[:1])
    shown = "".join(f"[{one.text}]" if one.number else one.text for paragraph in found for one in paragraph)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", text)


def test_text_without_its_markers_reads_on() -> None:
    assert without_markers("It rained [1][2], then not [13].") == "It rained, then not."


@given(st.text(st.sampled_from("ab [12]\n\t"), max_size=40))
def test_the_white_space_before_a_marker_goes_with_it(text: str) -> None:
    assert settled(text) == re.sub(r"\s*\[[^\]\n]{0,24}$", "", text)
    assert without_markers(text) == re.sub(r"\s*\[\d{1,3}\]", "", text)


def test_a_model_that_streams_white_space_alone_holds_nothing_up() -> None:
    blank = " " * 1_000_000  # many minutes, were each place tried as a beginning
    assert settled(f"Rain.{blank}twice") == f"Rain.{blank}twice"
    assert without_markers(f"Rain [1].{blank}twice") == f"Rain.{blank}twice"
