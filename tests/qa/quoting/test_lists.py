import pytest

from qa.questions.several import asks_for_list
from qa.quoting.choosing import choose_quotes
from qa.quoting.composing import compose
from qa.quoting.lists import whole_list
from tests.fakes import evidence_at, passage

RECIPE = """Jam keeps for a year. It takes these things:

- 2 kilograms of plums
- a stick of cinnamon,
  not too thick
- cloves

Cook it for an hour."""
REVIEW = """## Verdict

Pros:

- quiet
- a belt that needs no oil

Cons:

- heavy
- no lights

## Price

It costs 4,000 euros."""
LIST = RECIPE[RECIPE.index("It takes") : RECIPE.index("\n\nCook")]


def listed(text, words):
    start = text.index(words)
    found = whole_list(text, start, start + len(words))
    return text[slice(*found)] if found else None


def quoted(question, text, *words):
    source = passage(text)
    return compose(choose_quotes(question, [evidence_at(source, one) for one in words]))


@pytest.mark.parametrize(
    "question",
    [
        "What are the ingredients of jam?",
        "Which conditions must be met?",
        "What requirements are there for a garden?",
        "Name the winners.",
        "Who are the members of the committee?",
        "How do I make jam?",
        "What do I need for jam?",
        "List the options.",
        "What went wrong at the plant?",
        "Cons of the Orlo bike?",
        "the main risks of the plan",
    ],
)
def test_a_question_for_things_asks_for_a_list(question):
    assert asks_for_list(question)


@pytest.mark.parametrize(
    "question",
    [
        "Population of Halden?",
        "Who won?",
        "Which is the best film?",
        "What year was James born?",
        "How much is the deposit?",
        "What was lost?",
    ],
)
def test_a_question_for_one_thing_does_not(question):
    assert not asks_for_list(question)


@pytest.mark.parametrize("words", ["2 kilograms", "cinnamon", "not too thick", "cloves", "It takes these things"])
def test_an_item_or_the_announcement_tells_the_whole_list(words):
    assert listed(RECIPE, words) == LIST


@pytest.mark.parametrize("words", ["Jam keeps", "Cook it"])
def test_what_stands_beside_a_list_is_not_in_it(words):
    assert listed(RECIPE, words) is None


def test_numbered_steps_and_items_a_blank_line_apart_are_a_list():
    steps = "1. Halve the plums.\n\n2. Cook them.\n\n3. Stir."
    assert listed(f"Plums are ripe.\n\n{steps}\n\nEat.", "Cook") == steps


def test_one_line_with_a_dash_is_no_list():
    assert listed("Said the mayor:\n\n- We go.\n\nShe went.", "We go") is None


def test_a_very_long_list_is_not_quoted_whole():
    assert listed("\n".join(f"- thing {number} of very many" for number in range(200)), "thing 100 ") is None


def test_a_list_that_is_asked_for_is_quoted_whole_and_once():
    composed = quoted("What are the ingredients of jam?", RECIPE, "cinnamon", "cloves")
    assert composed.pieces == (f"{LIST} [1]",)
    assert composed.citations[0].quote == LIST


def test_no_item_of_a_whole_list_stands_out_and_all_of_it_is_the_short_answer():
    composed = quoted("What are the ingredients of jam?", RECIPE, "cinnamon")
    assert composed.emphasis == ()
    assert composed.short == LIST


def test_one_item_is_quoted_where_one_thing_is_asked_for():
    assert (
        quoted("How much does jam need of plums?", RECIPE, "2 kilograms").citations[0].quote == "- 2 kilograms of plums"
    )


@pytest.mark.parametrize(
    ("words", "listing"),
    [
        ("a belt that needs no oil\n\nCons:\n\n- heavy", "Cons:\n\n- heavy\n- no lights"),
        ("belt", "Pros:\n\n- quiet\n- a belt that needs no oil"),
    ],
)
def test_of_two_lists_the_one_that_the_words_announce_or_stand_in_is_quoted_alone(words, listing):
    assert quoted("What are the cons of the bike?", REVIEW, words).pieces == (f"{listing} [1]",)
