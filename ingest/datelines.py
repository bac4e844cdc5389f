"""Days as the first lines of a text state them: "Published 6 March 2026", "AVERTON, March 6, 2026 (Agency) -".

Only a whole day counts, and only where the form says that it is the article's own: a day that a sentence speaks of is
what the article is about, not when it was written.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from core.calendar import MONTHS
from core.datelines import NAME
from ingest.dates import parse_date

_DAY = (
    r"\d{4}-\d{2}-\d{2}(?!\d)"
    r"|\d{1,2}(?:\.|st|nd|rd|th|er)?\s(?:de\s|of\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s|del\s)?\d{4}(?!\d)"
    r"|[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}(?!\d)"
    r"|\d{1,2}[./]\d{1,2}[./]\d{4}(?!\d)"
    r"|\d{4}/\d{2}/\d{2}(?!\d)"
)
_PUBLISHED = (
    r"(?:first |originally )?(?:published|posted|released|issued)(?: (?:on|at|by .{2,60}?))?"
    r"|date|pub\.? ?date|publication date|veröffentlicht(?: am)?|erschienen(?: am)?|publié(?:e)?(?: le)?"
    r"|publicado(?: el| em)?|pubblicato(?: il)?|gepubliceerd(?: op)?"
)
_CHANGED = (
    r"(?:last |latest )?(?:updated|modified|revised|edited)|aktualisiert|stand"
    r"|mis à jour|actualizado|aggiornato|bijgewerkt"
)
_BY = r"(?:by|von|par|por|di|door)\s[^|·•]{2,80}?"
_WEEKDAY = (
    r"(?:(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo)[.,]?\s)"
)
_TIME = r"(?:\d{1,2}[:.]\d{2}\s?(?:[ap]\.?m\.?)?\s?(?:[a-z]{2,4})?,?\s)"
_STATED = re.compile(
    rf"(?:(?:{_BY})?[\s|·•,–—-]*(?:(?:{_PUBLISHED})\s*:?\s*{_TIME}?)?){_WEEKDAY}?(?P<day>{_DAY})(?P<rest>.{{0,80}})",
    re.IGNORECASE,
)
# After the day: a time, or something set apart from it; a sentence that only begins with a day goes on with a word.
_AFTER = re.compile(
    r"\s*(?:$|[|·•–—(/]|(?:,|at|um|à|-)?\s*\d{1,2}(?:[:.h]\d{2}|\s?[ap]\.?m)|,?\s*(?:{0})\b)".replace("{0}", _CHANGED),
    re.IGNORECASE,
)
_CHANGED_LINE = re.compile(
    rf"\b(?:{_CHANGED})(?:\s(?:on|am|le|el|il|at))?\s*:?\s*{_TIME}?{_WEEKDAY}?(?P<day>{_DAY})", re.IGNORECASE
)
_PLACE = rf"(?P<place>{NAME}(?:,\s{NAME})?)"
_DATELINE = re.compile(
    rf"{_PLACE},?\s\(?(?P<day>{_DAY}|[^\W\d_]{{3,9}}\.?\s\d{{1,2}}|\d{{1,2}}\.?\s[^\W\d_]{{3,9}}\.?)\)?"
    r"\s?,?\s?(?P<agency>\([^)\n]{2,40}\)|/[^/\n]{2,40}/)?\s?(?:--?|–|—|:)\s"
)
_HEAD_LINES = 12
_HEAD_CHARS = 4000
_MAX_LINE_CHARS = 160


def published_line(lines: Sequence[str], *, order: str | None = None) -> dt.date | None:
    """The day that one of `lines`, which stand over the text, gives as the article's; None where two differ.

    >>> published_line(["Bridge opens", "By Jo Farrow | Published March 6, 2026 9:00 am"])
    datetime.date(2026, 3, 6)
    >>> published_line(["On 6 March 2026 the bridge opened."]) is None
    True
    """
    days = {day for line in lines if (day := _published(line.strip(), order))}
    return days.pop() if len(days) == 1 else None


def changed_line(lines: Sequence[str], *, order: str | None = None) -> dt.date | None:
    """The day of the latest change that one of `lines` states: "Updated: 7 March 2026"."""
    found = (_CHANGED_LINE.search(line) for line in lines if len(line) <= _MAX_LINE_CHARS)
    days = [day for match in found if match and (day := parse_date(match["day"], order=order))]
    return max(days, default=None)


def _published(line: str, order: str | None) -> dt.date | None:
    if len(line) > _MAX_LINE_CHARS:
        return None
    stated = _STATED.fullmatch(line)
    return parse_date(stated["day"], order=order) if stated and _AFTER.match(stated["rest"]) else None


def dateline_day(text: str, *, year_month: tuple[int, int] | None = None) -> dt.date | None:
    """The day in the dateline that `text` begins with, None without one or where it names no year.

    `year_month` of the address completes a day without a year, if the months agree. The place must be in capitals
    or an agency named: "Monday, March 6, 2026 - ..." alone is no dateline.

    >>> dateline_day("AVERTON, March 6, 2026 (Echo Wire) - The bridge is open.")
    datetime.date(2026, 3, 6)
    >>> dateline_day("PARIS, Oct 3 (Echo Wire) - The bridge is open.") is None
    True
    """
    match = _DATELINE.match(text[:200].lstrip())
    if match is None or not (match["agency"] or match["place"].isupper()):
        return None
    if re.search(r"\d{4}", match["day"]):
        return parse_date(match["day"])
    if year_month is None:
        return None
    day = parse_date(f"{match['day']} {year_month[0]}")
    return day if day and (day.year, day.month) == year_month else None


def first_dateline(text: str, *, year_month: tuple[int, int] | None = None) -> dt.date | None:
    """The day in the dateline with which the first paragraph begins, under a headline and byline or without."""
    lines = [*head_lines(text)]
    following = next(_lines(text, skip=len(lines)), "")
    days = (dateline_day(line, year_month=year_month) for line in [*lines, following])
    return next(filter(None, days), None)


def head_lines(text: str) -> tuple[str, ...]:
    """The short lines that `text` begins with, at most 12, up to its first long one."""
    lines = islice(_lines(text), _HEAD_LINES)
    return tuple(takewhile(lambda line: len(line) <= _MAX_LINE_CHARS, lines))


def _lines(text: str, skip: int = 0) -> Iterator[str]:
    lines = filter(None, (line.strip() for line in text[:_HEAD_CHARS].split("\n")))
    return islice(lines, skip, None)


def address_day(address: str) -> dt.date | None:
    """The day that a web address names in its path.

    >>> address_day("https://echo.example/2026/03/06/bridge-opens"), address_day("https://echo.example/2026/03/x")
    (datetime.date(2026, 3, 6), None)
    """
    path = re.sub(r"^\w+://[^/]*|[?#].*$", "", address)
    for pattern in _ADDRESS_DAYS:
        for match in pattern.finditer(path):
            if day := _numbers_day(match[1], match[2], match[3]):
                return day
    return None


def address_month(address: str) -> tuple[int, int] | None:
    """Year and month of an address such as `/2026/03/bridge-opens`."""
    match = re.search(r"/((?:19|20)\d{2})/(\d{2})(?:/|$)", re.sub(r"[?#].*$", "", address))
    return (int(match[1]), int(match[2])) if match and 1 <= int(match[2]) <= 12 else None


_MONTHS = tuple(name[:3].lower() for name in MONTHS)
_ADDRESS_DAYS = (
    re.compile(r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?=[/_-]|$)"),
    re.compile(rf"/((?:19|20)\d{{2}})/({'|'.join(_MONTHS)})/(\d{{1,2}})(?=/|$)"),
    re.compile(r"(?<!\d)((?:19|20)\d{2})-(\d{2})-(\d{2})(?!\d)"),
    # Eight digits are a day only as a folder or before words: at the end of an address they may be a number.
    re.compile(r"/((?:19|20)\d{2})(\d{2})(\d{2})(?=/.|[_-][A-Za-z])"),
)


def _numbers_day(year: str, month: str, day: str) -> dt.date | None:
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
    try:
        return parse_date(dt.date(int(year), number, int(day)))
    except ValueError:
        return None
