import datetime as dt

import pytest

from tests.fakes import WordReader, article
from tests.qa.assistants import assistant_over

YARD = article(
    "Revenue was 4 billion kroner in 2023. The yard, founded in 1921, has 940 workers.\n\n"
    "In 2022 it sold 1,870 boats; the year before it was 2,240.\n\n"
    "Output rose to 60 ferries, up from 41 in 2018.\n\n"
    "The head of the yard in 2015 was Ada Brandt.\n\n"
    "| | 2021 | 2022 |\n|---|---|---|\n| Sick leave | 6.1 | 5.8 |",
    id="yard",
    title="The Halden yard",
    published=dt.date(2024, 2, 20),
)
SPRING = article("Revenue was 7 million kroner.", id="spring", title="Tarn Line, first quarter of 2025")
SUMMER = article("Revenue was 9 million kroner.", id="summer", title="Tarn Line, second quarter of 2025")


class Sure(WordReader):
    def confidence(self, evidence, passages, sentence, *, embedding):
        return 0.9


def ask(question, *articles):
    return assistant_over(*(articles or (YARD,)), reader=Sure()).ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "How many billion kroner of revenue were there in 2022?",
        "How much revenue was there in the first quarter of 2024?",
        "How many boats were sold in 2019, it sold?",
        "What was the sick leave in 2019?",
    ],
)
def test_a_figure_of_another_time_is_not_told_for_certain(question):
    answer = ask(question)
    assert answer.refused
    assert answer.text.startswith("The articles do not tell")


@pytest.mark.parametrize(
    "question",
    [
        "What was the revenue in 2023?",
        "What was the revenue in May 2023?",
        "How many boats were sold in 2021, it sold?",
        "How many workers does the yard have in 2024, founded?",
        "How high was the output of ferries in 2023?",
        "Who was head of the yard in 2014?",
        "What was the sick leave in 2021?",
        "What was the revenue?",
    ],
)
def test_a_figure_that_may_be_of_the_time_is_told(question):
    assert not ask(question).refused


def test_what_was_written_before_a_time_tells_nothing_of_it():
    assert ask("Who was head of the yard in 2026?").refused
    ahead = article("The new head of the yard will be Nils Lund.", id="ahead", published=dt.date(2025, 11, 3))
    assert not ask("Who will be head of the yard in 2026?", ahead).refused


def test_the_title_tells_the_time_of_a_figure_without_one():
    assert ask("What revenue had the line in the third quarter of 2025?", SPRING, SUMMER).refused
    [quote] = [one.quote for one in ask("What revenue had the line in Q2 2025?", SPRING, SUMMER).citations]
    assert quote == "Revenue was 9 million kroner."
