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
    ("question", "questions"),
    [
        (
            "Which is cheapest, the bus, the tram or the ferry?",
            ["How cheap is the bus?", "How cheap is the tram?", "How cheap is the ferry?"],
        ),
        (
            "Compare Holm, Tarn, and Sarn",
            ["What is known about Holm?", "What is known about Tarn?", "What is known about Sarn?"],
        ),
        (
            "How do the bus, the tram and the ferry differ in price?",
            ["What is the price of the bus?", "What is the price of the tram?", "What is the price of the ferry?"],
        ),
        (
            "Compare the fares of the bus, the tram and the ferry.",
            ["What are the fares of the bus?", "What are the fares of the tram?", "What are the fares of the ferry?"],
        ),
        (
            "What is the difference between a, b, c, d and e?",
            [f"What is known about {name}?" for name in "abcde"],
        ),
        ("Holm vs Tarn vs Sarn", [f"What is known about {name}?" for name in ("Holm", "Tarn", "Sarn")]),
        (
            "Which of Holm, Tarn and Sarn is the largest?",
            [f"How large is {name}?" for name in ("Holm", "Tarn", "Sarn")],
        ),
        (
            "Of Ada, Ben and Cleo, who scored the most goals?",
            [f"How many goals has {name} scored?" for name in ("Ada", "Ben", "Cleo")],
        ),
        (
            "Who is the most popular: Ada, Ben or Cleo?",
            [f"How popular is {name}?" for name in ("Ada", "Ben", "Cleo")],
        ),
        (
            "Does Holm, Tarn or Sarn use the least water?",
            [f"How much water does {name} use?" for name in ("Holm", "Tarn", "Sarn")],
        ),
        ("Which is the best, tea or milk?", ["How good is tea?", "How good is milk?"]),
    ],
)
def test_each_of_up_to_five_things_is_asked_about_alone(question, questions):
    assert asked(question) == questions


@pytest.mark.parametrize(
    "question",
    [
        "Who won, Holm or Tarn?",
        "Who won, Holm, Tarn or Sarn?",
        "Compare a, b, c, d, e and f",
        "What is the difference between Ada Brandt, the mayor, and Ben Ochs?",
        "Compare the bus, the tram and the bus",
        "Who won the most gold or silver medals?",
        "Which country is the largest oil or gas producer?",
        "Which of the towns and villages is the largest?",
        "Compare what Ada and Ben said",
        "How do Holm and Tarn differ in winter?",
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
    assert "A comparison needs each side, and they tell too little of the tram." in answer.text


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


BUS = article("The bus costs 2 crowns.", id="bus", title="The bus is on time")
CHEAPEST = "Which costs the least, the ferry, the tram or the bus?"


def test_of_three_things_a_sentence_about_each_is_quoted():
    answer = assistant_over(FERRY, TRAM, BUS).ask("Which costs more, the ferry, the tram or the bus?")
    assert answer.short == "The ferry costs 3 crowns.; The tram costs 5 crowns.; The bus costs 2 crowns."


def test_where_one_of_three_is_not_told_nothing_is():
    answer = assistant_over(FERRY, BUS).ask("Which costs more, the ferry, the tram or the bus?")
    assert answer.refused
    assert "too little of the tram" in answer.text


def test_a_sentence_that_says_which_is_the_most_is_enough():
    told = article("Of all that sail or run, the bus costs the least.", id="told", title="Fares")
    assert assistant_over(told, TRAM).ask(CHEAPEST).text == "Of all that sail or run, the bus costs the least. [1]"


def test_one_of_three_that_named_neither_of_the_others_last_is_its_own():
    mixed = article(
        "The ferry is white.\n\nThe tram is red.\n\nThe bus is green.\n\nA ride costs much: 5 crowns.", title="Rides"
    )
    answer = assistant_over(mixed).ask("Which costs more, the ferry, the tram or the bus?")
    assert answer.refused
    assert "too little of the bus" not in answer.text


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "question",
    [
        "Compare a" + ", a" * 1300 + " and b",
        "Compare " + "a and " * 600 + "b",
        "Which is cheapest, " + "a or " * 700 + "b!!x",
        "Which costs the most" + " of the a or" * 300 + "?x",
        "a vs " * 800 + "b",
    ],
)
def test_questions_that_fit_in_very_many_ways_are_told_at_once(question):
    compared(question)
