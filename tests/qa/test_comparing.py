import datetime as dt

import pytest

from core.types import Filters
from qa.questions.comparison_forms import compared
from tests.fakes import article
from tests.qa.assistants import assistant_over

FERRY = article("The ferry costs 3 crowns. It is white.", id="ferry", title="The ferry sails again")
TRAM = article("Rain fell on Monday.\n\nThe tram costs 5 crowns.", id="tram", title="The tram is back")
QUESTION = "Which costs more, the ferry or the tram?"


def asked(question):
    return [side.question for side in compared(question)]


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "What is the difference between the bus and the tram?",
            "What is known about the bus?",
            "What is known about the tram?",
        ),
        ("How do Ada Brandt and Ben Ochs differ?", "What is known about Ada Brandt?", "What is known about Ben Ochs?"),
        ("How does Holm compare with Tarn?", "What is known about Holm?", "What is known about Tarn?"),
        ("Compare the bus with the tram.", "What is known about the bus?", "What is known about the tram?"),
        ("bus vs tram", "What is known about bus?", "What is known about tram?"),
        ("What's the difference in price between A and B?", "What is the price of A?", "What is the price of B?"),
        ("Compare the fares in May and June", "What are the fares in May?", "What are the fares in June?"),
        ("Which is cheaper, the bus or the tram?", "How cheap is the bus?", "How cheap is the tram?"),
        ("Holm or Tarn: which is the larger town?", "How large is Holm?", "How large is Tarn?"),
        ("Who is more popular, Ada or Ben?", "How popular is Ada?", "How popular is Ben?"),
        ("Is Holm bigger than Tarn?", "How big is Holm?", "How big is Tarn?"),
        ("How much heavier is the oak than the elm?", "How heavy is the oak?", "How heavy is the elm?"),
        ("Which costs less, the bus or the tram?", "How much does the bus cost?", "How much does the tram cost?"),
        (
            "Which town has more bakers, Holm or Tarn?",
            "How many bakers does Holm have?",
            "How many bakers does Tarn have?",
        ),
        ("Does Holm use more water than Tarn?", "How much water does Holm use?", "How much water does Tarn use?"),
        ("Who scored more goals, Ada or Ben?", "How many goals has Ada scored?", "How many goals has Ben scored?"),
        ("And which is older, Holm or Tarn? (Sarn)", "How old is Holm? (Sarn)", "How old is Tarn? (Sarn)"),
    ],
)
def test_each_of_two_things_compared_is_asked_about_alone(question, first, second):
    assert asked(question) == [first, second]


@pytest.mark.parametrize(
    "question",
    [
        "Who won, Holm or Tarn?",
        "Who is the leader, Ada or Ben?",
        "Did more than 50 people vote?",
        "Is the tram more expensive than planned?",
        "Is the bridge older than 100 years?",
        "What does the bus or the tram cost?",
        "Which is cheaper, the bus or the bus?",
        "Are they safer than bonds?",
        "Which shop is open longer, Ada's or Ben's?",
        "How much lower was the sea than it is today?",
        "How many points did Holm score versus Tarn?",
    ],
)
def test_what_compares_no_two_things_is_left_as_it_stands(question):
    assert compared(question) == ()


def test_a_sentence_about_each_is_quoted():
    answer = assistant_over(FERRY, TRAM).ask(QUESTION)
    assert answer.text == "The ferry costs 3 crowns. [1]\n\nThe tram costs 5 crowns. [2]"
    assert [citation.article_id for citation in answer.citations] == ["ferry", "tram"]


def test_the_short_answer_is_of_both():
    assert assistant_over(FERRY, TRAM).ask(QUESTION).short == "The ferry costs 3 crowns.; The tram costs 5 crowns."


def test_a_sentence_that_tells_of_both_is_enough():
    both = article("The ferry costs more than the tram.", id="both", title="Fares")
    assert assistant_over(both, TRAM).ask(QUESTION).text == "The ferry costs more than the tram. [1]"


def test_where_one_is_not_told_nothing_is_and_the_refusal_says_which():
    answer = assistant_over(FERRY).ask(QUESTION)
    assert answer.refused
    assert "A comparison needs both, and they tell too little of the tram." in answer.text


def test_a_sentence_that_names_neither_is_about_the_one_named_last():
    mixed = article("The ferry is white.\n\nThe tram is red.\n\nA ride costs much: 5 crowns.", title="Transport")
    answer = assistant_over(mixed).ask(QUESTION)
    assert "they tell too little of the ferry" in answer.text


def test_a_chat_model_is_given_the_passages_of_both_first():
    noise = [article("The harbour costs much.", id=f"n{number}", title="Harbour") for number in range(3)]
    answer = assistant_over(*noise, FERRY, TRAM, reply="The ferry costs 3 crowns [1].").ask(QUESTION)
    assert [passage.article.id for passage in answer.passages[:2]] == ["ferry", "tram"]
    assert [passage.rank for passage in answer.passages] == list(range(1, len(answer.passages) + 1))


def test_within_limits_both_are_looked_for_there():
    answer = assistant_over(FERRY, TRAM).ask(QUESTION, filters=Filters(until=dt.date(2020, 1, 1)))
    assert answer.refused


def test_sentences_that_answer_the_question_as_it_stands_are_enough_together():
    # Half of ferry, cabins, Ada, Ben in each, but a third of many, cabins, Ada.
    ada = article("Ada is a ferry with rooms.", id="ada", title="Ada")
    ben = article("Ben is a ferry with bunks.", id="ben", title="Ben")
    answer = assistant_over(ada, ben).ask("Which ferry has more cabins, Ada or Ben?")
    assert answer.text == "Ada is a ferry with rooms. [1]\n\nBen is a ferry with bunks. [2]"
