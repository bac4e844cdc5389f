import pytest

from qa.questions.outlets import named_outlets, outlet_name

SOURCES = ("Harbour Post", "The Meridian", "The Meridian - Sports", "meridian-weekly.co.uk", "Post")


def test_outlets_are_named_in_the_order_of_the_question_with_all_their_sections():
    named = named_outlets("Did the Meridian and the Harbour Post agree?", SOURCES)
    assert named == (("The Meridian", "The Meridian - Sports"), ("Harbour Post",))


@pytest.mark.parametrize("question", ["Who sits on the meridian?", "Is the harbour postponed?", "What is new?"])
def test_a_common_word_is_no_outlet(question):
    assert named_outlets(question, SOURCES) == ()


def test_the_longer_name_wins_over_the_one_inside_it():
    assert named_outlets("What did the Harbour Post say?", SOURCES) == (("Harbour Post",),)


def test_an_outlet_named_twice_counts_once():
    assert named_outlets("Does the Post contradict the Post?", SOURCES) == (("Post",),)


def test_sources_without_a_name_are_never_named():
    assert named_outlets("Who won?", ("", "The ")) == ()


@pytest.mark.parametrize(
    ("source", "name"),
    [("The Meridian: Latest News", "Meridian"), ("Meridian | World News", "Meridian"), ("meridian.com", "meridian")],
)
def test_people_call_an_outlet_by_its_bare_name(source, name):
    assert outlet_name(source) == name
