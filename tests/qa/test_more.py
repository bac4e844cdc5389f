import pytest

from core.types import Turn
from qa.more import asks_for_more, told_before


@pytest.mark.parametrize(
    "question",
    [
        "And what else did she say?",
        "Anything else?",
        "Who else was there?",
        "What more?",
        "Any other reasons?",
        "Which others?",
        "Are there any more?",
        "Tell me more about it.",
        "More?",
    ],
)
def test_something_else_is_asked_for(question):
    assert asks_for_more(question)


@pytest.mark.parametrize(
    "question",
    [
        "How much more did it cost?",
        "Did it cost anything more than planned?",
        "Does the ferry sail any more on Sundays?",
        "Does the ferry sail any more?",
        "What did the other man say?",
        "Or else what happens?",
        "Were there more visitors than in May?",
    ],
)
def test_nothing_else_is_asked_for(question):
    assert not asks_for_more(question)


def test_what_was_told_are_the_sentences_of_the_answers_without_markers():
    history = [Turn("Who leads?", "Ada Brandt leads. [1]\n\nShe took office in May. [2]"), Turn("Who won?", "")]
    assert told_before(history) == ("Ada Brandt leads.", "She took office in May.")
