import datetime as dt

import pytest

from qa.questions.stated_dates import stated_dates, undated

D = dt.date
NEWEST = D(2026, 9, 10)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What do articles since March 2026 say about the strike?", D(2026, 3, 1), None),
        ("Which reports published before 3 May 2026 mention it?", None, D(2026, 5, 2)),
        ("What did reports in May 2026 say?", D(2026, 5, 1), D(2026, 5, 31)),
        ("What do articles from March 2026 say?", D(2026, 3, 1), D(2026, 3, 31)),
        ("What do articles from March 2026 onwards say?", D(2026, 3, 1), None),
        ("Summarise articles from 2026-01-02 to 2026-01-05", D(2026, 1, 2), D(2026, 1, 5)),
        ("Which stories published after 2025 speak of it?", D(2026, 1, 1), None),
        ("What do articles written on May 3, 2026 say?", D(2026, 5, 3), D(2026, 5, 3)),
        ("What does the article on 3 May 2026 say?", D(2026, 5, 3), D(2026, 5, 3)),
        ("What do articles dated 3 May 2026 say?", D(2026, 5, 3), D(2026, 5, 3)),
        ("Articles published 3 May 2026", D(2026, 5, 3), D(2026, 5, 3)),
        ("What do articles on the 3rd of May 2026 say?", D(2026, 5, 3), D(2026, 5, 3)),
        ("What does coverage between 3 May and 5 May 2026 say?", D(2026, 5, 3), D(2026, 5, 5)),
        ("What do articles from 3 to 5 May 2026 say?", D(2026, 5, 3), D(2026, 5, 5)),
        ("How many articles do you have from May 2026?", D(2026, 5, 1), D(2026, 5, 31)),
        ("Which articles are from May 2026?", D(2026, 5, 1), D(2026, 5, 31)),
        ("Articles from 5-9 January 2026", D(2026, 1, 5), D(2026, 1, 9)),
        ("Articles from Jan 5 - 9 2026", D(2026, 1, 5), D(2026, 1, 9)),
        ("Articles from January 5 to 9, 2026", D(2026, 1, 5), D(2026, 1, 9)),
        ("Articles from January 5, 2026 to 9", D(2026, 1, 5), D(2026, 1, 9)),
        ("What do articles between Jan. 5th and 9th 2026 say?", D(2026, 1, 5), D(2026, 1, 9)),
        ("What do articles from May 2026 and 3 letters say?", D(2026, 5, 1), D(2026, 5, 31)),
        ("What do articles from the 3rd of May 2026 until May 5th say?", D(2026, 5, 3), D(2026, 5, 5)),
        ("What do articles since Sept 2025 say?", D(2025, 9, 1), None),
        ("What do articles between March and May 2026 say?", D(2026, 3, 1), D(2026, 5, 31)),
        ("What do articles from November 2025 to March say?", D(2025, 11, 1), D(2026, 3, 31)),
        ("What do articles in the week of 6 May 2026 say?", D(2026, 5, 4), D(2026, 5, 10)),
        ("What do articles from the week of Sept. 6 say?", D(2026, 9, 6), D(2026, 9, 12)),  # a Sunday
        ("What do articles after 9999-12-31 say?", D(9999, 12, 31), None),
        ("What did articles in May of 2024 say?", D(2024, 5, 1), D(2024, 5, 31)),
        ("WHAT DID ARTICLES IN MAY 2024 SAY?", D(2024, 5, 1), D(2024, 5, 31)),
        ("What did articles from May 2024 Strata ran say?", D(2024, 5, 1), D(2024, 5, 31)),
        ("Articles after 1 March 2026 and before 1 June 2026", D(2026, 3, 2), D(2026, 5, 31)),
        ("What do articles since March 2026 but before June say?", D(2026, 3, 1), D(2026, 5, 31)),
    ],
)
def test_dates_of_the_articles_are_read_as_people_write_them(question, since, until):
    assert stated_dates(question, NEWEST) == (since, until)


@pytest.mark.parametrize(
    "question",
    [
        "Which novel was written in 1998?",
        "How many deaths were reported in 2019?",
        "What profit did Voltnet report in 2024?",
        "Who wrote the story after 2010?",
        "What happened on 3 May 2026?",
        "What happened between 3 May and 5 May?",
        "What do articles since 31 February 2026 say?",
        "What do articles from 9 to 3 May 2026 say?",
        "What do articles from May 9 to 3, 2026 say?",
        "What do reports on 2024 say?",
        "What do articles about 3 May 2026 say?",
        "What do articles on the events of 3 May 2026 say?",
        "What do articles on the 3 May 2026 vote say?",
        "Show me articles on the May 3, 2026 vote",
        "What do articles on May's resignation say?",
        "What do stories from April Holt say?",
        "What do articles from Mars say?",
        "What do articles between 3 and 5 outlets say?",
        "What do articles between 31 and 35 May say?",
        "What do articles in 99 May say?",
        "Has the score changed between the article published on 3 May 2026 and the one on 9 May 2026?",
        "After the article on 3 May 2026 on the ferry, did another one tell more?",
        "What did articles from March or April 2024 say?",
        "What did articles from March, April and May 2024 say?",
        "What did articles from March/April 2024 say?",
        "What did articles on May 2024's vote say?",
        "What did articles from May last year say?",
        "How many people lost health coverage in 2023?",
        "How many UFO reports in 2023 were unexplained?",
        "Which company reports in May 2026?",
        "Who won?",
    ],
)
def test_other_dates_and_figures_limit_nothing(question):
    assert stated_dates(question, NEWEST) == (None, None)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What do articles from March say?", D(2026, 3, 1), D(2026, 3, 31)),
        ("What do articles from December say?", D(2025, 12, 1), D(2025, 12, 31)),
        ("What do articles between 3 May and 5 May say?", D(2026, 5, 3), D(2026, 5, 5)),
        ("What do articles from Dec 3-5 say?", D(2025, 12, 3), D(2025, 12, 5)),
        ("What do articles from 28 December to 3 January say?", D(2025, 12, 28), D(2026, 1, 3)),
    ],
)
def test_a_day_without_a_year_is_the_last_one_that_the_articles_reach(question, since, until):
    assert stated_dates(question, NEWEST) == (since, until)
    assert stated_dates(question) == (None, None)


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("How many articles since May 2026 mention the ferry?", "How many articles mention the ferry?"),
        ("How many articles do you have from 5-9 May 2026?", "How many articles do you have?"),
        ("Which articles were published in May?", "Which articles are there?"),
    ],
)
def test_a_question_can_be_taken_without_its_days(question, rest):
    assert undated(question) == rest
