import datetime as dt

import pytest

from core.types import Filters, Turn
from qa.meanings import Meaning, meanings_of, said_then, source_before, without_source

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


ACCORDING = Turn("According to the Meridian, what does the ferry cost?", "It costs 38 million.")
WHEN = Turn("And when does it start?", "In May.")


def before(question, *history):
    return source_before(question, history, SOURCES)


@pytest.mark.parametrize("question", ["And when does it start?", "Who built it?", "Why?", "Where does the ferry go?"])
def test_a_follow_up_shares_the_source_of_the_question_before(question):
    assert before(question, ACCORDING) == (MERIDIAN,)
    assert before(question, ACCORDING, WHEN) == (MERIDIAN,)


@pytest.mark.parametrize(
    "question",
    [
        "And according to Strata?",
        "And what does Strata say of it?",
        "And according to the Daily Planet?",
        "What do other outlets say?",
        "And what do the others say?",
    ],
)
def test_a_follow_up_that_speaks_of_outlets_itself_shares_none(question):
    assert before(question, ACCORDING) == ()


def test_a_question_of_its_own_ends_what_was_asked_of_one_outlet():
    assert before("And when?", ACCORDING, Turn("Who won the regatta in Ellery?", "Ada Brandt won.")) == ()
    assert before("And when?", Turn("Do Strata and the Meridian agree on the ferry?", "They do.")) == ()
    assert before("And when?") == ()


def test_an_outlet_that_has_been_excluded_since_is_not_asked():
    assert source_before("And when?", [ACCORDING], (POST,)) == ()


def test_a_follow_up_is_asked_of_the_outlet_asked_before_and_then_of_all():
    of_it, of_all = meanings_of("And when?", Filters(as_of=DAY), SOURCES, (MERIDIAN,))
    assert of_it.filters == Filters(sources=(MERIDIAN,), as_of=DAY)
    assert of_all.filters == Filters(as_of=DAY)
    assert of_it.before == of_all.before == (MERIDIAN,)


def test_where_the_user_has_chosen_the_outlet_it_need_not_be_told():
    [meaning] = meanings_of("And when?", Filters(sources=(MERIDIAN,)), SOURCES, (MERIDIAN,))
    assert meaning.before == ()


def test_the_words_that_name_the_source_are_no_topic_to_carry_over():
    [turn] = without_source([ACCORDING], SOURCES)
    assert turn.question == "What does the ferry cost?"
    both = Turn("What did Strata and the Meridian say about the ferry?", "It sank.")
    assert without_source([both], SOURCES) == (both,)


def test_outlets_that_the_catalogue_names_are_no_topic_to_carry_over():
    news = Turn("What's new?", "One article in the library:\n\n5 May 2026, Strata: Clay slid at Stratas. [1]")
    [turn] = without_source([news], SOURCES)
    assert turn.answer == "One article in the library:\n\n5 May 2026, : Clay slid at Stratas. [1]"
    listed = Turn("What can I ask?", "The library holds 2 articles from Strata. These are:\n\n- “Clay slides” (Strata)")
    assert without_source([listed], SOURCES) == (Turn("What can I ask?", ""),)


def test_an_outlet_that_an_article_tells_of_is_a_topic_to_carry_over():
    turn = Turn("What did Ada Brandt buy?", "She bought Strata. [1]")
    assert without_source([turn], SOURCES) == (turn,)


def test_what_was_said_in_a_month_is_asked_of_its_articles_without_the_month():
    [then] = said_then("What did Brandt say in May 2026?", Filters(), None)
    assert then.text == "What did Brandt say?"
    assert (then.filters.since, then.filters.until) == (dt.date(2026, 5, 1), dt.date(2026, 5, 31))
    assert then.asked == "What did Brandt say in May 2026?"


@pytest.mark.parametrize("verb", ["write", "report"])
def test_what_was_written_in_a_month_is_asked_of_its_articles(verb):
    [then] = said_then(f"What did the papers {verb} about the ferry in May 2026?", Filters(), None)
    assert then.text == f"What did the papers {verb} about the ferry?"
    assert (then.filters.since, then.filters.until) == (dt.date(2026, 5, 1), dt.date(2026, 5, 31))


def test_a_report_is_a_thing():
    assert said_then("What did the report on the ferry cost in May 2026?", Filters(), None) == ()


def test_a_day_without_a_year_is_seen_from_the_newest_article():
    [then] = said_then("What did Brandt announce on 3 July about the ferry?", Filters(), dt.date(2026, 9, 1))
    assert then.text == "What did Brandt announce about the ferry?"
    assert then.filters.since == then.filters.until == dt.date(2026, 7, 3)


@pytest.mark.parametrize(
    "question", ["What did the ferry cost in May 2026?", "What did Brandt say in 2026?", "What did Brandt say in Holm?"]
)
def test_days_of_events_and_whole_years_limit_nothing(question):
    assert said_then(question, Filters(), None) == ()


def test_days_outside_of_the_chosen_ones_are_no_way_to_take_a_question():
    june = Filters(since=dt.date(2026, 6, 1))
    assert said_then("What did Brandt say in May 2026?", june, None) == ()
