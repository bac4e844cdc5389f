import numpy as np
import pytest

from core.types import Evidence
from qa.signals.nearness import nearest_sentence
from tests.fakes import WordEmbeddings, passage

EMBEDDER = WordEmbeddings()


def near(question, *evidence):
    return nearest_sentence(np.asarray(EMBEDDER.embed_query(question), dtype=np.float32), evidence, EMBEDDER)


def pointing_to(words, text, relevance=0.5, **fields):
    start = text.index(words)
    return Evidence(passage(text, **fields), start, start + len(words), relevance, 0.5, 0.0)


def test_the_sentence_counts_not_its_passage():
    minutes = "The budget was adopted. The harbour wall costs 3 million. Bins are emptied on Mondays."
    # Three words of the question among the sentence's five: 3 / sqrt(3 * 5).
    assert near("harbour wall costs", pointing_to("3 million", minutes)) == pytest.approx(0.7746, abs=1e-4)


def test_a_title_may_say_what_its_sentence_leaves_out():
    plain, titled = ("It opened in May.", "Notes"), ("It opened in May.", "Harbour wall")
    far, closer = (
        near("When was the harbour wall opened in May?", pointing_to("in May", text, title=title))
        for text, title in (plain, titled)
    )
    assert closer > far + 0.2


def test_the_most_relevant_passage_counts_where_another_ranks_first():
    first, likeliest = pointing_to("Bins", "Bins are emptied."), pointing_to("3", "The wall costs 3.", 0.9)
    assert near("wall costs 3", first, likeliest) == near("wall costs 3", likeliest) > near("wall costs 3", first)


def test_nothing_found_is_near_nothing():
    assert near("harbour wall") == 0.0
