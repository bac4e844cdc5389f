from dataclasses import replace

import pytest

from core.types import Evidence
from qa.signals.agreement import WEIGHT, borne_out
from tests.fakes import passage

COST = "The ferry will cost 12 crowns. A return is 20 crowns. Councillors were pleased."


def evidence(text: str, words: str, *others: str, article: str = "a", chance: float = 0.9) -> Evidence:
    """Evidence at `words` of an article, and further places, each a little worse than the one before it."""
    source, places = passage(text, id=article), [(text.index(each), text.index(each) + len(each)) for each in others]
    further = tuple((start, end, 5.0 - 0.5 * rank) for rank, (start, end) in enumerate(places, start=1))
    start = text.index(words)
    return Evidence(source, start, start + len(words), chance, chance, 5.0, further)


def test_a_passage_gains_whose_answer_another_article_gives() -> None:
    found = [
        evidence(COST, "12 crowns"),
        evidence("Tickets are 12 crowns, the operator says.", "12 crowns", article="b"),
        evidence("It rained.", "rained", article="c"),
    ]
    read, gains = borne_out(found)
    assert [item.passage for item in read] == [item.passage for item in found]
    assert gains[0] == gains[1] > 0.0 == gains[2]


def test_the_more_articles_say_so_the_greater_the_gain_though_less_with_each() -> None:
    others = [evidence(f"Paper {n} wrote: 12 crowns.", "12 crowns", article=f"b{n}") for n in range(3)]
    one, two, three = (borne_out([evidence(COST, "12 crowns"), *others[:n]])[1][0] for n in (1, 2, 3))
    assert 0 < three - two < two - one < one < WEIGHT


def test_of_two_places_the_one_that_another_article_gives_is_taken() -> None:
    found = [
        evidence(COST, "20 crowns", "12 crowns"),
        evidence("Tickets are 12 crowns each.", "12 crowns", article="b"),
    ]
    (first, _), _ = borne_out(found)
    assert first.text == "12 crowns"
    assert [COST[start:end] for start, end, _ in first.others] == ["20 crowns"]


def test_what_an_article_says_elsewhere_bears_out_nothing() -> None:
    again = replace(evidence(COST, "20 crowns"), passage=passage(COST, id="a"))
    _, gains = borne_out([evidence(COST, "20 crowns"), again])
    assert gains == (0.0, 0.0)


def test_a_copied_sentence_bears_out_nothing() -> None:
    _, gains = borne_out([evidence(COST, "12 crowns"), evidence(f"Late. {COST}", "12 crowns", article="b")])
    assert gains == (0.0, 0.0)


@pytest.mark.parametrize("words", ["it", "was", "?"])
def test_words_without_content_agree_with_nobody(words: str) -> None:
    texts = [f"There {words} stood.", f"Nobody saw {words} coming in May."]
    _, gains = borne_out([evidence(text, words, article=text) for text in texts])
    assert gains == (0.0, 0.0)


def test_an_unlikely_place_of_another_article_counts_for_little() -> None:
    sure, unsure = (
        borne_out(
            [evidence(COST, "12 crowns"), evidence("Was it 12 crowns?", "12 crowns", article="b", chance=chance)]
        )[1][0]
        for chance in (0.9, 0.1)
    )
    assert unsure < sure / 10


def test_nothing_read_is_nothing_borne_out() -> None:
    assert borne_out([]) == ((), ())
