import pytest

from qa.questions.courtesies import courtesy


@pytest.mark.parametrize(
    "said",
    ["Hello", "hi there!", "Good morning.", "HELP", "Can you help me?", "Who are you?", "What can you do?", "Hey :-)"],
)
def test_who_greets_or_asks_what_the_program_is_asks_nothing_of_the_articles(said):
    assert courtesy(said) == "greeting"


@pytest.mark.parametrize(
    "said", ["thanks!", "Thank you very much.", "Great, thanks for that", "OK.", "no thanks", "Bye"]
)
def test_who_thanks_asks_nothing(said):
    assert courtesy(said) == "thanks"


@pytest.mark.parametrize(
    "question",
    [
        "Hello, who won?",
        "Who said thanks?",
        "How does it work?",
        "What is this?",
        "Who are they?",
        "Who helps?",
        "Thank Ada",
    ],
)
def test_a_question_is_none_however_it_begins(question):
    assert courtesy(question) is None
