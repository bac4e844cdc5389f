"""How sure the date of an article is, by where it stood; the parsers say where they read it."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from core.calendar import in_words

# Chances that the day named in such a place is the day of publication, ordered by what each place is made for: set by
# judgement, to be shown beside a date and to choose between two of them, not to be summed or multiplied.
CONFIDENCE: Mapping[str, float] = MappingProxyType(
    {
        "front-matter": 0.98,  # written by whoever keeps the file
        "row": 0.98,  # a column of a dump
        "json-ld": 0.95,  # schema.org `datePublished`, which publishers keep for search engines
        "meta": 0.93,  # `article:published_time` and its kin
        "email": 0.92,  # the header `Date:` of a message
        "feed": 0.9,  # the entry's date: some feeds give that of the last change
        "header": 0.88,  # a line such as `Date: 2026-03-06` over the text, or "Published 6 March 2026" under the title
        "time-tag": 0.85,  # a `<time>` element beside the headline
        "url": 0.8,  # `/2026/03/06/` in the address: the day the page was filed under
        "dateline": 0.7,  # "PARIS, Oct. 3, 2026 (Agency) -": the day of writing, often the day before
        "file-properties": 0.5,  # what a book's package says
    }
)
# From which confidence on a date is called that sure.
_SURENESS = ((0.9, "high"), (0.8, "fair"))


def date_confidence(published_from: str) -> float:
    """Confidence in [0, 1] of a date found at `published_from`; 0 for "" and for places that are not known.

    >>> date_confidence("json-ld") > date_confidence("dateline") > date_confidence("")
    True
    """
    return CONFIDENCE.get(published_from, 0.0)


def sureness(published_from: str) -> str:
    """How sure a date found at `published_from` is: "high", "fair" or "low"; "" where nobody knows where it is from.

    >>> sureness("json-ld"), sureness("dateline")
    ('high', 'low')
    """
    confidence = date_confidence(published_from)
    return next((name for floor, name in _SURENESS if confidence >= floor), "low") if confidence else ""


def day_in_words(day: dt.date | None, published_from: str) -> str:
    """A day of publication as a reader would write it, who says so where it is not sure; empty for None.

    >>> day_in_words(dt.date(2026, 3, 6), "dateline")
    'about 6 March 2026'
    """
    return f"{'about ' if day and sureness(published_from) == 'low' else ''}{in_words(day)}"
