"""Questions about a time: "who led it from 2011 to 2014?", "in May 1989". Words that speak of that time are meant.

No package was found that reads ranges ("2004-2010", "since March 2004", "the late 2000s") out of running text, offline
and in microseconds; this reads the plain forms with years in figures, and leaves everything else alone.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.calendar import MONTHS
from core.sentences import sentence_of
from core.types import Evidence

# What a passage gains whose evidence speaks of the time asked about, and what such a place in it gains over the others:
# measured in docs/decisions.md.
PASSAGE_BONUS, SPAN_BONUS = 0.3, 4.0
# A sentence about thirty years, or about all time since, says half as much of one of them.
_LONG_MONTHS = 240

_MONTHS = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_TO = r" ?(?:-|–|—|to|until|till|and|through) ?"
_PARTS_OF_YEAR = {"early": (0, 3), "mid": (4, 7), "late": (8, 11)}
_PARTS_OF_DECADE = {"early": (0, 47), "mid": (36, 83), "late": (72, 119)}
_LAST_OF_YEAR, _LAST_OF_DECADE = 11, 119


class Period(NamedTuple):
    """Months [first, last], counted from January of the year 0; what has no end goes on to NEVER."""

    first: int
    last: int

    def share_in(self, other: "Period") -> float:
        """How much of this period lies in `other`, in [0, 1].

        >>> Period(10, 13).share_in(Period(12, 40))
        0.5
        """
        common = min(self.last, other.last) - max(self.first, other.first) + 1
        return max(0, common) / (self.last - self.first + 1)


EVER, NEVER = 0, 3000 * 12
_STRETCH = r"(?:(?:first|second|third|fourth|last)[ -]quarter|(?:first|second)[ -]half|Q[1-4]|H[12])"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}


def _point(number: int) -> str:
    return (
        rf"(?:(?P<month{number}>{MONTH})\.? )?(?:\d{{1,2}} ?, )?(?:(?P<part{number}>early|mid|late)[ -])?"
        rf"(?:(?P<stretch{number}>{_STRETCH})[ ,/]+(?:of )?)?"
        rf"(?P<year{number}>(?:1\d|20)\d\d)(?P<decade{number}>s)?(?!\d)"
    )


_RANGE = re.compile(rf"\b{_point(1)}{_TO}(?:{_point(2)}|(?P<now>present|now|today)\b|(?P<short>\d\d)(?!\d|-\d))", re.I)
_POINT = re.compile(rf"(?:\b(?P<side>since|from|after|until|till|before|by|prior to) )?\b(?P<point>{_point(1)})", re.I)
# "Between March and May 2026": a month before the point that takes the point's year.
_FROM_MONTH = re.compile(
    rf"\b(?:between (?P<month>{MONTH})\.? and|(?P<other>{MONTH})\.? ?(?:-|–|—|to|until|till|through)) ?$", re.I
)
_YEAR = re.compile(r"(?:1\d|20)\d\d")


def in_the_period(question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """`evidence` with the place in each passage that suits best once the time counts that `question` names.

    Nothing changes where it names none. Of several periods the first is meant: what follows is mostly detail.
    """
    asked = periods_of(question)
    if not asked:
        return tuple(evidence)
    return tuple(
        item.placed([SPAN_BONUS * _share(asked[0], item, start, end) for start, end, _ in item.places])
        for item in evidence
    )


def period_bonuses(question: str, evidence: Sequence[Evidence]) -> tuple[float, ...]:
    """What each of `evidence` gains of its passage's score for speaking of the time that `question` names."""
    asked = periods_of(question)
    return tuple(PASSAGE_BONUS * _share(asked[0], item, item.start, item.end) if asked else 0.0 for item in evidence)


def _share(asked: Period, item: Evidence, start: int, end: int) -> float:
    """How much of the period asked about is spoken of in the sentence of the passage that holds [start, end)."""
    return max((_told(asked, told) for told in periods_of(sentence_of(item.passage, start, end))), default=0.0)


def _told(asked: Period, told: Period) -> float:
    return asked.share_in(told) * (1.0 if told.last - told.first < _LONG_MONTHS else 0.5)


def periods_of(text: str) -> tuple[Period, ...]:
    """The periods that `text` names.

    >>> periods_of("from 2004 to May 2006") == (Period(2004 * 12, 2006 * 12 + 4),)
    True
    >>> periods_of("Head: 1989-91; since 2011") == (Period(1989 * 12, 1991 * 12 + 11), Period(2011 * 12, NEVER))
    True
    >>> periods_of("between November and May 2026") == (Period(2025 * 12 + 10, 2026 * 12 + 4),)
    True
    >>> periods_of("the third quarter of 2025") == periods_of("Q3 2025") == (Period(2025 * 12 + 6, 2025 * 12 + 8),)
    True
    >>> periods_of("12,000 crowns in room 101")
    ()
    """
    return tuple(_periods(text))


def _periods(text: str) -> Iterator[Period]:
    place = 0
    # Most sentences name no year, which is known much sooner than what a year would belong to.
    while _YEAR.search(text, place) and (found := _POINT.search(text, place)):
        spread = _RANGE.match(text, found.start("point"))
        period = _from_range(spread) if spread else None
        if spread and period:
            yield period
            place = spread.end()
        else:
            begun = _FROM_MONTH.search(text[place : found.start("point")])
            yield _from_month(begun, found) if begun and found["month1"] else _from_point(found)
            place = found.end()


def _from_range(found: re.Match[str]) -> Period | None:
    """The period from one point to another; None where the second lies before the first."""
    first, last = _months(found, 1).first, NEVER
    if found["short"]:
        last = _year(int(found["year1"]) // 100 * 100 + int(found["short"])).last
    elif found["year2"]:
        last = _months(found, 2).last
    return Period(first, last) if last >= first else None


def _from_month(begun: re.Match[str], found: re.Match[str]) -> Period:
    """The period from a month without a year to the month of a point: of the same year, or of the one before."""
    last = _months(found, 1).last
    first = last // 12 * 12 + _MONTHS[(begun["month"] or begun["other"])[:3].lower()] - 1
    return Period(first if first <= last else first - 12, last)


def _from_point(found: re.Match[str]) -> Period:
    period, side = _months(found, 1), (found["side"] or "").lower()
    if side in {"since", "from", "after"}:
        return Period(period.last if side == "after" else period.first, NEVER)
    if side:
        return Period(EVER, period.first)
    return period


def _months(found: re.Match[str], number: int) -> Period:
    year, part = int(found[f"year{number}"]), (found[f"part{number}"] or "").lower()
    if found[f"decade{number}"]:
        first, last = _PARTS_OF_DECADE.get(part, (0, _LAST_OF_DECADE))
        return Period(year * 12 + first, year * 12 + last)
    if month := found[f"month{number}"]:
        at = year * 12 + _MONTHS[month[:3].lower()] - 1
        return Period(at, at)
    first, last = _PARTS_OF_YEAR.get(part, (0, _LAST_OF_YEAR))
    if stretch := found[f"stretch{number}"]:
        first, last = _quarter_or_half(stretch.lower())
    return Period(year * 12 + first, year * 12 + last)


def _quarter_or_half(said: str) -> tuple[int, int]:
    """The first and the last month of "third quarter" or "h2", counted from 0."""
    ordinal, _, kind = said.replace("-", " ").partition(" ")
    number = _ORDINALS.get(ordinal) or int(said[1])
    months = 3 if kind == "quarter" or said[0] == "q" else 6
    return (number - 1) * months, number * months - 1


def _year(year: int) -> Period:
    return Period(year * 12, year * 12 + _LAST_OF_YEAR)
