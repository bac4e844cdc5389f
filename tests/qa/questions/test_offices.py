import pytest

from core.types import Filters
from qa.meanings import meanings_of
from qa.questions.offices import otherwise_called
from tests.fakes import WordReader, article
from tests.qa.assistants import assistant_over


@pytest.mark.parametrize(
    ("question", "otherwise"),
    [
        ("Who is the CEO of Orrin?", "Who is the chief executive officer of Orrin?"),
        ("Which MPs left?", "Which members of parliament left?"),
        ("Who is the PM's deputy?", "Who is the prime minister's deputy?"),
        ("Who is the chief executive?", "Who is the CEO?"),
        ("Who is Orrin's Vice-President?", "Who is Orrin's VP?"),
    ],
)
def test_an_office_goes_by_its_initials_and_by_its_name(question, otherwise):
    assert otherwise_called(question) == otherwise


@pytest.mark.parametrize("question", ["What opened at 5 PM?", "Who has a 12 MP camera?", "Who leads the council?"])
def test_other_words_are_left_alone(question):
    assert otherwise_called(question) == ""


def test_the_other_name_of_an_office_is_tried_last():
    asked = "According to Strata, who is the CFO?"
    first, last = meanings_of(asked, Filters(), ("Strata",))
    assert (first.text, last.text) == ("Who is the CFO?", "Who is the chief financial officer?")
    assert (last.asked, last.filters) == (asked, first.filters)


def test_an_office_asked_for_by_its_initials_is_found_by_its_name():
    told = article("Runa Falk is the chief financial officer of Orrin.", id="told")
    answer = assistant_over(told, reader=WordReader()).ask("Who is the CFO?")
    assert answer.text.startswith("Runa Falk is")
