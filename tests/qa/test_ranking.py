from core.types import Evidence
from qa.ranking import rank_evidence
from tests.fakes import passage


def evidence(score, relevance, **fields):
    found = passage("Rain fell.", score=score, **fields)
    return Evidence(found, 0, 4, relevance, relevance, relevance)


def test_ranks_follow_the_weighted_mean_of_reading_and_retrieval():
    # Retrieval scaled: a 1, b 0. With half the weight each: a .5 * .2 + .5 * 1 = .6, b .5 * .9 + 0 = .45.
    ranked = rank_evidence([evidence(0.9, 0.2, id="a"), evidence(0.3, 0.9, id="b")], reading_weight=0.5)
    assert [(item.passage.article.id, item.passage.rank, round(item.passage.score, 2)) for item in ranked] == [
        ("a", 1, 0.6),
        ("b", 2, 0.45),
    ]


def test_a_reader_with_all_the_weight_decides_alone():
    ranked = rank_evidence([evidence(0.9, 0.2, id="a"), evidence(0.3, 0.9, id="b")], reading_weight=1.0)
    assert [item.passage.article.id for item in ranked] == ["b", "a"]


def test_equal_scores_keep_the_order_of_retrieval():
    ranked = rank_evidence([evidence(0.5, 0.5, id="a"), evidence(0.5, 0.5, id="b")], reading_weight=0.5)
    assert [item.passage.article.id for item in ranked] == ["a", "b"]


def test_nothing_read_is_nothing_ranked():
    assert rank_evidence([], reading_weight=0.5) == ()
