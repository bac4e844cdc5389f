"""An answer's text in pieces."""

import re

from hypothesis import given
from hypothesis import strategies as st

from web.answers import Piece, paragraphs, settled, without_markers


def test_markers_of_citations_become_chips_and_others_stay_text() -> None:
    assert paragraphs("It rained [1] hard [7].", numbers={1}) == (
        (Piece("It rained"), Piece("1", number=1), Piece(" hard [7].")),
    )


def test_spans_are_styled_where_they_stand_also_across_a_marker() -> None:
    text = "Rain fell [1] twice."
    assert paragraphs(text, numbers={1}, emphasis=[(5, 19)], unsupported=[(14, 20)]) == (
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
    assert [piece.text for (piece,) in paragraphs("One.\n\nTwo.", numbers=())] == ["One.", "Two."]


def test_an_unfinished_marker_waits() -> None:
    assert settled("It rained. [1") == "It rained."
    assert settled("It rained. [1]") == "It rained. [1]"


@given(
    st.text(st.sampled_from("ab [12]\n"), max_size=60),
    st.sets(st.integers(1, 22)),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=4),
)
def test_no_character_is_lost_or_added(text: str, numbers: set[int], spans: list[tuple[int, int]]) -> None:
    found = paragraphs(text, numbers=numbers, emphasis=spans, unsupported=spans[:1])
    shown = "".join(f"[{one.text}]" if one.number else one.text for paragraph in found for one in paragraph)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", text)


def test_text_without_its_markers_reads_on() -> None:
    assert without_markers("It rained [1][2], then not [13].") == "It rained, then not."
