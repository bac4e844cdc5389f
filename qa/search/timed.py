"""Figures of a time: "What was the revenue in 2022?" is not answered by the revenue of 2023.

A state that is told of another year may still hold and an office may still be held, so that only figures are doubted,
and what was written before the time asked about and looks forward to none.
"""

import re
from dataclasses import replace

from core.calendar import MONTHS
from core.sentences import sentence_of
from core.types import Evidence
from qa.quoting.quotes import Quote
from qa.quoting.tables import row_with_names
from qa.search.finding import SURE, Reading
from qa.search.preferring import doubted, nearly, only_those
from qa.signals.periods import MONTH, Period, periods_of

_ASKS_FOR_A_FIGURE = re.compile(
    r"\b(?:how (?:many|much|high|large|big|long|deep|strong)|percentage|proportion|share|number|total|amount|rate"
    r"|revenues?|sales|turnover|profits?|loss|income|earnings|margin|dividend|budget|deficit|surplus|debt|prices?|costs?"
    r"|wages?|population|temperature|output|production|inflation|unemployment|growth|forecast)\b",
    re.IGNORECASE,
)
_YEAR = 12
# "Founded in 1921, it has 40 members": the year is of something else than the figure.
_BEGAN = re.compile(
    r"\b(?:founded|established|opened|built|born|created|launched|introduced|joined|began|begun|started|completed)"
    rf"(?: \w+){{0,3}} in (?:{MONTH} )?(?:1\d|20)\d\d",
    re.IGNORECASE,
)
# "The year before it was 40": of the year before what is told. "Three years earlier": of a year that is not reckoned.
_YEAR_BEFORE = re.compile(
    r"\b(?:(?:an?|one|the) year (?:ago|before|earlier)|(?:last|previous|prior|preceding) year(?:['’]s)?)\b",
    re.IGNORECASE,
)
# What is said of a time to come.
_AHEAD = re.compile(
    r"\b(?:will|shall|would|should|may|might|could|can|must|next|coming|future|plan\w*|expect\w*|intend\w*|aim\w*|hope\w*|due"
    r"|forecast\w*|project\w*|predict\w*|estimat\w*|until|till|by|from|to be|is to|are to|ahead|later|soon|upcoming)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"\b(?:ago|earlier|previous(?:ly)?|last|past|prior|same)\b", re.IGNORECASE)
# "Up from 40 in 2021": without a time in the title, nobody knows of when the figure is that is told first.
_FROM = re.compile(
    r"\b(?:(?:up|down|rose|fell|risen|fallen|rising|falling) from|against|compared|than in)\b", re.IGNORECASE
)


def by_time(reading: Reading) -> Reading:
    """`reading`, where a time of a year or less is asked about and what is best was written before it, or is a figure
    of another time: answered by others, or not sure any more.
    """
    asked = _asked(reading.meaning.text)
    if asked is None:
        return reading
    reading = only_those(reading, lambda found: not _too_early(asked, found))
    if reading.sides or reading.confidence < SURE or not reading.found.evidence:
        return reading
    best = reading.found.evidence[0]
    quote = reading.mentions[0] if reading.mentions else best
    figure = _ASKS_FOR_A_FIGURE.search(reading.meaning.text) or _row(quote)
    if not figure or not _of_another(asked, quote):
        return reading
    near = [one for one in reading.found.evidence[1:] if nearly(one, best)]
    if any(_within(asked, sentence_of(one.passage, one.start, one.end)) for one in near):
        return reading
    kept = tuple(one for one in near if _within(asked, one.passage.article.title))
    if kept and not reading.mentions:
        return replace(reading, found=replace(reading.found, evidence=kept))
    return doubted(reading)


def _asked(question: str) -> Period | None:
    """The one time of a year or less that `question` names."""
    asked = periods_of(question)
    return asked[0] if len(asked) == 1 and asked[0].last - asked[0].first < _YEAR else None


def _row(quote: Quote | Evidence) -> str:
    return row_with_names(quote.passage.article.text, quote.start, quote.end)


def _of_another(asked: Period, quote: Quote | Evidence) -> bool:
    """Whether what is told there is of other times only, by its own words or those of the title."""
    article = quote.passage.article
    said = _row(quote) or sentence_of(quote.passage, quote.start, quote.end)
    title, own = periods_of(article.title), periods_of(_BEGAN.sub("", said))
    told = [*own, *title]
    if _EARLIER.search(_YEAR_BEFORE.sub("", said)) or (not title and _FROM.search(said)):
        return False
    if _YEAR_BEFORE.search(said):
        told += [Period(one.first - _YEAR, one.last - _YEAR) for one in told]
    if title and not own and (day := article.published):
        told += periods_of(f"{MONTHS[day.month - 1]} {day.year}")
    return bool(told) and not any(asked.share_in(one) for one in told)


def _too_early(asked: Period, found: Evidence) -> bool:
    """Whether what is told there was written before the time asked about, and looks forward to none."""
    day = found.passage.article.published
    if day is None or day.year * _YEAR + day.month - 1 >= asked.first:
        return False
    said = sentence_of(found.passage, found.start, found.end)
    text = f"{found.passage.article.title}. {said}"
    return not _AHEAD.search(said) and not any(asked.share_in(told) for told in periods_of(text))


def _within(asked: Period, text: str) -> bool:
    """Whether `text` names the time, or a part of it."""
    return any(told.share_in(asked) == 1 for told in periods_of(text))
