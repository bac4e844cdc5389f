"""Questions about now: "this week", "today", "latest". Of two articles that suit as well, the newer one is meant."""

import datetime as dt
import math
import re
from collections.abc import Sequence

from core.types import Passage

# Measured on news questions of half a year: docs/decisions.md has the table.
WEIGHT = 0.3
DAYS = 90.0

SPEAKS_OF_NOW = re.compile(
    r"\b(?:this (?:week|weekend|month|season|spring|summer|autumn|fall|winter|year)|today|tonight|yesterday|now"
    r"|latest|newest|recent(?:ly)?|current(?:ly)?|(?:last|past) (?:night|week|weekend|month)"
    r"|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
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


def _days(newest: dt.date, date: dt.date) -> int:
    return (newest - date).days
