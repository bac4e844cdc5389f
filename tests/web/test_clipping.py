"""Answers cut down to what a browser keeps."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.sentences import Span
from core.types import Answer
from tests.web.fakes import ANSWER, QUAY, cite
from web.clipping import MAX_CITATIONS, MAX_MARKERS, MAX_SPANS, MAX_TEXT, clipped, kept_of
from web.conversation import StoredFilters, StoredTurn

SENTENCE = "The town expects 300 ships before winter."


def repeated(sentence: str, count: int) -> tuple[str, tuple[Span, ...]]:
    """`sentence` that often with a space behind each, and the spans of all."""
    size = len(sentence)
    spans = tuple((start, start + size) for start in range(0, count * (size + 1), size + 1))
    return f"{sentence} " * count, spans


def test_an_answer_that_fits_is_kept_as_it_is() -> None:
    assert kept_of(ANSWER) == ANSWER


def test_spans_behind_the_cut_go_and_one_across_it_ends_there() -> None:
    text = f"{'a' * (MAX_TEXT - 3)}. bcd efg"
    across, behind = (MAX_TEXT - 9, MAX_TEXT + 3), (MAX_TEXT + 3, MAX_TEXT + 5)
    kept = kept_of(Answer("", text, emphasis=(behind,), unsupported=(across, behind), markers=(behind,)))
    assert kept.text == f"{'a' * (MAX_TEXT - 3)}.…"
    assert kept.cut_short
    assert (kept.emphasis, kept.unsupported, kept.markers) == ((), ((MAX_TEXT - 9, MAX_TEXT - 2),), ())


def test_no_sentence_is_shown_of_which_there_is_no_room_to_say_that_it_is_unsupported() -> None:
    text, spans = repeated("It rained.", MAX_SPANS + 1)
    kept = kept_of(Answer("", text, unsupported=spans))
    assert len(kept.unsupported) == MAX_SPANS
    assert kept.text == f"{text[: spans[-2][1]]}…"


def test_no_marker_is_shown_whose_citation_or_place_there_is_no_room_for() -> None:
    text = "".join(f"[{number}]" for number in range(1, MAX_CITATIONS + 2))
    spans = tuple(
        (text.index(f"[{number}]"), text.index(f"[{number}]") + len(f"[{number}]")) for number in range(1, 62)
    )
    kept = kept_of(Answer("", text, tuple(cite(number, QUAY, SENTENCE) for number in range(1, 62)), markers=spans))
    assert len(kept.citations) == MAX_CITATIONS
    assert kept.text.endswith("[59]…")

    text, spans = repeated("[1]", MAX_MARKERS + 1)
    kept = kept_of(Answer("", text, (cite(1, QUAY, SENTENCE),), markers=spans))
    assert kept.markers == spans[:MAX_MARKERS]


def test_the_source_of_a_sentence_that_is_cut_in_two_stays() -> None:
    text = f"{'word ' * MAX_TEXT}[1]"
    kept = kept_of(Answer("", text, (cite(1, QUAY, SENTENCE),), markers=((len(text) - 3, len(text)),)))
    assert [one.number for one in kept.citations] == [1]


def test_no_length_of_anything_said_keeps_an_answer_from_being_stored() -> None:
    long = "word " * MAX_TEXT
    spans = tuple((start, start + 4) for start in range(0, len(long), 5))
    answer = replace(
        ANSWER,
        question=long,
        text=long,
        citations=tuple(cite(number % 999 + 1, QUAY, SENTENCE) for number in range(2_000)),
        reason=long,
        model=long,
        unheld=(long,) * 9,
        emphasis=spans,
        unsupported=spans,
        markers=spans,
    )
    assert StoredTurn.of(answer, StoredFilters()).cut_short


@given(st.text(st.sampled_from("ab [12].\n"), max_size=40), st.integers(1, 40))
def test_a_clipped_text_is_a_beginning_of_at_most_its_length(text: str, most: int) -> None:
    found = clipped(text, most)
    assert found == text or (len(found) <= most and found[-1] == "…" and text.startswith(found[:-1]))
