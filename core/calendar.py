"""Days in English words. The names are not strftime's: those depend on the locale of whoever runs the program."""

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
