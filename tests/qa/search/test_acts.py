import pytest

from tests.fakes import article
from tests.qa.search.test_mentions import ask

PORT = article(
    "Ada Brandt, who heads the port, said that all was well. She denied a report that it would close.\n\n"
    "The port closes at noon. Its deputy, Jon Falk, had recommended that it be sold.\n\n"
    "The mayor was denied entry by Jon Falk.",
    title="Port",
)


def quotes(question):
    return [one.quote for one in ask(question, PORT).citations]


@pytest.mark.parametrize(
    "question", ["What did Ada Brandt deny?", "what does brandt deny", "What has Brandt rejected?"]
)
def test_what_somebody_did_is_told_by_the_verb_behind_the_name_or_a_pronoun(question):
    [quote] = quotes(question)
    assert quote.endswith("She denied a report that it would close.")


def test_the_name_may_stand_between_commas():
    [quote] = quotes("What did Jon Falk recommend?")
    assert quote.endswith("had recommended that it be sold.")


@pytest.mark.parametrize(
    "question",
    [
        "What did the mayor deny?",
        "What did Jon Falk deny?",
        "What did Ada Brandt recommend?",
        "What did Jon Falk recommend for the tram?",
    ],
)
def test_what_somebody_else_did_or_of_something_else_is_refused(question):
    assert not quotes(question)
