import pytest

from qa.questions.pasted import LONG_CHARS, asked_part

TEXT = ("The council of Ellery met for five hours. " * 15).strip()


@pytest.mark.parametrize("asked", ["Who leads it?", "Who leads it? And since when?"])
def test_the_questions_at_either_end_of_a_long_text_are_what_is_asked(asked):
    assert asked_part(f"{TEXT} {asked}") == (asked, TEXT)
    assert asked_part(f"{asked}\n\n{TEXT}") == (asked, TEXT)


def test_a_question_in_the_middle_of_a_long_text_is_part_of_it():
    text = f"{TEXT} Who leads it? {TEXT}"
    assert asked_part(text) == (text, "")


def test_one_long_question_is_asked_as_it_stands():
    question = f"Who won{' in the town by the river' * 20}?"
    assert len(question) > LONG_CHARS
    assert asked_part(question) == (question, "")
