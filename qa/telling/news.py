"""What the newest articles tell, or those of some days, each by its first sentence: "What happened in May 2026?"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from core.calendar import in_words
from core.dating import day_in_words
from core.sentences import Span
from core.types import Answer, Article, Citation, Filters, Passage
from qa.filters import limits_of
from qa.markers import citation
from qa.questions.stated_dates import undated
from qa.quotes import Quote
from qa.telling.described import SUMMARY_SENTENCES, opening_passages, opening_quotes
from vectorstore.interface import Library

_TOLD = 5
# Chunks of an article in which its first sentence is looked for: a correction may fill one.
_LOOKED_THROUGH = 3
_ARTICLES = "articles"
# "The news of 3 May" is what "articles from 3 May" tell.
_OF = re.compile(r"^(?:of|for)\b", re.IGNORECASE)


class News(NamedTuple):
    """Openings of articles, newest first, of the `total` within `filters`; `days`: whether those set its dates."""

    passages: tuple[Passage, ...]
    total: int
    filters: Filters
    days: bool


def news_of(days: str, library: Library, filters: Filters) -> News | None:
    """The newest articles within `filters`, of the `days` ("in May 2026") if any; None where those are no days or
    nothing was published then.
    """
    within = filters
    if days:
        named = f"{_ARTICLES} {_OF.sub('from', days)}"
        within = limits_of(named, filters, library.coverage())
        if undated(named) != _ARTICLES or not (within.since or within.until):
            return None
    newest = library.articles(filters=within, order="published", limit=_TOLD)
    articles = [library.article(one.id, one.revision) for one in newest.articles]
    openings = (opening_quotes(opening_passages(one, library, _LOOKED_THROUGH), 1)[0].passage for one in articles)
    ranked = tuple(replace(passage, rank=rank) for rank, passage in enumerate(openings, start=1))
    return News(ranked, newest.total, within, bool(days)) if ranked else None


def news_answer(draft: Answer, news: News) -> Answer:
    """`draft` with day, outlet and first sentence of each article."""
    text = _lead(news)
    citations: list[Citation] = []
    markers: list[Span] = []
    for number, quote in enumerate(_first_sentences(news), start=1):
        head = f"{_head(quote.passage.article)}: " if number == 1 or news.total > 1 else ""
        text += f"\n\n{head}{quote.text} [{number}]"
        citations.append(citation(number, quote.passage, (quote.start, quote.end)))
        markers.append((len(text) - len(f"[{number}]"), len(text)))
    return replace(draft, text=text, citations=tuple(citations), markers=tuple(markers), short=citations[0].quote)


def _first_sentences(news: News) -> Iterator[Quote]:
    """Of one story in several outlets the first sentence once; of a single article those that sum it up."""
    told: set[str] = set()
    for passage in news.passages:
        for quote in opening_quotes([passage], SUMMARY_SENTENCES if news.total == 1 else 1):
            if quote.text not in told:
                told.add(quote.text)
                yield quote


def _lead(news: News) -> str:
    first, last = news.filters.since, news.filters.until
    if news.days:
        where = " to ".join(filter(None, dict.fromkeys((in_words(first), in_words(last)))))
        where = f"dated {where}"
    else:
        where = "within the chosen dates and sources" if news.filters else "in the library"
    if news.total > len(news.passages):
        return f"Of {news.total:,} articles {where} the newest:"
    return f"{f'{news.total:,} articles' if news.total > 1 else 'One article'} {where}:"


def _head(article: Article) -> str:
    """Day and outlet, or what is known of them; else the title."""
    day = day_in_words(article.published, article.published_from)
    return ", ".join(filter(None, (day, article.source))) or f"“{article.title}”"
