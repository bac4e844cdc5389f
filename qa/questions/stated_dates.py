"""The days of publication that a question asks for: "articles since March 2026", "reports between 3 and 5 May".

The date must belong to the articles. One of an event ("the storm of 3 May") limits nothing, since a later article may
tell of it, and one "report" is mostly a verb: "What profit did it report in 2024?" is answered by an article of 2025.
dateparser reads the dates themselves. It would find some in words that are none too: what it is given is found here.
"""

import calendar
import datetime as dt
import re
from typing import Literal, NamedTuple

from qa.signals.periods import MONTH

_YEAR = r"(?:1\d|20)\d\d"
DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_MONTH = rf"(?:(?:the )?{DAY}(?: of)? )?{MONTH}\b\.?(?: {DAY}\b)?"
_ITS_YEAR = rf"(?:,| of)? {_YEAR}"
DATE = (
    rf"(?:(?:\d{{4}}-\d\d-\d\d|{_MONTH}{_ITS_YEAR})(?![\w'’])"
    # "articles from April O'Neil", "stories in May's diary": a name. "May 2024's", "March or April 2024": neither May
    # of this year nor March.
    rf"|(?:{_MONTH}|{_YEAR})(?![\w'’]|(?-i: [A-Z])|{_ITS_YEAR}|(?: of)? (?:last|this|next) year"
    rf"|(?:, ?| or | ?/ ?| & ){MONTH}\b))"
)
_LAST_DAY = rf"(?P<last_day>{DAY}\b)(?P<last_year>,? {_YEAR}\b)?"
# Health coverage, UFO reports and a company that reports are none of the library's.
_BEFORE_OURS = """
    what which many do does did the all any of in our your my press media news newspaper recent latest other more list
    show me find summarize summarise and or
""".split()  # noqa: SIM905 - thirty quoted words hide the words
_OURS = "|".join(rf"(?<=\b{word} )" for word in _BEFORE_OURS)
LIMIT = re.compile(
    rf"\b(?P<things>(?P<one>article)|articles|(?:^|{_OURS})(?:reports|stories|coverage))"
    r"(?P<held> (?:are(?: there)?|were|do (?:you|we|i) have|have you(?: got)?))?"
    r"(?: (?:that were |which were )?(?:published|written|printed|dated))?"
    r" (?:(?P<word>since|after|from|before|until|till|in|on|during|between|up to) "
    r"|(?<=published )|(?<=written )|(?<=printed )|(?<=dated ))(?P<the>the )?"
    rf"(?P<week>week (?:of|beginning) )?(?:(?P<first>{DATE})|(?P<day>{DAY}))"
    rf"(?: ?(?:to|until|till|through|and|-|–) ?(?:(?P<last>{DATE})|{_LAST_DAY})"
    rf"|,? (?:and|but) (?P<end_word>before|until|till|up to) (?:the )?(?P<end>{DATE})"
    r"|(?P<onwards> onwards?\b| on(?=[,.?!]|$)))?",
    re.IGNORECASE,
)
_MONTH_AND_DAY = re.compile(rf"(?P<month>{MONTH})\.? (?P<day>{DAY})(?P<year>,? {_YEAR})?", re.IGNORECASE)
# Beside "the article of 3 May" these tell that it is one of several, or that the day is not the only one.
_ANOTHER = re.compile(
    r"\b(?:articles?|reports?|stor(?:y|ies)|pieces?|coverage|another)\b"
    rf"|\b{_YEAR}\b|\b{DAY} {MONTH}\b|\b{MONTH} {DAY}\b",
    re.IGNORECASE,
)
# "The 3rd", "the 3 of May".
_COUNTED = re.compile(r"\d(?:st|nd|rd|th)\b|\bof\b", re.IGNORECASE)
_SUNDAY = 7
_HAS_YEAR = re.compile(rf"{_YEAR}(?!\d)")

Bounds = tuple[dt.date | None, dt.date | None]


class Days(NamedTuple):
    """From the first day to the last, both included."""

    first: dt.date
    last: dt.date


def stated_dates(question: str, newest: dt.date | None = None) -> Bounds:
    """First and last day of publication that `question` asks for; None where it sets no such bound.

    One article's day limits nothing where the question speaks of another one, or of another day.

    A day without a year is the last one of that name up to `newest`, the articles' own present, and none without it.
    """
    found = _stated(question)
    if found and found["one"] and _ANOTHER.search(question[: found.start()] + question[found.end() :]):
        return None, None
    days = _days_of(found, newest) if found else None
    if found is None or days is None:
        return None, None
    word = "" if _written(found)[2] else "since" if found["onwards"] else (found["word"] or "").lower()
    first, last = _bounds(word, days)
    end = _read(found["end"], days.last, prefer="future") if found["end"] else None
    return first, _bounds(found["end_word"].lower(), end)[1] if end else last


def _stated(question: str) -> re.Match[str] | None:
    # Capitals, by which names are told, tell nothing where all letters are.
    return LIMIT.search(question.lower() if question.isupper() else question)


def _bounds(word: str, days: Days) -> Bounds:
    """The first and the last day that `word` ("since") allows before, in or behind `days`."""
    bounds: dict[str, Bounds] = {
        "since": (days.first, None),
        "after": (moved(days.last, 1), None),
        "before": (None, moved(days.first, -1)),
        "until": (None, days.last),
        "till": (None, days.last),
        "up to": (None, days.last),
    }
    return bounds.get(word, days)


def undated(question: str) -> str:
    """`question`, which states days of publication, without them: "How many articles are there?"."""
    found = _stated(question)
    if found is None:
        return question
    things = question[slice(*found.span("things"))]
    return f"{question[: found.start()]}{things}{_held(found['held'] or '')}{question[found.end() :]}"


def _held(said: str) -> str:
    return " are there" if said.strip().lower() in {"are", "were"} else said


def _days_of(found: re.Match[str], newest: dt.date | None) -> Days | None:
    """The days that are named, whatever is said of them; None where they are no days or do not belong to articles."""
    word, (first, day, last) = (found["word"] or "").lower(), _written(found)
    if last:
        return _range(first, day, last, newest)
    days = _read(first, newest) if first else None
    # "Between May" wants another day.
    if first is None or days is None or word == "between" or (word == "on" and _is_subject(found, first, days)):
        return None
    return _week(days.first) if found["week"] else days


def _is_subject(found: re.Match[str], written: str, days: Days) -> bool:
    """Whether articles "on" `days` are about them: "reports on 2024", or, since English says "the" before a day only
    where it counts it or names something by it, "articles on the 3 May 2026 vote"."""
    return days.first != days.last or bool(found["the"] and not found["week"] and not _COUNTED.search(written))


def _written(found: re.Match[str]) -> tuple[str | None, str | None, str | None]:
    """The first date, or the first day where that is all, and the last date; "January 5 to 9" is "5 to 9 January"."""
    of = _MONTH_AND_DAY.fullmatch(found["first"] or "") if found["last_day"] else None
    if of:
        return None, of["day"], f"{found['last_day']} {of['month']}{found['last_year'] or of['year'] or ''}"
    return found["first"], found["day"], found["last"]


def _range(first: str | None, day: str | None, last: str, newest: dt.date | None) -> Days | None:
    """From one date to another, each with the other's year, and the first with the other's month, where it has none."""
    if first and _HAS_YEAR.search(first) and not _HAS_YEAR.search(last):
        start = _read(first, newest)
        end = start and _read(last, start.first, prefer="future")
    else:
        end = _read(last, newest)
        start = end and (_read(first, end.last) if first else _same_month(str(day), end.last))
    if not start or not end:
        return None
    return Days(min(start.first, end.first), max(start.last, end.last))


def _read(text: str, base: dt.date | None, *, prefer: Literal["past", "future"] = "past") -> Days | None:
    """The days of a written day, month or year; without a year the last, or next, as seen from `base`."""
    if base is None and not _HAS_YEAR.search(text):
        return None
    from dateparser.date import DateDataParser

    seen_from = dt.datetime.combine(base or dt.date(2000, 1, 1), dt.time())
    parser = DateDataParser(
        languages=["en"],
        settings={"PREFER_DATES_FROM": prefer, "RELATIVE_BASE": seen_from, "PARSERS": ["absolute-time"]},
    )
    data = parser.get_date_data(text)
    if data.date_obj is None:
        return None
    return whole(data.date_obj.date(), data.period or "day")


def whole(day: dt.date, period: str) -> Days:
    """The "year", "month" or "week" (from its Monday) that `day` stands for, or the day alone."""
    if period == "year":
        return Days(dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))
    if period == "month":
        return Days(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))
    begins = moved(day, -day.weekday())
    return Days(begins, moved(begins, 6)) if period == "week" else Days(day, day)


def _same_month(day: str, other: dt.date) -> Days | None:
    number = int(re.sub(r"\D", "", day))
    return Days(other.replace(day=number), other) if 1 <= number <= other.day else None


def _week(day: dt.date) -> Days:
    """The week that begins on `day` where weeks begin so, on a Sunday or a Monday; else from the Monday before."""
    return Days(day, moved(day, 6)) if day.isoweekday() == _SUNDAY else whole(day, "week")


def moved(day: dt.date, days: int) -> dt.date:
    """`day` and so many days, as far as there are days."""
    return dt.date.fromordinal(min(max(day.toordinal() + days, 1), dt.date.max.toordinal()))
