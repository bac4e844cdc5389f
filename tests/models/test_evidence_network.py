"""The network part of the evidence model: exact offsets, windows, damaged files, and the shipped weights at work."""

import itertools
import json
import math
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ModelError, ModelNotFoundError
from core.numbers import logistic
from models.evidence_network import (
    CARD,
    NETWORK,
    TOKENIZER,
    EvidenceNetwork,
    windows_of,
)

WEIGHTS = Path(__file__).parents[2] / "models" / "weights"

MAYOR = (
    "Lena Brandt was elected mayor of Northhaven on Sunday. She won 54 percent of the vote, the electoral office said. "
    "Her rival, Tom Achterberg, conceded shortly after nine in the evening."
)
BRIDGE = "The bridge across the Sill was closed to lorries in March, after engineers had found cracks in two pillars."
RECIPE = "Peel the potatoes, boil them for twenty minutes and let them cool before you cut them into slices."


@pytest.fixture(scope="module")
def network():
    if not (WEIGHTS / NETWORK).exists():
        pytest.skip("the weights have not been made: run `python -m training`")
    return EvidenceNetwork(WEIGHTS, threads=2)


def test_span_holds_the_answer(network):
    reading = network.read("Who was elected mayor of Northhaven?", [MAYOR])[0]
    assert "Lena Brandt" in MAYOR[reading.start : reading.end]


def test_passage_that_answers_is_ranked_first_and_called_answerable(network):
    readings = network.read("Why was the bridge closed to lorries?", [RECIPE, MAYOR, BRIDGE])
    assert max(range(3), key=lambda place: readings[place].relevance) == 2
    assert readings[2].answerable > 0.5 > readings[0].answerable


def test_passage_beside_the_topic_is_less_answerable_than_the_one_that_answers(network):
    who, cost = network.read("Who conceded?", [MAYOR])[0], network.read("How much did the bridge cost?", [BRIDGE])[0]
    assert who.answerable > cost.answerable


def test_reading_alone_and_among_others_agree(network):
    alone = network.read("Who was elected mayor?", [MAYOR])[0]
    among = network.read("Who was elected mayor?", [BRIDGE * 5, MAYOR, RECIPE])[1]
    assert (alone.start, alone.end) == (among.start, among.end)
    # Padding is masked; what is left is the rounding of 8 bits and bfloat16.
    assert alone.relevance == pytest.approx(among.relevance, abs=0.05)


def test_answer_deep_inside_a_long_text_is_found(network):
    filler = "Nothing else was decided at the meeting of the allotment club that afternoon. "
    text = filler * 40 + MAYOR + " " + filler * 40
    reading = network.read("Who was elected mayor of Northhaven?", [text])[0]
    assert "Brandt" in text[reading.start : reading.end]


def test_text_without_words_gets_no_spans_and_no_chance(network):
    empty, blank, known = network.read("Who?", ["", " \n ", MAYOR])
    assert empty == blank
    assert (empty.spans, empty.relevance, empty.answerable, empty.span_score) == ((), 0.0, 0.0, -math.inf)
    assert known.spans


def test_no_texts_give_no_readings(network):
    assert network.read("Who?", []) == ()


def test_question_without_words_is_read_all_the_same(network):
    assert len(network.read("", [MAYOR])) == 1


@settings(deadline=None, max_examples=40)  # each example runs the network
@given(st.lists(st.text(max_size=200), max_size=4))
def test_spans_lie_inside_any_text_and_do_not_overlap(network, texts):
    for text, reading in zip(texts, network.read("Wer ist es?", texts), strict=True):
        assert 0 <= reading.start <= reading.end <= len(text)
        ordered = sorted((span.start, span.end) for span in reading.spans)
        assert all(0 <= a < b <= len(text) for a, b in ordered)
        assert all(left[1] <= right[0] for left, right in itertools.pairwise(ordered))
        assert all(0 <= p <= 1 for p in (reading.relevance, reading.answerable))


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet="äé𝔊İß👩‍👩‍👧 \u0301\u200b中a.", max_size=60))
def test_offsets_stay_exact_behind_characters_that_change_length_when_normalised(network, prefix):
    text = f"{prefix} {MAYOR}"
    reading = network.read("Who was elected mayor of Northhaven?", [text])[0]
    # A span ends and begins at the characters of its own words: never inside one, never on a space.
    quote = text[reading.start : reading.end]
    assert quote == quote.strip(" ")
    assert len(quote) > 0


def test_several_threads_get_the_answers_that_one_gets(network):
    questions = ["Who conceded?", "Why was the bridge closed?", "How long do potatoes boil?"] * 3
    texts = [MAYOR, BRIDGE, RECIPE]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda question: network.read(question, texts), questions))
    assert [[(r.start, r.end) for r in readings] for readings in together[:3]] == [
        [(r.start, r.end) for r in network.read(question, texts)] for question in questions[:3]
    ]


@pytest.fixture
def copied(tmp_path):
    if not (WEIGHTS / NETWORK).exists():
        pytest.skip("the weights have not been made: run `python -m training`")
    for name in (NETWORK, TOKENIZER, CARD):
        shutil.copyfile(WEIGHTS / name, tmp_path / name)
    return tmp_path


def test_missing_weights_are_named_with_the_remedy(tmp_path):
    with pytest.raises(ModelNotFoundError, match="python -m training"):
        EvidenceNetwork(tmp_path)


@pytest.mark.parametrize("name", [NETWORK, TOKENIZER])
def test_missing_file_is_named(copied, name):
    (copied / name).unlink()
    with pytest.raises(ModelNotFoundError, match=name):
        EvidenceNetwork(copied)


@pytest.mark.parametrize("name", [NETWORK, TOKENIZER])
def test_file_of_another_hash_is_refused(copied, name):
    with (copied / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match=name):
        EvidenceNetwork(copied)


@pytest.mark.parametrize("text", ["", "{}", '{"reading": {"max_tokens": 320}}', '{"reading": []}'])
def test_damaged_card_is_refused(copied, text):
    (copied / CARD).write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=CARD):
        EvidenceNetwork(copied)


def test_card_tells_how_the_weights_were_made():
    if not (WEIGHTS / CARD).exists():
        pytest.skip("the weights have not been made: run `python -m training`")
    card = json.loads((WEIGHTS / CARD).read_text(encoding="utf-8"))
    assert card["command"].startswith("python -m training")
    assert (WEIGHTS / NETWORK).stat().st_size <= 25_000_000


@given(st.integers(0, 2000), st.integers(70, 300))
def test_windows_cover_every_token_within_the_room(tokens, room):
    windows = list(windows_of(tokens, room))
    assert all(last - first <= room for first, last in windows)
    assert set().union(*(range(first, last) for first, last in windows)) == set(range(tokens))


def test_logistic_does_not_overflow():
    assert (logistic(-math.inf), logistic(math.inf)) == (0.0, 1.0)
