from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.sentences import sentence_at, sentence_spans


@given(st.text(max_size=300))
def test_every_character_that_is_not_white_space_lies_in_exactly_one_sentence(text):
    spans = sentence_spans(text)
    assert all(a < b for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    covered = {index for start, end in spans for index in range(start, end)}
    assert {index for index, character in enumerate(text) if not character.isspace()} <= covered


def test_offsets_count_characters_beyond_the_basic_plane():
    text = "Rain 😀 fell. “It stopped,” she said."
    assert [text[a:b] for a, b in sentence_spans(text)] == ["Rain 😀 fell.", "“It stopped,” she said."]


def test_sentence_at_covers_a_span_across_two_sentences():
    text = "One fell. Two rose. Three stayed."
    start, end = sentence_at(text, text.index("fell"), text.index("rose") + 1)
    assert text[start:end] == "One fell. Two rose."
