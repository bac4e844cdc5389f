import pytest

from qa.search.names import by_names
from tests.qa.search.readings import told

CORWIN, ILSE = "Storm Corwin left 17 people injured.", "The storm killed two people in Skelmouth."
TITLES = ("Storm Corwin hits Averil", "Two dead after Storm Ilse")


def test_what_is_told_of_another_is_not_told_of_the_one_asked_about():
    reading = told(
        "How many people were injured in Storm Ilse?", CORWIN, "Gulls.", titles=(TITLES[0], "Ilse and after")
    )
    assert [one.passage.article.text for one in by_names(reading).found.evidence] == ["Gulls."]
    unlikely = told(reading.meaning.text, CORWIN, ILSE, titles=TITLES, relevance=0.4)
    assert by_names(unlikely).confidence < 0.5


@pytest.mark.parametrize(
    "question",
    [
        "How many people were injured in Storm Corwin?",
        # Of this storm no title tells, so that it may go by another name.
        "How many people were injured in Storm Beatrix?",
        "How many people were injured in the storm in May?",
        # A word at the beginning has a capital anyway.
        "Ilse injured how many people?",
        f"According to {'the report that was read ' * 4}in court, how many people did Storm Ilse injure?",
    ],
)
def test_what_may_be_told_of_the_one_asked_about_is_told(question):
    reading = told(question, CORWIN, ILSE, titles=TITLES)
    assert by_names(reading) is reading


def test_a_country_is_held_by_the_word_for_what_is_of_it():
    reading = told("When does Tavoria elect a parliament?", "The Tavorian vote is in May.", titles=("Tavoria votes",))
    assert by_names(reading) is reading
