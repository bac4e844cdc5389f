import datetime as dt

from core.types import Filters
from qa.meanings import Meaning, meanings_of

POST, MERIDIAN, STRATA = "The Harbour Post", "The Meridian", "Strata"
SOURCES = (POST, MERIDIAN, STRATA)
DAY = dt.date(2026, 5, 1)


def meanings(question, filters=Filters()):
    return [(one.text, one.filters.sources, one.outlets) for one in meanings_of(question, filters, SOURCES)]


def test_a_question_that_names_no_outlet_means_what_it_says():
    assert meanings_of("Who won?", Filters(), SOURCES) == (Meaning("Who won?", "Who won?", Filters()),)


def test_an_outlet_named_as_the_source_is_asked_without_the_words_that_say_so():
    (meaning,) = meanings_of("According to the Meridian, who won?", Filters(as_of=DAY), SOURCES)
    assert meaning.text == "Who won?"
    assert meaning.asked == "According to the Meridian, who won?"
    assert meaning.filters == Filters(sources=(MERIDIAN,), as_of=DAY)


def test_an_outlet_that_may_be_the_matter_is_asked_first_and_then_all_are():
    question = "What did the Meridian say about the ferry?"
    assert meanings(question) == [
        ("What did it say about the ferry?", (MERIDIAN,), ((MERIDIAN,),)),
        (question, (), ((MERIDIAN,),)),
    ]


def test_several_sources_take_turns_and_all_words_are_read():
    question = "Who won, according to both Strata and the Meridian?"
    assert meanings(question) == [(question, (), ((STRATA,), (MERIDIAN,)))]


def test_another_outlet_in_the_question_is_heard_too_and_nothing_left_out():
    question = "Who, according to Strata, owns the Meridian?"
    assert meanings(question) == [(question, (), ((STRATA,), (MERIDIAN,)))]


def test_an_outlet_that_the_user_has_excluded_is_no_source():
    question = "According to the Meridian, who won?"
    assert meanings(question, Filters(sources=(POST,))) == [(question, (POST,), ())]
