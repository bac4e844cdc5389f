import datetime as dt

import pytest

from core.types import Filters
from qa.assistant import Assistant
from tests.fakes import MemoryLibrary, WordEmbeddings, WordReader, article, scripted
from tests.qa.assistants import assistant_over

FERRY = article(
    "The ferry was launched on Friday. It carries 90 cars.",
    id="ferry",
    title="Launch",
    source="The Ellery Post",
    published=dt.date(2026, 5, 30),
)
COMET = article(
    "A comet was seen above the Sorrel observatory. It has a green tail.",
    id="comet",
    title="Comet",
    source="Sky Weekly",
    published=dt.date(2026, 6, 1),
)
WIRE = article(FERRY.text, id="wire", title="New ferry", source="Northline", published=dt.date(2026, 5, 29))


def ask(question, *articles, reply=None, filters=Filters()):
    return assistant_over(*articles, reply=reply).ask(question, filters=filters)


def test_news_is_the_first_sentence_of_each_article_newest_first():
    answer = ask("What's new?", FERRY, COMET)
    assert answer.text == (
        "2 articles in the library:\n\n"
        "1 June 2026, Sky Weekly: A comet was seen above the Sorrel observatory. [1]\n\n"
        "30 May 2026, The Ellery Post: The ferry was launched on Friday. [2]"
    )
    assert [one.quote for one in answer.citations] == [COMET.text[:46], FERRY.text[:33]]
    assert [answer.text[start:end] for start, end in answer.markers] == ["[1]", "[2]"]
    assert not answer.refused


def test_of_many_articles_the_newest_are_told():
    many = [
        article(f"Number {day} sailed from the old harbour.", id=f"a{day}", published=dt.date(2026, 5, day))
        for day in range(1, 8)
    ]
    answer = ask("What is the latest news?", *many)
    assert answer.text.startswith("Of 7 articles in the library the newest:\n\n7 May 2026, The Outlet: Number 7 sailed")
    assert len(answer.citations) == 5


def test_news_of_a_month_is_what_was_published_in_it():
    answer = ask("What happened in May 2026?", FERRY, COMET)
    assert answer.text.startswith(
        "One article dated 1 May 2026 to 31 May 2026:\n\n30 May 2026, The Ellery Post: The ferry"
    )
    assert [one.article_id for one in answer.citations] == ["ferry"]


def test_a_day_without_a_year_is_the_last_of_that_name():
    assert ask("What happened on 30 May?", FERRY, COMET).text.startswith("One article dated 30 May 2026:")


def test_a_day_without_an_end_is_told_as_one():
    assert ask("What happened since 30 May?", FERRY, COMET).text.startswith("2 articles dated 30 May 2026 or later:")


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("What happened last week?", "25 May 2026 to 31 May 2026"),
        ("What happened at the weekend?", "30 May 2026 to 31 May 2026"),
        ("Summarise last month", "1 May 2026 to 31 May 2026"),
    ],
)
def test_last_week_is_seen_from_the_newest_article(question, days):
    answer = ask(question, FERRY, COMET)
    assert answer.text.startswith(f"One article dated {days} (as seen from the newest article, of 1 June 2026):")
    assert [one.article_id for one in answer.citations] == ["ferry"]


def test_the_newest_article_is_of_the_chosen_dates_and_outlets():
    answer = ask("What happened today?", FERRY, WIRE, COMET, filters=Filters(until=dt.date(2026, 5, 30)))
    assert answer.text.startswith("One article dated 30 May 2026 (as seen from the newest article, of 30 May 2026):")


def test_where_nothing_is_of_those_days_that_is_said_with_what_is_newest():
    answer = ask("What happened yesterday?", FERRY, COMET)
    assert answer.text.startswith(
        "No article is dated 31 May 2026 (as seen from the newest article, of 1 June 2026). The newest:\n\n"
        "1 June 2026, Sky Weekly: A comet"
    )
    assert [one.article_id for one in answer.citations] == ["comet", "ferry"]


def test_yesterday_in_a_single_article_is_its_own():
    told = article("Yesterday the mill burned. What happened is not known.", published=dt.date(2026, 6, 1))
    assert ask("What happened yesterday?", told).text.startswith("Yesterday the mill burned. ")


def test_articles_without_a_date_have_no_last_week():
    assert ask("What happened last week?", article("The old mill burned.", published=None)).refused


def test_news_keeps_to_the_chosen_dates_and_outlets():
    answer = ask("What's new?", FERRY, COMET, filters=Filters(sources=("Sky Weekly",)))
    assert answer.text.startswith(
        "One article within the chosen dates and sources:\n\n1 June 2026, Sky Weekly: A comet"
    )


def test_one_story_in_two_outlets_is_told_once():
    assert [one.article_id for one in ask("What's new?", FERRY, WIRE).citations] == ["ferry"]


def test_days_of_which_there_is_no_article_are_searched_for():
    assert ask("What happened in April 2019?", FERRY, COMET).refused


def test_an_empty_library_has_no_news():
    assert ask("What's new?").refused


@pytest.mark.parametrize("question", ["What's new?", "What happened in May 2026?"])
def test_a_chat_model_sums_the_news_up(question):
    answer = ask(question, FERRY, reply="The ferry was launched on Friday [1].")
    assert answer.text == "The ferry was launched on Friday. [1]"
    assert answer.citations[0].quote == "The ferry was launched on Friday."


def test_a_chat_model_is_told_which_days_last_week_is():
    chat = scripted("The ferry was launched on Friday [1].")
    Assistant(MemoryLibrary(FERRY, COMET), WordEmbeddings(), WordReader(), chat=chat).ask("What happened last week?")
    assert "What happened last week? (25 May 2026 to 31 May 2026)" in str(chat.heard)


def test_a_chat_model_is_not_asked_for_news_of_days_of_which_there_are_none():
    answer = ask("What happened yesterday?", FERRY, COMET, reply="A comet was seen yesterday [1].")
    assert answer.text.startswith("No article is dated 31 May 2026")


def test_a_correction_is_not_what_an_article_tells_first():
    corrected = article(
        "Correction: This newspaper said that the bridge is from 1191. It is from 1319.\n\n"
        "The bridge of Hallin is younger than was thought.",
        id="bridge",
    )
    assert [one.quote for one in ask("What's new?", corrected).citations] == [
        "The bridge of Hallin is younger than was thought."
    ]
