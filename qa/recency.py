"""Questions about now: "this week", "today", "latest". Of two articles that suit as well, the newer one is meant.

So it is with any question that speaks of no time, where both articles answer beyond doubt: what the newer one says may
supersede what the older did.
"""

import datetime as dt
import math
import re
from collections.abc import Sequence

from core.types import Passage
from qa.periods import periods_of

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
_SPEAKS_OF_BEFORE = re.compile(
    r"\b(?:first|initial(?:ly)?|original(?:ly)?|at the time|back then|used to|supposed|planned|previous(?:ly)?|before"
    r"|earlier)\b",
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


def newest_first(question: str, quoted: Sequence[Passage], sure: Sequence[bool]) -> Sequence[int]:
    """Places of the passages `quoted`, best first, in the order in which they are to be quoted.

    Those that are `sure` to answer, with scores about as high as the first's, are told from the newest on.
    """
    places = range(len(quoted))
    if not sure[0] or _SPEAKS_OF_BEFORE.search(question) or periods_of(question):
        return places
    rivals = [place for place in places if sure[place] and quoted[place].score >= quoted[0].score - _AS_GOOD]
    by_date = sorted(rivals, key=lambda place: quoted[place].article.published or dt.date.min, reverse=True)
    instead = dict(zip(rivals, by_date, strict=True))
    return [instead.get(place, place) for place in places]


def _days(newest: dt.date, date: dt.date) -> int:
    return (newest - date).days
