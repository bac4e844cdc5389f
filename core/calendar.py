"""Days in English words, written and read.

The names are not strftime's: those depend on the locale of whoever runs the program.
"""

import datetime as dt

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def in_words(day: dt.date | None) -> str:
    """A day as a reader would write it; empty for None.

    >>> in_words(dt.date(2017, 9, 9))
    '9 September 2017'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


def seen_from(present: dt.date, words: str) -> tuple[dt.date | None, str]:
    """The past day that `words` ("Monday", "last week") mean on the day `present`, None where they mean none, and what
    it stands for: itself ("day"), or its "week", "month" or "year".

    Raises OverflowError where there is no such day: beside the first or last one, which stands for an unknown one.

    >>> seen_from(dt.date(2026, 5, 27), "monday"), seen_from(dt.date(2026, 5, 27), "last month")
    ((datetime.date(2026, 5, 25), 'day'), (datetime.date(2026, 4, 27), 'month'))
    """
    from dateparser.date import DateDataParser

    # A weekday without "last" may be the day itself.
    base = present + dt.timedelta(days=words.title() in DAYS)
    settings = {"PREFER_DATES_FROM": "past", "RELATIVE_BASE": dt.datetime.combine(base, dt.time())}
    read = DateDataParser(languages=["en"], settings=settings).get_date_data(words)
    return read.date_obj and read.date_obj.date(), read.period or "day"
