import pytest

from core.types import Turn
from qa.condense import carry_over, leans, standalone_questions
from tests.fakes import scripted

HISTORY = [Turn("Who leads the Ellery port union?", "Marta Lindqvist has led it since 2024.")]


def test_without_history_nothing_is_called_and_nothing_changes():
    chat = scripted("never")
    assert standalone_questions("And when?", [], chat) == ("And when?",)
    assert chat.heard == []


def test_a_question_that_points_back_carries_the_topic_over():
    question = carry_over("What did she announce?", HISTORY)
    assert question.startswith("What did she announce?")
    assert {"Ellery", "Marta", "Lindqvist"} <= set(question.replace(")", " ").split())


def test_days_and_figures_of_an_answer_are_not_carried_over():
    answered = [Turn("Who replaced Lowe?", "On Tuesday 20 January 2026 Priya Raman did, for 3.8 million crowns.")]
    assert carry_over("And when was she confirmed?", answered) == (
        "And when was she confirmed? (replaced Lowe Priya Raman)"
    )
    asked = [Turn("Who led it in 2024?", "Marta Lindqvist.")]
    assert carry_over("And who came second?", asked) == "And who came second? (led 2024 Marta Lindqvist)"


def test_a_follow_up_with_a_time_of_its_own_leaves_that_of_the_question_before():
    asked = [Turn("How many people farmed kelp in 2024?", "412 people did.")]
    assert carry_over("And in 2019?", asked) == "And in 2019? (many people farmed kelp)"


def test_a_question_with_its_own_subject_is_left_alone():
    question = "How many visitors came to the Sandhaven lighthouse museum during October?"
    assert carry_over(question, HISTORY) == question


def test_words_that_the_question_has_already_are_not_repeated():
    assert carry_over("Which port?", HISTORY).lower().count("port") == 1


def test_a_chat_model_rewrites_the_question():
    chat = scripted("What did Marta Lindqvist announce?")
    assert standalone_questions("What did she announce?", HISTORY, chat) == ("What did Marta Lindqvist announce?",)


@pytest.mark.parametrize(
    "reply",
    [
        "Here is the rewritten question:\n\nWhat did Marta Lindqvist announce?",
        "What did Marta Lindqvist announce?\n\n(She is named in the answer.)",
        "<think>Who is she?\nMarta.</think>\nWhat did Marta Lindqvist announce?",
    ],
)
def test_the_question_is_found_in_what_a_model_says_around_it(reply):
    found = standalone_questions("What did she announce?", HISTORY, scripted(reply))
    assert found == ("What did Marta Lindqvist announce?",)


def test_markers_of_an_answer_are_no_names_to_carry_over():
    (carried,) = standalone_questions("And then?", [Turn("Who won?", "Marta Lindqvist won. [12]")])
    assert "Marta" in carried
    assert "12" not in carried


def test_of_a_refusal_the_nearest_title_and_words_are_carried_over_but_no_outlets():
    refused = (
        "The articles do not tell for certain. The nearest is “Gulls return to Averton” (Wend Courier, 5 May 2026), "
        "which says: “Otto Lind counted them.” The library holds 3 articles from Wend Courier and Strata."
    )
    assert carry_over("And why?", [Turn("How many ducks came?", refused)]) == (
        "And why? (many ducks came Gulls Averton Otto Lind)"
    )


def test_the_place_of_a_dateline_is_no_name_to_carry_over():
    answered = "HALDEN, 22 May (Echo Wire) - Otto Lind counted the gulls. [1]\n\nTARN - Ada Brandt paid him. [2]"
    assert carry_over("How old is he?", [Turn("Who counted?", answered)]) == (
        "How old is he? (counted Otto Lind Ada Brandt)"
    )


def test_a_model_that_answers_instead_of_rewriting_is_not_believed():
    chat = scripted("She announced " + "many things " * 60)
    (question,) = standalone_questions("And then?", HISTORY, chat)
    assert question.startswith("And then? (")


def test_a_model_that_fails_leaves_the_carried_terms():
    chat = scripted("What?", fails_after=0)
    (question,) = standalone_questions("What did she say?", HISTORY, chat)
    assert question.startswith("What did she say? (")


def test_a_short_question_without_a_pronoun_may_change_the_subject():
    plain, carried = standalone_questions("Who opened the museum?", HISTORY)
    assert plain == "Who opened the museum?"
    assert carried.startswith("Who opened the museum? (")
    assert len(standalone_questions("What did she open?", HISTORY)) == 1


def test_a_question_leans_on_the_conversation_where_it_points_back_or_is_added_to():
    plain, carried = standalone_questions("Who opened the museum?", HISTORY)
    assert not leans("Who opened the museum?", plain)
    assert leans("Who opened the museum?", carried)
    assert leans("And how many people visited the Sandhaven lighthouse museum in its first October?", "Who?")


def test_anything_else_stands_for_the_question_before():
    history = [Turn("Who won the Ellery regatta?", "Marta Lindqvist won."), Turn("And when?", "In May. [1]")]
    assert standalone_questions("Anything else?", history) == standalone_questions("And when?", history[:1])


def test_a_follow_up_to_a_follow_up_without_a_topic_of_its_own_has_that_of_the_question_before():
    history = [Turn("How many eels were counted?", "5,200. [1]"), Turn("Why?", "Otto Lind took the weir away. [1]")]
    assert carry_over("When was that?", history) == "When was that? (many eels counted Otto Lind)"
    assert carry_over("How old is he?", history) == "How old is he? (many eels counted Otto Lind)"


def test_what_is_asked_of_something_else_is_not_asked_of_what_was_spoken_of_before_it():
    history = [Turn("What did the ferry cost?", "9 crowns. [1]"), Turn("What about the bridge?", "8 crowns. [1]")]
    assert carry_over("And how long is it?", history) == "And how long is it? (bridge)"
    assert carry_over("And the tram?", history) == "And the tram? (bridge ferry cost)"


def test_what_about_something_else_is_the_same_of_it_or_whatever_is_told_of_it():
    history = [Turn("What did the ferry cost?", "9 crowns, said Otto Lind. [1]")]
    for question in ("What about the bridge?", "And the bridge?"):
        assert standalone_questions(question, history) == (f"{question} (ferry cost)", "What about the bridge?")
    assert len(standalone_questions("What about 2025?", history)) == 1
    assert len(standalone_questions("What about its length?", history)) == 1


def test_another_name_takes_the_place_of_the_one_that_was_asked_about():
    history = [Turn("What did Otto Lind say?", "It rained. [1]")]
    asked = ("What did Ada Brandt say?", "What about Ada Brandt?")
    assert standalone_questions("And Ada Brandt?", history) == asked
    went_on = [*history, Turn("And Ada Brandt?", "It froze. [1]")]
    assert standalone_questions("What about Per Ek?", went_on)[0] == "What did Per Ek say?"
    assert (
        standalone_questions("And Per Ek?", [*history, Turn("Tell me more", "It froze. [1]")])[0]
        == "What did Per Ek say?"
    )
    both = [Turn("What did Otto Lind say of Holm?", "It rained. [1]")]
    assert standalone_questions("And Ada Brandt?", both)[0] == "And Ada Brandt? (Otto Lind Holm)"


def test_what_follows_more_goes_on_with_what_more_was_told_of():
    history = [Turn("How many eels were counted?", "5,200. [1]"), Turn("Tell me more.", "Otto Lind did it. [1]")]
    assert carry_over("When was that?", history) == "When was that? (many eels counted Otto Lind)"


@pytest.mark.parametrize(
    "question", ["And who paid?", "And for how long?", "And is it open?", "And then?", "And in May?"]
)
def test_a_follow_up_that_asks_something_of_its_own_is_not_the_same_of_something_else(question):
    history = [Turn("What did Otto Lind say?", "It rained. [1]")]
    assert standalone_questions(question, history) == (carry_over(question, history),)


@pytest.mark.parametrize("question", ["By whom?", "On which date?", "In what year exactly?", "Who?"])
def test_a_question_without_a_matter_of_its_own_is_never_asked_as_it_stands(question):
    assert standalone_questions(question, HISTORY) == (carry_over(question, HISTORY),)
    assert carry_over(question, HISTORY) != question


def test_of_a_long_text_only_the_names_are_carried_over():
    history = [Turn("It rained in Ellery. " * 30, "")]
    assert carry_over("Who leads it?", history) == "Who leads it? (Ellery)"
