"""Small articles, questions, predictions and cases for the tests of the evaluation."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.types import Answer, Article, Chunk, Citation, Passage
from evaluation.gold import locate
from evaluation.metrics.metric import Case
from evaluation.predictions import PassageSpan, Prediction
from evaluation.questions import Question

TEXT = "The ferry left at dawn. It carried 42 goats. Nobody complained. The captain, Ida Holt, slept."
FERRY = Article("ferry", "Goats at sea", TEXT)
MILL = Article("mill", "The mill", "The old mill burned on Friday. It was insured for two million crowns.")
ARTICLES = {article.id: article for article in (FERRY, MILL)}


def question(qid: str = "q1", **values: Any) -> Question:
    """A question about the goats, answerable unless said otherwise."""
    given: dict[str, Any] = {
        "question": "How many goats?",
        "answers": ("42 goats",),
        "gold_doc_ids": ("ferry",),
        "gold_passages": ("It carried 42 goats.",),
        "gold_passage_doc_ids": ("ferry",),
    }
    return Question(qid, **{**given, **values})


def unanswerable(qid: str) -> Question:
    return Question(qid, "Who won the cup?", answerable=False)


def span(article_id: str, start: int, end: int) -> PassageSpan:
    return PassageSpan(article_id, start, end, score=1.0)


def cite(article: Article, quote: str, number: int = 1) -> Citation:
    """A valid citation of `quote`, which must stand in `article`."""
    start = article.text.index(quote)
    return Citation(number, article.id, article.title, "", None, None, start, start + len(quote), quote)


def prediction(qid: str = "q1", **values: Any) -> Prediction:
    return Prediction(qid, **{"question": "How many goats?", "answer": "42 goats", **values})


def case(question: Question, prediction: Prediction, articles: Mapping[str, Article] = ARTICLES) -> Case:
    return Case(question, prediction, locate(question, articles.get), articles.get)


def answer(
    text: str = "It carried 42 goats. [1]", passages: Sequence[tuple[Article, int, int]] = (), **values: Any
) -> Answer:
    """An answer as a system gives it."""
    retrieved = tuple(
        Passage(Chunk(f"{article.id}:{start}", article.id, start, end), article, 1.0 / rank, rank)
        for rank, (article, start, end) in enumerate(passages, start=1)
    )
    return Answer("How many goats?", text, passages=retrieved, **values)
