"""What the newest articles tell, or those of some days, each by its first sentence: "What happened in May 2026?".

"Last week" is seen from the newest article, the articles' own present. Where none is of those days, that is said, and
what the newest ones tell.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from core.calendar import in_words
from core.citations import citation
from core.dating import day_in_words
from core.sentences import Span
from core.types import Answer, Article, Citation, Filters, Passage
from qa.filters import limits_of, narrowed
from qa.questions.relative_days import is_relative, relative_days
from qa.questions.stated_dates import Bounds, undated
from qa.quoting.quotes import Quote
from qa.telling.described import SUMMARY_SENTENCES, opening_passages, opening_quotes
from vectorstore.interface import Library

_TOLD = 5
# Chunks of an article in which its first sentence is looked for: a correction may fill one.
_LOOKED_THROUGH = 3
_ARTICLES = "articles"
# "The news of 3 May" is what "articles from 3 May" tell.
_OF = re.compile(r"^(?:of|for)\b", re.IGNORECASE)


class News(NamedTuple):
    """Openings of articles, newest first, of the `total` within `filters`.

    `dated`: first and last of the days that were asked of, as seen from the day `present` where they are relative.
    `other` where none is of those days, and these are others.
    """

    passages: tuple[Passage, ...]
    total: int
    filters: Filters
    dated: Bounds | None = None
    present: dt.date | None = None
    other: bool = False


def news_of(days: str, library: Library, filters: Filters) -> News | None:
    """The newest articles within `filters`, of the `days` ("in May 2026", "last week") if any; None where those are no
    days, or nothing was published then and the articles may tell of it by themselves.
    """
    if not days:
        return _newest(library, filters)
    if is_relative(days):
        return _as_seen_from_the_newest(days, library, filters)
    named = f"{_ARTICLES} {_OF.sub('from', days)}"
    within = limits_of(named, filters, library.coverage())
    if undated(named) != _ARTICLES or not (within.since or within.until):
        return None
    news = _newest(library, within)
    return news and news._replace(dated=(within.since, within.until))


def _as_seen_from_the_newest(days: str, library: Library, filters: Filters) -> News | None:
    """News of the relative `days`, or else the newest; None where a single article tells of its own days."""
    newest = library.articles(filters=filters, order="published", limit=1)
    present = newest.articles[0].published if newest.articles else None
    meant = relative_days(days, present) if present else None
    if meant is None:
        return None
    of_those = _newest(library, narrowed(filters, *meant))
    others = _newest(library, filters) if of_those is None and newest.total > 1 else None
    news = of_those or others
    return news and news._replace(dated=meant, present=present, other=of_those is None)


def _newest(library: Library, filters: Filters) -> News | None:
    newest = library.articles(filters=filters, order="published", limit=_TOLD)
    articles = [library.article(one.id, one.revision) for one in newest.articles]
    openings = (opening_quotes(opening_passages(one, library, _LOOKED_THROUGH), 1)[0].passage for one in articles)
    ranked = tuple(replace(passage, rank=rank) for rank, passage in enumerate(openings, start=1))
    return News(ranked, newest.total, filters) if ranked else None


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


def days_told(news: News) -> str:
    """The days that were asked of, in words: "18 May 2026 to 24 May 2026"; empty without any."""
    first, last = (in_words(day) for day in news.dated or (None, None))
    if first and not last:
        return f"{first} or later"
    return " to ".join(filter(None, dict.fromkeys((first, last))))


def _lead(news: News) -> str:
    where = "within the chosen dates and sources" if news.filters else "in the library"
    if dated := days_told(news):
        seen = f" (as seen from the newest article, of {in_words(news.present)})" if news.present else ""
        where = f"dated {dated}{seen}"
    if news.other:
        return f"No article is {where}. The newest:"
    if news.total > len(news.passages):
        return f"Of {news.total:,} articles {where} the newest:"
    return f"{f'{news.total:,} articles' if news.total > 1 else 'One article'} {where}:"


def _head(article: Article) -> str:
    """Day and outlet, or what is known of them; else the title."""
    day = day_in_words(article.published, article.published_from)
    return ", ".join(filter(None, (day, article.source))) or f"“{article.title}”"
