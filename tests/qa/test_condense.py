from core.types import Turn
from qa.condense import carry_over, standalone_question
from tests.fakes import scripted

HISTORY = [Turn("Who leads the Ellery port union?", "Marta Lindqvist has led it since 2024.")]


def test_without_history_nothing_is_called_and_nothing_changes():
    chat = scripted("never")
    assert standalone_question("And when?", [], chat) == "And when?"
    assert chat.heard == []


def test_a_question_that_points_back_carries_the_topic_over():
    question = carry_over("What did she announce?", HISTORY)
    assert question.startswith("What did she announce?")
    assert {"Ellery", "Marta", "Lindqvist"} <= set(question.replace(")", " ").split())


def test_a_question_with_its_own_subject_is_left_alone():
    question = "How many visitors came to the Sandhaven lighthouse museum during October?"
    assert carry_over(question, HISTORY) == question


def test_words_that_the_question_has_already_are_not_repeated():
    assert carry_over("Which port?", HISTORY).lower().count("port") == 1


def test_a_chat_model_rewrites_the_question():
    chat = scripted("What did Marta Lindqvist announce?")
    assert standalone_question("What did she announce?", HISTORY, chat) == "What did Marta Lindqvist announce?"


def test_a_model_that_answers_instead_of_rewriting_is_not_believed():
    chat = scripted("She announced " + "many things " * 60)
    assert standalone_question("And then?", HISTORY, chat).startswith("And then? (")


def test_a_model_that_fails_leaves_the_carried_terms():
    chat = scripted("What?", fails_after=0)
    assert standalone_question("What did she say?", HISTORY, chat)
