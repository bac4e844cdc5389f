import pytest

from tests.fakes import article
from tests.qa.search.test_mentions import ask

PORT = article("Nobody asked Brandt.\n\nAda Brandt, who runs the port, said no.", id="port", title="Port")
TRIAL = article("The ferry sank, prosecutor Ada Brandt said.\n\nThe mayor left early.", id="trial", title="Trial")


def quotes(question, *articles):
    return [one.quote for one in ask(question, *articles).citations]


@pytest.mark.parametrize("question", ["Who is Ada Brandt?", "who is ada brandt", "And who's Ada Brandt"])
def test_who_somebody_is_is_told_in_passing(question):
    assert quotes(question, PORT) == ["Ada Brandt, who runs the port, said no."]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Brandt, 51, an engineer, came.",
        "Ada Brandt of the dockers' union came.",
        "It rained, said Ada Brandt, chief engineer of the port.",
        "Ada Brandt, Falk's deputy, came.",
        "Ada Brandt is the harbour master.",
        "The port's director, Ada Brandt, came.",
        "A skipper called Ada Brandt came.",
        "Inspector Ada Brandt came.",
        "The director of the port, Dr Ada Brandt, came.",
    ],
)
def test_many_words_introduce_somebody(text):
    assert quotes("Who is Ada Brandt?", article(text)) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "They met Ada Brandt on the pier.",
        "On Monday Ada Brandt came, and then she left.",
        "Nobody asked Ada Brandt.",
        "Last week, Ada Brandt said so.",
        "Ada Brandt's husband, a baker, came.",
        "Ada Brandt, said to be ill, came.",
        "Wolves came near Port Ada Brandt, the first in years.",
    ],
)
def test_what_merely_names_somebody_introduces_nobody(text):
    assert ask("Who is Ada Brandt?", article(text)).refused


def test_a_clause_says_more_than_a_word():
    assert quotes("Who is Ada Brandt?", TRIAL, PORT) == [
        "Ada Brandt, who runs the port, said no.",
        "The ferry sank, prosecutor Ada Brandt said.",
    ]


@pytest.mark.parametrize(
    "question", ["Who is mayor?", "Who is the mayor?", "Who is Brandt's husband?", "Who is Jon Falk?"]
)
def test_an_office_or_somebody_who_is_not_named_is_no_name(question):
    assert ask(question, PORT, TRIAL).refused
