"""RSS and Atom -> the pages that a feed names, and what it says about each.

The pages are what is read: a feed's own text is often a summary. Entities a feed defines for itself are taken out by
feedparser, and nothing it refers to is opened.
"""

import calendar
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from core.errors import IngestError
from ingest.metadata import web_address
from ingest.titles import clean_line

# Feeds of RSS 1.0 and older have one kind of date, dc:date, which feedparser calls "updated".
_ONE_DATE = {"rss10", "rss090"}
_MAX_FEED_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that a feed or sitemap names. `hints` are those of RawFile; equal ones say that nothing has changed."""

    url: str
    hints: Mapping[str, str]


def feed_entries(content: bytes, url: str) -> tuple[Entry, ...]:
    """The pages of the feed `content`, which was read from `url`, in its order.

    Raises IngestError where it is too large or none of its entries names a page.
    """
    import feedparser

    if len(content) > _MAX_FEED_BYTES:
        raise IngestError(f"is a feed of over {_MAX_FEED_BYTES:,} bytes")
    # From memory, since feedparser opens whatever looks to it like an address or a file name.
    feed = feedparser.parse(
        io.BytesIO(content), response_headers={"content-location": url}, sanitize_html=False, resolve_relative_uris=True
    )
    entries = {entry.url: entry for entry in _entries(feed)}
    if not entries:
        raise IngestError("is a feed without entries that name a page")
    return tuple(entries.values())


def _entries(feed: Any) -> Iterator[Entry]:
    one_date = feed.get("version") in _ONE_DATE
    for entry in feed.entries:
        url = web_address(str(entry.get("link") or "").strip())
        if url is None:
            continue
        updated = _moment(entry, "updated")
        values = {
            "title": clean_line(str(entry.get("title") or "")),
            "date": _moment(entry, "published") or (updated if one_date else ""),
            "modified": "" if one_date else updated,
            "author": clean_line(str(entry.get("author") or "")),
            "source": clean_line(str(feed.feed.get("title") or "")),
        }
        yield Entry(url, {name: value for name, value in values.items() if value})


def _moment(entry: Any, name: str) -> str:
    """The time `name` of an entry in ISO form, in the zone it was given in where that can be told, else in UTC.

    The day that an outlet prints is the one of its own zone.
    """
    written = str(dict.get(entry, name) or "").strip()  # FeedParserDict.get would give "published" for "updated"
    for read in (dt.datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(written).isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    parsed = dict.get(entry, f"{name}_parsed")
    if not parsed:
        return ""
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
