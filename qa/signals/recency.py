"""Questions about now: "this week", "today", "latest". Of two articles that suit as well, the newer one is meant.

So it is with any question that speaks of no time, where both articles answer beyond doubt: what the newer one says may
supersede what the older did. Where a figure or a day is asked for and the newer one says that it revises, it does; and
so it does where it makes the same statement with another figure.
"""

import datetime as dt
import math
import re
from collections.abc import Sequence

from core.types import Passage
from qa.signals.periods import MONTH, periods_of
from qa.signals.statements import puts_otherwise

# Measured on news questions of half a year: docs/decisions.md has the table.
WEIGHT = 0.3
DAYS = 90.0

SPEAKS_OF_NOW = re.compile(
    r"\b(?:this (?:week|weekend|month|season|spring|summer|autumn|fall|winter|year)|today|tonight|yesterday|now"
    r"|latest|newest|recent(?:ly)?|current(?:ly)?|(?:last|past) (?:night|week|weekend|month)"
    r"|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
# Between quotes that answer beyond doubt, scores this near say less than which article is the newer.
_AS_GOOD = 0.15
SPEAKS_OF_BEFORE = re.compile(
    r"\b(?:first|initial(?:ly)?|original(?:ly)?|at the time|back then|used to|supposed|planned|previous(?:ly)?|earlier"
    # "How long before": no earlier time, but a distance.
    r"|(?<!long )(?<!minutes )(?<!hours )(?<!days )(?<!weeks )(?<!months )(?<!years )before)\b",
    re.IGNORECASE,
)
# What asks for a figure or a day, which may have been put right since it was first told ...
_ASKS_FOR_WHAT_CHANGES = re.compile(
    r"\W*(?:(?:and|but|so|since|until|from|by|on|at|for) )*(?:how (?:many|much|long|old|large|big|high|far|often)"
    r"|when|(?:what|which) (?:date|day|time|month|year))\b",
    re.IGNORECASE,
)
# ... and what says that it was.
_FIGURE = rf"(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|{MONTH})\b)"
_REVISES = re.compile(
    r"\b(?:revis(?:ed|es|ing)|correct(?:ed|s|ing|ion)|rather than|no longer)\b"
    r"|\b(?:as|than) (?:first|originally|initially|previously) \w+"
    r"|\b(?:later|earlier|sooner|more|less|fewer|longer|shorter|higher|lower) than (?:had been |was |were )?"
    r"(?:planned|expected|promised|announced)\b"
    rf"|(?:,|\band) not (?:(?:on|in|at|until|for|the) )*{_FIGURE}",
    re.IGNORECASE,
)


def newness(question: str, passages: Sequence[Passage]) -> tuple[float, ...]:
    """What each of `passages` gains of its score, 0 or less; nothing where `question` does not speak of now.

    -WEIGHT * log(1 + age / DAYS), the age in days before the newest of them: the articles' own present, not the
    reader's. An article without a date counts as the oldest.
    """
    dates = [passage.article.published for passage in passages]
    known = [date for date in dates if date]
    if not known or not SPEAKS_OF_NOW.search(question):
        return (0.0,) * len(passages)
    newest, oldest = max(known), min(known)
    return tuple(-WEIGHT * math.log1p(_days(newest, date or oldest) / DAYS) for date in dates)


def newest_first(question: str, quoted: Sequence[Passage], texts: Sequence[str], sure: Sequence[bool]) -> Sequence[int]:
    """Places of the passages `quoted`, best first, in the order in which they are to be quoted; `texts` are the quotes.

    A newer one than the first that says it puts a figure or day right goes before it, where that is asked for, or one
    that makes the first's statement with another figure. Else those that are `sure` to answer, with scores about as
    high as the first's, are told from the newest on. Who asks for what was before is told the oldest figure first.
    """
    places = range(len(quoted))
    if periods_of(question):
        return places
    days = [passage.article.published or dt.date.min for passage in quoted]
    if SPEAKS_OF_BEFORE.search(question):
        versions = [place for place in places if place == 0 or puts_otherwise(texts[place], texts[0])]
        oldest = min(versions, key=days.__getitem__)
        return sorted(places, key=lambda place: place != oldest)
    revising = _revising(question, days, texts)
    if revising is not None:
        return sorted(places, key=lambda place: place != revising)
    if not sure[0]:
        return places
    rivals = [place for place in places if sure[place] and quoted[place].score >= quoted[0].score - _AS_GOOD]
    by_date = sorted(rivals, key=days.__getitem__, reverse=True)
    instead = dict(zip(rivals, by_date, strict=True))
    return [instead.get(place, place) for place in places]


def _revising(question: str, days: Sequence[dt.date], texts: Sequence[str]) -> int | None:
    """The place of the newest quote that puts right what the first says; an article without a day is the oldest."""
    asks = _ASKS_FOR_WHAT_CHANGES.match(question)
    newer = (
        place
        for place, text in enumerate(texts)
        if days[place] > days[0] and (puts_otherwise(text, texts[0]) or (asks and _REVISES.search(text)))
    )
    return max(newer, key=days.__getitem__, default=None)


def _days(newest: dt.date, date: dt.date) -> int:
    return (newest - date).days
