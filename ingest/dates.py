"""Dates as sources state them. What is unclear stays unknown: a guessed date is worse than none."""

import datetime as dt
import re

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?", re.DOTALL)
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl"]
_MAX_CHARS = 80


def parse_date(value: object) -> dt.date | None:
    """The day that `value` states, or None where it states none, not a whole one, or two readings differ.

    A time of day and its zone are dropped: the day is the one written.

    >>> parse_date("2022-07-11T23:30:00-05:00"), parse_date("11 July 2022")
    (datetime.date(2022, 7, 11), datetime.date(2022, 7, 11))
    >>> parse_date("03/04/2022") is None, parse_date("July 2022") is None
    (True, True)
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return _parse_text(value.strip()) if isinstance(value, str) else None


def _parse_text(text: str) -> dt.date | None:
    if iso := _ISO.fullmatch(text):
        try:
            return dt.date.fromisoformat(iso[1])
        except ValueError:
            return None
    # Two digits of a year are a guess at the century; a long text is no date, and slow to try.
    if len(text) > _MAX_CHARS or not _YEAR.search(text):
        return None
    readings = {_read(text, order) for order in ("DMY", "MDY")}
    return readings.pop() if len(readings) == 1 else None


def _read(text: str, order: str) -> dt.date | None:
    import dateparser

    found = dateparser.parse(
        text,
        languages=_LANGUAGES,
        settings={
            "DATE_ORDER": order,
            "PREFER_LOCALE_DATE_ORDER": False,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "STRICT_PARSING": True,
            "PARSERS": ["absolute-time"],
        },
    )
    return found.date() if found else None
