"""When a web page says its article was published and changed, and where it says so.

Every place is read for itself, and the surest that states one whole day is believed. A day that merely occurs on the
page (a related story's, a comment's, today's in the masthead, the year of the copyright line) is never taken.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from core.dating import date_confidence
from ingest.datelines import address_day, address_month, changed_line, first_dateline, published_line
from ingest.dates import day_order, parse_date
from ingest.parse.jsonld import Node, text_of
from ingest.parse.page_layout import PageLayout

# Names of properties, in lower case, surest first. `date` alone may mean anything and comes last.
_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date_published"),
    *(
        "parsely-pub-date",
        "sailthru.date",
        "cxenseparse:recs:publishtime",
        "cxenseparse:publishtime",
        "article.published",
    ),
    *("originalpublicationdate", "dcsext.articlefirstpublished", "rnews:datepublished", "schema:datepublished"),
    *("pubdate", "publishdate", "publish_date", "publish-date", "publication_date", "publicationdate", "pub_date"),
    *("bt:pubdate", "iso-8601-publish-date", "shareaholic:article_published_time", "article_date_original"),
    *("citation_publication_date", "citation_online_date", "dc.date.issued", "dcterms.issued", "dc:issued"),
    *("dcterms:issued", "dc.date.published", "prism.publicationdate", "analyticsattributes.articledate"),
    *("dc.date", "dc:date", "dcterms.date", "dcterms:date", "dcterms.created", "dc.date.created", "date"),
)
_MODIFIED = (
    *("article:modified_time", "og:article:modified_time", "og:modified_time", "datemodified", "date_modified"),
    *(
        "og:updated_time",
        "article.updated",
        "dcterms.modified",
        "dcterms:modified",
        "dc.date.modified",
        "last-modified",
    ),
    *("lastmod", "last_updated", "revised", "schema:datemodified"),
)
_TIME_OF_CHANGE = re.compile(r"updat|modif|revis|edited|geändert|aktualisiert", re.IGNORECASE)
_TIME_OF_PUBLICATION = re.compile(
    r"publi|posted|entry-date|post-date|pubdate|article-?date|dateline|created|timestamp|issued", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PageDates:
    """`published_from` is a key of `core.dating.CONFIDENCE`, "" where `published` is None."""

    published: dt.date | None
    published_from: str
    modified: dt.date | None


def page_dates(
    tree: etree._Element,
    node: Node,
    layout: PageLayout,
    *,
    language: str,
    addresses: Sequence[str],
    head: Sequence[str],
    text: str,
    hints: Mapping[str, str],
) -> PageDates:
    """The dates of the page `tree`.

    `node` is its article in schema.org's terms, `head` the lines between its headline and `text`, `addresses` its own
    ones, `hints` what a feed said of it; `language` is that which the page declares.
    """
    order = day_order(language)
    times = _times(tree, layout, order)
    month = next(filter(None, map(address_month, addresses)), None)
    stated = {
        "json-ld": parse_date(text_of(node.get("datePublished")) or text_of(node.get("dateCreated"))),
        "meta": _named(tree, layout, _PUBLISHED, order),
        "feed": parse_date(hints.get("date")),
        "header": published_line(head, order=order),
        "time-tag": times[0],
        "url": next(filter(None, map(address_day, addresses)), None),
        "dateline": first_dateline(text, year_month=month),
    }
    surest = max((place for place, day in stated.items() if day), key=date_confidence, default="")
    published = stated.get(surest)
    changed = (
        parse_date(text_of(node.get("dateModified")))
        or _named(tree, layout, _MODIFIED, order)
        or times[1]
        or changed_line(head, order=order)
        or parse_date(hints.get("modified"))
    )
    # A change before the publication is a fault of the page's system: it says nothing.
    modified = changed if changed and (published is None or changed >= published) else None
    return PageDates(published, surest, modified)


def _named(tree: etree._Element, layout: PageLayout, names: Sequence[str], order: str | None) -> dt.date | None:
    """The day of the surest of `names` among the properties of `tree`; None where elements of one name differ."""
    found: dict[str, set[dt.date]] = {}
    for element in tree.iter("meta", "span", "div", "p", "time", "abbr"):
        value = element.get("content") or (element.get("datetime") if element.tag == "time" else None)
        called = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower().split()
        if not value or not any(name in names for name in called):
            continue
        if layout.is_aside(element) or not layout.is_in_article(element):
            continue
        if day := parse_date(value, order=order):
            for name in called:
                found.setdefault(name, set()).add(day)
    surest = next((name for name in names if name in found), None)
    return found[surest].pop() if surest and len(found[surest]) == 1 else None


def _times(tree: etree._Element, layout: PageLayout, order: str | None) -> tuple[dt.date | None, dt.date | None]:
    """The days of publication and of change that `<time>` elements of the article state, None where they differ.

    What says what it is the time of goes before what only stands by the headline.
    """
    near: set[dt.date] = set()
    unmarked: set[dt.date] = set()
    elsewhere: set[dt.date] = set()
    changed: set[dt.date] = set()
    for time in tree.iter("time"):
        day = _time_day(time, order)
        if day is None or layout.is_aside(time) or not layout.is_in_article(time):
            continue
        told = _told_of(time)
        is_near = layout.is_near_headline(time)
        if time.get("pubdate") is not None or _TIME_OF_PUBLICATION.search(told):
            (near if is_near else elsewhere).add(day)
        elif _TIME_OF_CHANGE.search(told):
            changed.add(day)
        elif is_near and not _is_in_prose(time):
            unmarked.add(day)
    return _only(near or unmarked or elsewhere), _only(changed)


def _only(days: set[dt.date]) -> dt.date | None:
    return next(iter(days)) if len(days) == 1 else None


def _time_day(time: etree._Element, order: str | None) -> dt.date | None:
    stated = time.get("datetime")
    return parse_date(stated if stated else " ".join("".join(map(str, time.itertext())).split()), order=order)


def _told_of(time: etree._Element) -> str:
    """What the element, its parent and the words before it say that it is the time of."""
    parent = time.getparent()
    before = time.getprevious()
    words = before.tail if before is not None else (parent.text if parent is not None else "")
    own = " ".join(filter(None, (time.get("class"), time.get("itemprop"), time.get("id"))))
    around = str(parent.get("class") or "") if parent is not None and len(parent) == 1 else ""
    return f"{own} {around} {(words or '').strip()[-40:]} {(time.text or '').strip()[:20]}"


def _is_in_prose(time: etree._Element) -> bool:
    """Whether the element stands inside a sentence, which speaks of a day rather than being dated by it."""
    parent = time.getparent()
    if parent is None or parent.tag not in {"p", "li", "td", "blockquote"}:
        return False
    around = "".join(map(str, parent.itertext()))
    return len(around) - len("".join(map(str, time.itertext()))) > 80
