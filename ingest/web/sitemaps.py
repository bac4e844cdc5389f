"""Sitemaps and news sitemaps (sitemaps.org, Google News) -> the pages they name, newest first, or further sitemaps."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from core.errors import IngestError
from ingest.metadata import web_address
from ingest.titles import clean_line
from ingest.web.feeds import Entry

_FIELDS = {"publication_date": "date", "title": "title", "name": "source", "lastmod": "modified"}
_MAX_ENTRIES = 50_000  # sitemaps.org allows no more
_MAX_ELEMENTS = 10_000  # of one entry: 1,000 pictures with all that may be said of them
_FIRST = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap names: `pages`, or, where it is an index, the addresses of other `sitemaps`; newest first."""

    pages: tuple[Entry, ...]
    sitemaps: tuple[str, ...]


def read_sitemap(content: bytes) -> Sitemap:
    """The sitemap in `content`. Raises IngestError where it is broken, defines entities, or names nothing."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        events = iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True)
        _, root = next(events)
        found = sorted(_entries(root, events), key=_newest, reverse=True)
    except DefusedXmlException as error:
        raise IngestError("is a sitemap with a document type declaration, which is not accepted") from error
    except (ParseError, ValueError, LookupError) as error:
        raise IngestError(f"is a broken sitemap: {error}") from error
    if not found:
        raise IngestError("is a sitemap that names no pages")
    if _name(root) == "sitemapindex":
        return Sitemap((), tuple(entry.url for entry in found))
    return Sitemap(tuple(found), ())


def _entries(root: Element, events: Iterator[tuple[str, Element]]) -> Iterator[Entry]:
    """The entries one by one; what has been read is let go, since a sitemap may be of any size."""
    depth = elements = entries = 0
    for event, element in events:
        depth += 1 if event == "start" else -1
        elements += 1
        if elements > _MAX_ELEMENTS or entries >= _MAX_ENTRIES:
            raise IngestError("is a sitemap with too many entries, or too large ones")
        if event == "end" and depth == 0:
            if entry := _entry(element):
                entries += 1
                yield entry
            root.clear()
            elements = 0


def _entry(element: Element) -> Entry | None:
    # Not all descendants: an image or a video has a title and a date of its own.
    own = {_name(part): _text(part) for part in element}
    news = {_name(part): _text(part) for part in element.iterfind("{*}news//")}
    said = {**news, **own}
    url = web_address(own.get("loc", ""))
    return Entry(url, {hint: clean_line(said[tag]) for tag, hint in _FIELDS.items() if said.get(tag)}) if url else None


def _text(element: Element) -> str:
    return (element.text or "").strip()


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _newest(entry: Entry) -> dt.datetime:
    """The later of the entry's dates, as UTC where it names no zone; the earliest of all where there is none."""
    return max((_moment(entry.hints.get(name, "")) for name in ("date", "modified")), default=_FIRST)


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return _FIRST
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
