import datetime as dt

import pytest

from core.types import AnswerReady, Copy, TextDelta
from qa.quoting.quotes import Quote
from qa.telling.day_meant import day_note
from tests.fakes import MemoryLibrary, article, passage
from tests.qa.assistants import assistant_over

THURSDAY = dt.date(2026, 6, 11)
RESIGNED = "The harbour master resigned on Monday."


def note(text, question="When did that happen?", quoted=None, **fields):
    found = passage(text, **{"published": THURSDAY, "published_from": "row", **fields})
    start = text.index(quoted or text)
    return day_note(question, Quote(found, start, start + len(quoted or text)), MemoryLibrary(found.article))


def test_the_day_is_told_beside_the_words_and_the_day_of_the_article():
    assert note(RESIGNED) == "“on Monday” in an article of 11 June 2026: 8 June 2026."


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("The council voted on Thursday.", "11 June 2026"),
        ("The mayors met last Thursday.", "4 June 2026"),
        ("A barge struck the pier yesterday.", "10 June 2026"),
        ("The bakery opens tomorrow.", "12 June 2026"),
        ("The line opens next Monday.", "15 June 2026"),
        ("The keeper died twelve days ago.", "30 May 2026"),
        ("The ferry ran aground two weeks ago.", "about 28 May 2026"),
        ("The mill closed last month.", "May 2026"),
        ("Holm lost its post office last year.", "2025"),
    ],
)
def test_the_day_is_seen_from_that_of_the_article(text, meant):
    assert note(text).endswith(f" in an article of 11 June 2026: {meant}.")


@pytest.mark.parametrize("text", ["The mayors met last Wednesday.", "The line opens next Saturday."])
def test_where_either_of_two_weeks_may_be_meant_nothing_is_said(text):
    assert note(text) == ""


@pytest.mark.parametrize(
    "question",
    [
        "And when did he resign?",
        "Since when is he gone?",
        "What day was it?",
        "How long ago was that?",
        "He left when?",
    ],
)
def test_questions_for_a_time_are_told(question):
    assert note(RESIGNED, question)


@pytest.mark.parametrize("question", ["Who resigned?", "What did he do when the vote was lost?"])
def test_other_questions_are_not(question):
    assert note(RESIGNED, question) == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"published": None, "published_from": ""},
        {"published_from": ""},
        {"published_from": "dateline"},
        {"modified": dt.date(2026, 6, 13)},
        {"language": "de"},
    ],
)
def test_where_the_day_of_the_article_is_doubtful_nothing_is_said(fields):
    assert note(RESIGNED, **fields) == ""


@pytest.mark.parametrize(
    "text",
    [
        "“We closed the bridge yesterday,” the foreman said.",
        '"We closed the bridge yesterday," the foreman said.',
        "‘We closed the bridge yesterday,’ the foreman said.",
        "Brandt: We closed the bridge yesterday.",
    ],
)
def test_what_somebody_says_may_have_been_said_earlier(text):
    assert note(text) == ""


def test_beside_the_last_day_that_there_is_nothing_is_said():
    assert note(RESIGNED, published=dt.date.max) == ""


def test_words_behind_speech_are_the_articles_own():
    assert note("“We are tired,” the foreman said on Monday.")


def test_a_corrected_article_is_left_alone():
    assert note(f"{RESIGNED}\n\nCorrection: an earlier version gave another day.", quoted=RESIGNED) == ""


def test_under_a_day_of_its_own_an_entry_is_left_alone():
    assert note(f"Tuesday, 5 May\n\n{RESIGNED}", quoted=RESIGNED) == ""


def test_a_time_earlier_in_the_paragraph_may_be_the_one_that_is_told_of():
    assert note(f"In May the harbour flooded. {RESIGNED}", quoted=RESIGNED) == ""


def test_a_copy_of_another_day_makes_it_doubtful_from_which_is_counted():
    found = passage(RESIGNED, published=THURSDAY, published_from="row")
    earlier = Copy("b", "Title", "The Wire", THURSDAY - dt.timedelta(days=7), None)
    copied = type(found)(found.chunk, found.article, found.score, found.rank, copies=(earlier,))
    assert day_note("When?", Quote(copied, 0, len(RESIGNED)), MemoryLibrary(found.article)) == ""


def test_an_article_with_earlier_revisions_is_left_alone():
    old = article("He may resign.", id="a", published=THURSDAY, published_from="row")
    new = passage(RESIGNED, published=THURSDAY, published_from="row")
    library = MemoryLibrary(old)
    library.before["a"] = [old]
    assert day_note("When?", Quote(new, 0, len(RESIGNED)), library) == ""


def test_the_note_is_streamed_behind_the_answer_and_is_no_quote():
    held = article(RESIGNED, published=THURSDAY, published_from="row")
    *events, last = assistant_over(held).stream("When has the harbour master resigned?")
    assert isinstance(last, AnswerReady)
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == last.answer.text
    assert last.answer.text == f"{RESIGNED} [1]\n\n“on Monday” in an article of 11 June 2026: 8 June 2026."
    assert [one.quote for one in last.answer.citations] == [RESIGNED]
