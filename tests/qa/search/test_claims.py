import pytest

from tests.fakes import article
from tests.qa.assistants import assistant_over
from tests.qa.search.test_mentions import ask

HARBOUR = article(
    "Jon Falk said the tram was late.\n\nThe pier leaks at high tide, two divers told the Post.\n\n"
    "The cost is 40 million crowns, Ada Brandt said.\n\nThe pier at high tide is a sight.",
    title="Harbour",
)


def quotes(question):
    return [one.quote for one in ask(question, HARBOUR).citations]


@pytest.mark.parametrize(
    "question",
    [
        "Who said the pier leaks at high tide?",
        "who claimed that the pier leaks",
        "According to whom does the pier leak?",
        "The pier leaks, according to whom?",
    ],
)
def test_who_said_something_is_told_by_the_words_of_it(question):
    assert quotes(question) == ["The pier leaks at high tide, two divers told the Post."]


def test_a_claim_with_another_figure_is_another_claim():
    assert quotes("Who said the cost is 40 million?") == ["The cost is 40 million crowns, Ada Brandt said."]
    assert quotes("Who said the cost is forty million?") == ["The cost is 40 million crowns, Ada Brandt said."]
    assert not quotes("Who said the cost is 50 million?")
    assert assistant_over(HARBOUR).ask("Who said the cost is 50 million crowns?").refused


def test_a_claim_of_which_half_is_told_is_doubted():
    assert not quotes("Who said the tram was blue?")


def test_what_reading_is_sure_of_gives_way_to_a_sentence_with_more_of_the_claim():
    sure = assistant_over(HARBOUR).ask("Who said the pier leaks at high tide?")
    assert "two divers" in sure.citations[0].quote


@pytest.mark.parametrize("question", ["Who said what about the pier?", "Who said so?", "Who said it?"])
def test_what_names_no_claim_is_left_to_others(question):
    assert ask(question, article("It was late, Ada Brandt said.")).refused
