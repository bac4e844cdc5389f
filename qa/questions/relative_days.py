"""Days as seen from a present: "yesterday", "last week", "in the last three days", "since Monday", "at the weekend".

"Last week" is the one before this week; "the last week" are the seven days up to the present one. A weekday counts
behind "since" only: "What happened on Monday?" asks for what the articles of Tuesday tell, too.
"""

import datetime as dt
import re

from core.calendar import DAYS, seen_from
from qa.questions.stated_dates import Days, moved, whole

_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3})"
# "The last week", "the past three days", "last 10 days", which end with the present one.
_LATEST = rf"(?:(?:the|this) (?:last|past)|past|last(?= {_NUMBER} ))"
_STRETCH = rf"{_LATEST} (?:{_NUMBER} (?:day|week|fortnight|month|year)s|(?:week|fortnight|month|year))(?!\w)"
_PERIOD = (
    r"(?:today|(?:the day before )?yesterday|(?:this|last) (?:week|month|year)"
    rf"|(?:the|this|last|this past) weekend|{_STRETCH})"
)
_SINCE = rf"since (?:{_PERIOD}|(?:last )?(?:{'|'.join(DAYS)}))"
_IN = "(?:in|on|at|over|during|within|of|for|from)"
# Days by themselves, as in "yesterday's news", and with what stands before them elsewhere.
BARE_DAYS = rf"{_PERIOD}(?!\w)"
RELATIVE_DAYS = rf"(?:{_SINCE}|(?:{_IN} )?{_PERIOD})(?![\w'’])"
_READ = re.compile(rf"(?:(?P<since>since) |{_IN} )?(?P<period>.+)", re.IGNORECASE)


def is_relative(days: str) -> bool:
    """Whether `days` are such as are told from a present.

    >>> is_relative("since Monday"), is_relative("in May 2026")
    (True, False)
    """
    return re.fullmatch(f"{RELATIVE_DAYS}|{BARE_DAYS}", days, re.IGNORECASE) is not None


def relative_days(days: str, present: dt.date) -> Days | None:
    """What `days`, which are relative, mean on the day `present`; none of them is after it. None for no days.

    >>> relative_days("in the last three days", dt.date(2026, 5, 27))
    Days(first=datetime.date(2026, 5, 25), last=datetime.date(2026, 5, 27))
    """
    read = _READ.fullmatch(days.lower())
    try:
        meant = _meant(read["period"], present) if read else None
    except OverflowError:
        return None
    if read is None or meant is None:
        return None
    return Days(meant.first, present if read["since"] else min(meant.last, present))


def _meant(period: str, present: dt.date) -> Days | None:
    if period.endswith("weekend"):
        return _weekend(present, over=period == "last weekend")
    if re.fullmatch(_STRETCH, period):
        length = re.sub(f"^{_LATEST} ", "", period)
        before, _ = seen_from(present, f"{length if length.endswith('s') else f'a {length}'} ago")
        return Days(moved(before, 1), present) if before else None
    day, unit = seen_from(present, period)
    return whole(day, unit) if day else None


def _weekend(present: dt.date, *, over: bool) -> Days | None:
    """The weekend that `present` is in or behind; where it has to be `over`, not the one that it is in."""
    saturday, _ = seen_from(present, "saturday")
    if saturday is None:
        return None
    begins = moved(saturday, -7) if over and present <= moved(saturday, 1) else saturday
    return Days(begins, moved(begins, 1))
