"""Limits on dates and outlets that a question states in so many words.

Only plain statements about the articles count ("articles since March 2026", "published before 3 May", "according to the
Harbour Post"): a date that belongs to an event ("the storm of 3 May") limits nothing, since a later article may tell.
"""

import calendar
import datetime as dt
import re
from collections.abc import Sequence

from core.types import Filters

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTH = "|".join(MONTHS)
_DATE = rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|(?:\d{{1,2}} )?(?:{_MONTH})(?: \d{{1,2}},)? \d{{4}}|\d{{4}})"
# The date must belong to the articles: "articles published before 3 May 2026", "reports since May 2026". One "report"
# is mostly a verb: "What profit did it report in 2024?" is answered by an article of 2025.
LIMIT = re.compile(
    rf"\b(?:articles?|reports|stories|coverage)(?: (?:that were |which were )?(?:published|written|dated))?"
    rf" (since|after|from|before|until|in|on|up to) ({_DATE})(?: (?:to|until|and) ({_DATE}))?",
    re.IGNORECASE,
)
_LEADS_TO_SOURCE = r"(?:according to|(?:articles?|reports?|stories|story|coverage|pieces?) (?:from|in|by|of))"


def stated_filters(question: str, sources: Sequence[str], given: Filters = Filters()) -> Filters:
    """`given` with the limits that `question` states added where it sets none; `sources` are the library's outlets."""
    since, until = _stated_dates(question)
    return Filters(
        since=given.since or since,
        until=given.until or until,
        sources=given.sources or _stated_sources(question, sources),
        article_ids=given.article_ids,
        as_of=given.as_of,
    )


def _stated_dates(question: str) -> tuple[dt.date | None, dt.date | None]:
    match = LIMIT.search(question)
    if not match:
        return None, None
    word, first, second = match.group(1).lower(), _period(match.group(2)), _period(match.group(3) or "")
    if first is None:
        return None, None
    if second is not None:
        return first[0], second[1]
    day = dt.timedelta(days=1)
    return {
        "since": (first[0], None),
        "from": (first[0], None),
        "after": (first[1] + day, None),
        "before": (None, first[0] - day),
        "until": (None, first[1]),
        "up to": (None, first[1]),
    }.get(word, first)


def _period(text: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of a written day, month or year; None where no such day exists."""
    if not text:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            day = dt.date.fromisoformat(text)
            return day, day
        year = int(text[-4:])
        month = next((number for name, number in MONTHS.items() if name in text.lower()), None)
        if month is None:
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        numbers = re.findall(r"\d{1,2}(?!\d)", text[:-4])
        if numbers:
            day = dt.date(year, month, int(numbers[0]))
            return day, day
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    except ValueError:
        return None


def _stated_sources(question: str, sources: Sequence[str]) -> tuple[str, ...]:
    if not re.search(rf"\b{_LEADS_TO_SOURCE}", question, re.IGNORECASE):
        return ()
    return tuple(source for source in sources if source and _names(question, source))


def _names(question: str, source: str) -> bool:
    named = re.search(rf"\b{_LEADS_TO_SOURCE} (?:the )?[\"“'‘]?{re.escape(_bare(source))}\b", question, re.IGNORECASE)
    # "The Post" is not named by "the Post Office".
    return named is not None and not re.match(r"\s+[A-Z]", question[named.end() :])


def _bare(source: str) -> str:
    return re.sub(r"^the ", "", source, flags=re.IGNORECASE)
