"""Dates as sources state them. What is unclear stays unknown: a guessed date is worse than none."""

import datetime as dt
import re
from functools import lru_cache

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*|Z|[+-]\d{2}:?\d{2})?", re.DOTALL)
_ISO_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{4}.*)?")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl"]
_MAX_CHARS = 80
# What systems put for "none"; "no end", as 9999-12-31, lies in a future that nobody writes from, and so do slips.
_NO_DAYS = frozenset(
    {
        dt.date(1, 1, 1),
        dt.date(101, 1, 1),  # Calibre
        dt.date(1899, 12, 30),  # OLE and the spreadsheets
        dt.date(1900, 1, 1),
        dt.date(1969, 12, 31),
        dt.date(1970, 1, 1),
    }
)
# Magazines are dated ahead of the day they appear, and clocks stay behind by years.
_MOST_AHEAD = dt.timedelta(days=3653)
# Languages whose writers put the day before the month. English is missing: its writers differ, and many pages say
# `en-US` only because their system was delivered so.
_DAY_FIRST = frozenset({"de", "fr", "es", "it", "pt", "nl", "pl", "cs", "da", "nb", "no", "ru", "uk", "tr", "el", "ro"})
_DAY_FIRST_ENGLISH = frozenset({"en-gb", "en-ie", "en-au", "en-nz", "en-in", "en-za"})


def parse_date(value: object, *, order: str | None = None) -> dt.date | None:
    """The day that `value` states, or None where it states none, not a whole one, or two readings differ.

    A time of day and its zone are dropped: the day is the one written. `order` ("DMY") settles days in figures. A day
    that stands for none, or over ten years from now, is none.

    >>> parse_date("2022-07-11T23:30:00-05:00"), parse_date("11 July 2022")
    (datetime.date(2022, 7, 11), datetime.date(2022, 7, 11))
    >>> parse_date("03/04/2022") is None, parse_date("July 2022") is None
    (True, True)
    """
    day = _stated_day(value, order)
    return day if day and is_a_day(day) else None


def is_a_day(day: dt.date) -> bool:
    """Whether `day` neither stands for none nor lies over ten years ahead."""
    return day not in _NO_DAYS and day - dt.datetime.now(dt.UTC).date() <= _MOST_AHEAD


def _stated_day(value: object, order: str | None) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    # What is longer than a date may begin with one, but is not to be kept by the cache.
    return _parse_text(value.strip()[: _MAX_CHARS + 1], order) if isinstance(value, str) else None


def day_order(language: str) -> str | None:
    """How days in figures are written where `language` (a code such as `fr` or `en-GB`) is spoken, None if unclear.

    >>> day_order("de-AT"), day_order("en-US")
    ('DMY', None)
    """
    code = language.strip().lower().replace("_", "-")
    return "DMY" if code in _DAY_FIRST_ENGLISH or code.partition("-")[0] in _DAY_FIRST else None


@lru_cache(maxsize=8192)  # the articles of a dump share their days
def _parse_text(text: str, order: str | None) -> dt.date | None:
    if iso := _ISO.fullmatch(text):
        return _iso_day(iso[1])
    if basic := _ISO_BASIC.fullmatch(text):
        return _iso_day("-".join(basic.groups()))
    # Two digits of a year are a guess at the century; a long text is no date, and slow to try.
    if len(text) > _MAX_CHARS or not _YEAR.search(text):
        return None
    readings = {_read(text, one) for one in ([order] if order else ["DMY", "MDY"])}
    return readings.pop() if len(readings) == 1 else None


def _iso_day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


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
