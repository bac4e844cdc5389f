from dataclasses import replace

import pytest

from qa.asking import Limits
from qa.search.reading import FIRST_LOOK, SURELY_RELEVANT, read_enough
from tests.fakes import WordReader, article, passage
from tests.qa.assistants import assistant_over


class CountingReader(WordReader):
    """Counts the passages that it is given; all are as relevant as it is told."""

    def __init__(self, relevance):
        self.relevance, self.given = relevance, 0

    def read(self, question, passages):
        self.given += len(passages)
        return tuple(replace(item, relevance=self.relevance) for item in super().read(question, passages))


PASSAGES = [passage(f"Rain fell on day {number}.", id=f"a{number}") for number in range(2 * FIRST_LOOK)]


def test_one_sure_answer_among_the_first_leaves_the_others_unread():
    reader = CountingReader(SURELY_RELEVANT)
    found = read_enough(reader, "When did rain fall?", PASSAGES)
    assert [item.passage for item in found] == PASSAGES[:FIRST_LOOK]
    assert reader.given == FIRST_LOOK


def test_without_one_all_are_read_in_their_order():
    reader = CountingReader(SURELY_RELEVANT - 0.01)
    found = read_enough(reader, "When did rain fall?", PASSAGES)
    assert [item.passage for item in found] == PASSAGES
    assert reader.given == len(PASSAGES)


def test_nothing_found_is_nothing_read():
    assert read_enough(CountingReader(1.0), "When did rain fall?", []) == ()


@pytest.mark.parametrize(
    ("question", "shown", "read"),
    [
        ("When did rain fall?", 5, FIRST_LOOK),
        ("When did rain fall?", FIRST_LOOK + 5, FIRST_LOOK),
        ("What were the days of rain?", 5, 2 * FIRST_LOOK),
    ],
)
def test_a_question_for_several_things_has_more_read_and_a_longer_list_has_not(question, shown, read):
    text = "\n\n".join(f"Rain fell for many days {number}." for number in range(30))
    reader = CountingReader(1.0)
    limits = Limits(candidates=2 * FIRST_LOOK, passages=shown)
    answer = assistant_over(article(text), reader=reader, limits=limits).ask(question)
    assert reader.given == read
    assert len(answer.passages) == shown
    assert [passage.rank for passage in answer.passages] == list(range(1, shown + 1))
