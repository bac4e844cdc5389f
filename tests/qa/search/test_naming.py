import pytest

from tests.fakes import WordReader, article
from tests.qa.assistants import assistant_over

STATION = article(
    "Emil Vashti shows a plant that stands in brine. It is called CR-17, and it took him years.\n\n"
    "Power is kept by liquid air energy storage, often shortened to LAES.\n\n"
    "Sea water creeps inland in a wedge that hydrologists call a tongue.\n\n"
    "Critics called the plan reckless. The plan was dropped."
)


class Unsure(WordReader):
    def confidence(self, evidence, passages, sentence, *, embedding):
        return 0.1


def ask(question):
    return assistant_over(STATION, reader=Unsure()).ask(question)


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        (
            "What is CR-17?",
            "Emil Vashti shows a plant that stands in brine. It is called CR-17, and it took him years.",
        ),
        ("what does LAES stand for", "Power is kept by liquid air energy storage, often shortened to LAES."),
        ("What's a tongue?", "Sea water creeps inland in a wedge that hydrologists call a tongue."),
    ],
)
def test_what_something_is_is_told_where_it_is_called_so(question, quoted):
    assert [one.quote for one in ask(question).citations] == [quoted]


@pytest.mark.parametrize("question", ["What is the plan?", "What is a wedge of water?", "What is CR-18?"])
def test_what_nothing_is_called_is_refused(question):
    assert ask(question).refused
