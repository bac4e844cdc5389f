from dataclasses import replace

from qa.telling.nearest import nearest_words
from tests.fakes import evidence_at, passage

COUNCIL = "Ada Brandt leads the council. She took office in May. The budget was passed.\n\nNobody objected."


def test_what_is_near_an_answer_is_shown_where_it_is_not_far_from_one():
    assert nearest_words([evidence_at(passage(COUNCIL), "Ada Brandt", 0.3)]) == "Ada Brandt leads the council."
    assert nearest_words([evidence_at(passage(COUNCIL), "Ada Brandt", 0.1)]) == ""


def test_nearest_words_that_were_told_before_are_not_told_again():
    assert nearest_words([evidence_at(passage(COUNCIL), "Ada Brandt", 0.3)], ["Ada Brandt leads the council."]) == ""


def test_nearest_words_that_lean_on_the_sentence_before_bring_it_along():
    near = [evidence_at(passage(COUNCIL), "in May", 0.3)]
    assert nearest_words(near) == "Ada Brandt leads the council. She took office in May."


def test_nearest_words_stand_alone_where_they_would_be_long_with_what_they_lean_on():
    text = f"Ada Brandt leads {'the town and ' * 40}the council. She took office in May."
    assert nearest_words([evidence_at(passage(text), "in May", 0.3)]) == "She took office in May."


def test_who_asks_for_more_is_told_the_next_nearest_words():
    near = evidence_at(passage(COUNCIL), "Ada Brandt", 0.3)
    further = COUNCIL.index("Nobody")
    near = replace(near, others=((further, further + 6, 0.1),))
    assert nearest_words([near], ["Ada Brandt leads the council."]) == "Nobody objected."


def test_rows_of_a_table_are_no_nearest_words():
    table = "Fares of the ferry:\n\n| Line | Fare |\n|---|---|\n| 4 | 2.10 |\n| 7 | 3.00 |\n\nDogs travel free."
    assert nearest_words([evidence_at(passage(table), "2.10", 0.3)]) == ""
    assert nearest_words([evidence_at(passage(table), "Dogs", 0.3)]) == "Dogs travel free."
