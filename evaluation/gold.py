"""Where the gold passages of a question stand in their articles, and which retrieved spans hold them.

A gold passage is a word-for-word piece of its article. Where it stands several times, each occurrence counts; where
only the white space differs, it is found all the same; where its article does not hold it, it is left out and counted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.types import Article
from evaluation.predictions import PassageSpan
from evaluation.questions import Question

HIT_SHARE = 0.5
"""Share of a gold passage's characters that a retrieved passage must cover to count as holding it."""

ArticleLookup = Callable[[str], Article | None]


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """One occurrence of a gold passage: `article.text[start:end]`."""

    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gold:
    """For each gold passage that was found, its occurrences; `lost` counts those that stand nowhere."""

    passages: tuple[tuple[GoldSpan, ...], ...] = ()
    lost: int = 0


def locate(question: Question, article: ArticleLookup) -> Gold:
    """The gold passages of `question` in the texts that `article` knows."""
    found = []
    for text, named in zip(question.gold_passages, question.gold_passage_doc_ids, strict=True):
        candidates = (named,) if named else question.gold_doc_ids
        spans = [span for article_id in candidates for span in _occurrences(text, article_id, article(article_id))]
        if spans:
            found.append(tuple(spans))
    return Gold(tuple(found), lost=len(question.gold_passages) - len(found))


def named_articles(questions: Iterable[Question]) -> frozenset[str]:
    """Every article that `questions` name as gold."""
    named = (one for question in questions for one in (*question.gold_doc_ids, *question.gold_passage_doc_ids))
    return frozenset(filter(None, named))


def covered(span: PassageSpan, gold: GoldSpan) -> int:
    """How many characters of `gold` lie in `span`."""
    if span.article_id != gold.article_id:
        return 0
    return max(0, min(span.end, gold.end) - max(span.start, gold.start))


def holds(span: PassageSpan, occurrences: Sequence[GoldSpan]) -> bool:
    """True where `span` covers at least half of the characters of one of `occurrences`.

    >>> holds(PassageSpan("a", 0, 15), [GoldSpan("a", 10, 20)]), holds(PassageSpan("a", 0, 14), [GoldSpan("a", 10, 20)])
    (True, False)
    """
    return any(
        (shared := covered(span, gold)) and shared >= HIT_SHARE * (gold.end - gold.start) for gold in occurrences
    )


def _occurrences(passage: str, article_id: str, article: Article | None) -> list[GoldSpan]:
    wanted = passage.strip()
    if not wanted:
        return []
    if article is None:
        # An article that the system never had is one that it cannot find: the passage stays, and nothing covers it.
        return [GoldSpan(article_id, 0, 0)]
    exact = [GoldSpan(article.id, start, start + len(wanted)) for start in _starts(article.text, wanted)]
    if exact:
        return exact
    loose = r"\s+".join(re.escape(word) for word in wanted.split())
    return [GoldSpan(article.id, *match.span()) for match in re.finditer(loose, article.text)]


def _starts(text: str, piece: str) -> Iterator[int]:
    start = text.find(piece)
    while start >= 0:
        yield start
        start = text.find(piece, start + 1)
