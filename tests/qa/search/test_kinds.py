import pytest

from qa.search.kinds import by_kind
from tests.qa.search.readings import told


def test_a_name_is_not_told_by_a_description():
    reading = told("What is the name of the pilot who drowned?", "a retired pilot")
    assert by_kind(reading).confidence < 0.5


def test_a_name_told_nearly_as_surely_is_told_instead_of_a_description():
    reading = told("What is the name of the shepherd who saw the crack?", "a shepherd", "Ana Dovrell")
    assert by_kind(reading).confidence == reading.confidence
    assert [one.passage.article.text for one in by_kind(reading).found.evidence] == ["Ana Dovrell"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How much did the new roof cost?", "paid"),
        ("how many loan cars are there", "the ferry"),
        ("How old are her daughters?", "two small daughters"),
        ("What's the name of the stream under the ward?", "a brick culvert"),
    ],
)
def test_words_of_another_kind_than_is_asked_for_are_doubted(question, words):
    assert by_kind(told(question, words)).confidence < 0.5


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How much did the new roof cost?", "nothing"),
        ("How many things do the police use dogs for?", "rescue, tracking, and locating bombs"),
        ("How many jurors must agree?", "unanimous"),
        ("How old is the driver?", "in her thirties"),
        ("What is the name of the ferry?", "Old Marguerite"),
        ("What is the name of the capital city?", "北京"),
        # A process has a name that is written small.
        ("What is the name of the process that proves it?", "trial division"),
        ("Why did police not tell the name of the woman who drowned?", "relatives abroad"),
    ],
)
def test_words_of_the_kind_asked_for_are_told(question, words):
    reading = told(question, words)
    assert by_kind(reading) is reading
