"""Words told exactly from several looks at their sentences, with the shipped weights."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.evidence import WEIGHTS
from models.evidence_network import EvidenceNetwork
from models.pinpoint import TextSpan, pinpoint

ELECTION = (
    "The count was long. Lena Brandt was elected mayor of Northhaven on Sunday, the electoral office said. "
    "Her rival conceded shortly after nine in the evening. Rain had kept many voters at home."
)
WON = "Lena Brandt was elected mayor of Northhaven on Sunday, the electoral office said."


@pytest.fixture(scope="module")
def network() -> EvidenceNetwork:
    return EvidenceNetwork(WEIGHTS, threads=2)


def place(text: str, words: str) -> TextSpan:
    return TextSpan(text, text.index(words), text.index(words) + len(words))


def test_of_a_whole_sentence_the_words_that_answer_are_told(network: EvidenceNetwork) -> None:
    questions = {"Who was elected mayor?": "Lena Brandt", "When was the mayor elected?": "Sunday"}
    for question, answer in questions.items():
        ((start, end),) = pinpoint(network, question, [place(ELECTION, WON)])
        assert answer in ELECTION[start:end]
        assert end - start < len(WON) / 2


def test_places_are_told_each_within_its_own_sentence(network: EvidenceNetwork) -> None:
    wanted = [place(ELECTION, "after nine"), place(ELECTION, "Lena"), place("Otto Lind was mayor before.", "before")]
    found = pinpoint(network, "When did the rival concede?", wanted)
    sentences = ["Her rival conceded shortly after nine in the evening.", WON, "Otto Lind was mayor before."]
    for one, (start, end), sentence in zip(wanted, found, sentences, strict=True):
        first = one.text.index(sentence)
        assert first <= start < end <= first + len(sentence)


def test_a_dateline_is_no_part_of_the_words_that_answer(network: EvidenceNetwork) -> None:
    text = "HALDEN, 22 May - A clerk of the harbour board contradicted its chairman in court. He said no more."
    for asked in (place(text, "A clerk"), place(text, "HALDEN"), TextSpan(text, 0, len(text))):
        ((start, end),) = pinpoint(network, "Who contradicted the chairman?", [asked])
        assert text[start:end] == "A clerk of the harbour board"


def test_a_place_that_is_not_in_capitals_is_one_where_the_article_begins(network: EvidenceNetwork) -> None:
    text = "Halden, 22 May - A clerk of the harbour board contradicted its chairman in court. He said no more."
    asked = TextSpan(text, 0, len(text))
    ((start, end),) = pinpoint(network, "Who contradicted the chairman?", [asked])
    assert text[start:end] == "A clerk of the harbour board"
    ((start, end),) = pinpoint(network, "Who contradicted the chairman?", [asked._replace(opens=False)])
    assert text[start:end].startswith("Halden")


def test_a_dateline_that_stands_alone_is_read_as_it_is(network: EvidenceNetwork) -> None:
    text = "HALDEN, Monday –\n\nThe mill is shut."
    ((start, end),) = pinpoint(network, "Where is the mill?", [TextSpan(text, 0, 6)])
    assert 0 <= start < end <= len("HALDEN, Monday –")


def test_a_sentence_too_long_to_be_read_at_once_keeps_its_words(network: EvidenceNetwork) -> None:
    text = "The list named " + ", ".join(["a carpenter, a nurse and a pilot from Northhaven"] * 60) + "."
    asked = place(text, "a pilot")
    assert pinpoint(network, "Who stood on the list?", [asked]) == ((asked.start, asked.end),)


def test_no_places_and_places_without_words(network: EvidenceNetwork) -> None:
    assert pinpoint(network, "Who?", []) == ()
    assert pinpoint(network, "Who?", [TextSpan("", 0, 0), TextSpan(" \n ", 1, 2)]) == ((0, 0), (1, 2))


@settings(deadline=None, max_examples=40)  # each example runs the network
@given(st.text(alphabet="äé𝔊İß\u0301\u200b中a. ?!\n", max_size=80), st.data())
def test_what_is_told_lies_within_any_text(network: EvidenceNetwork, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    ((first, last),) = pinpoint(network, "Wer ist es?", [TextSpan(text, start, end)])
    assert 0 <= first <= last <= len(text)
