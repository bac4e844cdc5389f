"""What texts are compared by: shingles, signatures, bands, and what counts as a copy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vectorstore.samples import prose
from vectorstore.sketch import bands, is_copy, shingles, sketch, worth_comparing


def text(seed: int, words: int = 200) -> str:
    return "\n\n".join(prose(seed, words))


def test_shingles_are_runs_of_five_words_whatever_their_case_and_punctuation():
    assert shingles("One two, THREE four five. Six") == {"one two three four five", "two three four five six"}
    assert shingles("Too short") == {"too short"}
    assert shingles("?!") == frozenset()


def test_characters_of_scripts_without_spaces_are_words():
    assert shingles("港湾評議会は") == {"港 湾 評 議 会", "湾 評 議 会 は"}


def test_a_signature_is_the_same_for_the_same_words():
    one = sketch("The bridge over the Elm opened on Monday.")
    other = sketch("the bridge over\nthe ELM opened on monday")
    assert one.shingles == other.shingles == 4
    assert one.signature.tolist() == other.signature.tolist()
    # Libraries keep signatures: where these numbers change, METHOD must change too.
    assert one.signature[:3].tolist() == [46653, 2027, 17039]


def test_a_text_without_words_has_no_signature_and_no_bands():
    nothing = sketch("?! ...")
    assert (nothing.shingles, nothing.signature.size, bands(nothing.signature)) == (0, 0, [])
    assert not worth_comparing(nothing, nothing)
    assert not is_copy(frozenset(), frozenset())


def test_signatures_agree_as_often_as_the_texts_share_shingles():
    # 150 of 200 words in common: 146 shingles shared of 196 + 196 - 146 = 246, a resemblance of .59.
    one, other = sketch(text(1)), sketch(text(1, 150) + " " + text(2, 50))
    agreement = float(np.mean(one.signature == other.signature))
    # Two and a half standard deviations of a share of .59 among 128.
    assert agreement == pytest.approx(0.59, abs=0.11)


def test_bands_are_different_numbers_that_copies_share():
    one, other = sketch(text(3)), sketch(text(3) + " A line that the desk added.")
    assert len(set(bands(one.signature))) == 64
    assert set(bands(one.signature)) & set(bands(other.signature))
    assert not set(bands(one.signature)) & set(bands(sketch(text(4)).signature))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (text(5), True),
        (text(5, 100), True),  # cut to half
        (text(6, 50) + " " + text(5), True),  # a new lede before it
        (text(5, 50) + " " + text(6, 150), False),  # a quarter of it within another story
        (text(6), False),
    ],
)
def test_a_copy_is_a_text_that_mostly_stands_in_another(other: str, expected: bool):
    assert is_copy(shingles(text(5)), shingles(other)) is expected
    assert is_copy(shingles(other), shingles(text(5))) is expected


def test_a_brief_inside_a_long_report_is_an_excerpt_and_no_copy():
    assert not is_copy(shingles(text(7, 50)), shingles(text(7, 1_000)))


def test_a_line_that_two_short_notes_share_does_not_make_them_copies():
    # 16 words, of which 11 are the same: 7 shingles of 12 each, 7 / 17 = .41 in common.
    stock = "This is a developing story and will be updated by us"
    assert not is_copy(shingles(f"Fire on the old pier. {stock}"), shingles(f"Storm over the wide bay. {stock}"))
    assert is_copy(shingles(f"Fire on the old pier. {stock}"), shingles(f"Fire on the old pier. {stock}"))


@given(st.text(max_size=400))
def test_any_text_is_a_copy_of_itself_or_has_no_words(found: str):
    words = shingles(found)
    assert is_copy(words, words) is bool(words)
    assert len(sketch(found).signature) == (128 if words else 0)
