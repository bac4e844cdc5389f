from core.types import Evidence
from qa.search.ranking import rank_evidence, together
from tests.fakes import passage


def evidence(score, relevance, **fields):
    found = passage("Rain fell.", score=score, **fields)
    return Evidence(found, 0, 4, relevance, relevance, relevance)


def test_ranks_follow_retrieval_plus_the_weighted_log_odds_of_reading():
    # log(.75 / .25) = 1.0986; a: .9 + .1 * -1.0986 = .79, b: .7 + .1 * 1.0986 = .81.
    ranked = rank_evidence([evidence(0.9, 0.25, id="a"), evidence(0.7, 0.75, id="b")], reading_weight=0.1)
    assert [(item.passage.article.id, item.passage.rank, round(item.passage.score, 2)) for item in ranked] == [
        ("b", 1, 0.81),
        ("a", 2, 0.79),
    ]


def test_certainty_is_no_infinity():
    ranked = rank_evidence([evidence(0.0, 1.0, id="a"), evidence(3.0, 0.0, id="b")], reading_weight=0.1)
    # log(1e-6) = -13.8: 0 + 1.38 and 3 - 1.38.
    assert [(item.passage.article.id, round(item.passage.score, 2)) for item in ranked] == [("b", 1.62), ("a", 1.38)]


def test_equal_scores_keep_the_order_of_retrieval():
    ranked = rank_evidence([evidence(0.5, 0.5, id="a"), evidence(0.5, 0.5, id="b")], reading_weight=0.5)
    assert [item.passage.article.id for item in ranked] == ["a", "b"]


def test_nothing_read_is_nothing_ranked():
    assert rank_evidence([], reading_weight=0.5) == ()


def test_the_best_of_several_searches_take_turns_and_nothing_stands_twice():
    a, b, c = (evidence(score, 0.0, id=name) for score, name in ((0.9, "a"), (0.8, "b"), (0.1, "c")))
    searches = [[a.passage, b.passage], [c.passage, a.passage]]
    assert [found.article.id for found in together(searches)] == ["a", "c", "b"]
    ranked = rank_evidence([a, b, c], reading_weight=0.0, searches=searches)
    # The second search's first turn goes to a as well, which stands already.
    assert [(item.passage.article.id, item.passage.rank) for item in ranked] == [("a", 1), ("b", 2), ("c", 3)]


def test_a_penalty_is_taken_from_the_score():
    ranked = rank_evidence(
        [evidence(0.9, 0.5, id="a"), evidence(0.8, 0.5, id="b")], reading_weight=0.1, gains=(-0.3, 0.0)
    )
    assert [(item.passage.article.id, round(item.passage.score, 2)) for item in ranked] == [("b", 0.8), ("a", 0.6)]
