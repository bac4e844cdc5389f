"""Article retrieval: how high the first gold article stands among the distinct articles of the retrieved passages.

An article takes the place of its best passage (MaxP, Dai and Callan 2019).
"""

from collections.abc import Sequence

from evaluation.metrics.metric import Case, Columns, Family, fixed, mean_metric
from evaluation.metrics.ranking import Ranking, rank_columns

METRICS = (
    mean_metric("article.hit@1", "Article hit@1", "The first article retrieved is a gold article."),
    mean_metric("article.hit@4", "Article hit@4", "A gold article is among the first 4 articles retrieved."),
    mean_metric("article.hit@10", "Article hit@10", "A gold article is among the first 10 articles retrieved."),
    mean_metric("article.mrr@10", "Article MRR@10", "1 / rank of the first gold article within 10, else 0."),
    mean_metric("article.ndcg@10", "Article nDCG@10", "How high the gold articles stand, all of them counted."),
)


def article_ranking(case: Case) -> Ranking | None:
    """The distinct articles of the retrieved passages in order; None where the question has no gold article."""
    if not case.question.gold_doc_ids:
        return None
    ranked = tuple(dict.fromkeys(span.article_id for span in case.prediction.passages))
    return Ranking(ranked, frozenset(case.question.gold_doc_ids))


def columns(cases: Sequence[Case]) -> Columns:
    return rank_columns("article", [article_ranking(case) for case in cases])


FAMILY = Family(columns, fixed(*METRICS))
