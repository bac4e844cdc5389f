"""The headline of a web page, without the name of its site."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree

from ingest.parse.jsonld import Node, text_of
from ingest.titles import clean_line

_META = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "headline", "parsely-title")
_MIN_TITLE_CHARS = 3
_MAX_SITE_CHARS = 40
_PARTING = re.compile(r"\s+[|·•–—:»«-]+\s+|\s*[|»]\s*|::")
# Beside a heading that the page itself shows, a colon parts too ("The Echo: Bridge opens").
_PARTING_BESIDE_HEADING = re.compile(rf"(?:{_PARTING.pattern}|:\s+)")
_ELLIPSIS = re.compile(r"\s*(?:\.{3}|…)$")


def page_titles(tree: etree._Element, node: Node, *, sites: Sequence[str]) -> tuple[str, ...]:
    """What may be the headline, likeliest first, without the site's name. Empty where the page names nothing.

    `sites` are names of the site; what is only one of these is no headline.
    """
    shown = headlines(tree)
    stated = filter(None, [text_of(node.get("headline")), *_meta(tree), _whole_title(tree)])
    bare = [without_site(value, sites, shown) for value in stated]
    found = (_at_length(value, shown) for value in [*_agreed(bare, shown), *bare, *shown])
    names = {site.casefold() for site in sites}
    return tuple(dict.fromkeys(title for title in found if title and title.casefold() not in names))


def site_in_title(tree: etree._Element, titles: Sequence[str]) -> str:
    """The one thing that `<title>` says beside the headline, "" where it says none or more: the site, in most pages."""
    whole = _whole_title(tree)
    for title in titles:
        if whole != title and _parts_around(whole, title):
            beside = [
                part.strip() for part in _PARTING_BESIDE_HEADING.split(whole.replace(title, "", 1)) if part.strip()
            ]
            return beside[0] if len(beside) == 1 and len(beside[0]) <= _MAX_SITE_CHARS else ""
    return ""


def headlines(tree: etree._Element) -> tuple[str, ...]:
    """The texts of the page's first headings of the first level; of the second where those are only pictures."""
    return _headings(tree, "h1") or _headings(tree, "h2")[:1]


def _headings(tree: etree._Element, tag: str) -> tuple[str, ...]:
    texts = (clean_line("".join(map(str, heading.itertext()))) for heading in islice(tree.iter(tag), 8))
    return tuple(text for text in texts if len(text) >= _MIN_TITLE_CHARS)


def without_site(title: str, sites: Sequence[str], shown: Sequence[str]) -> str:
    """`title` without a first or last part that is no part of the headline: the site's name, or what `shown` has not.

    >>> without_site("Bridge opens - Local - The Echo", ["The Echo"], ["Bridge opens"])
    'Bridge opens'
    >>> without_site("Bridge opens - a first look", ["The Echo"], [])
    'Bridge opens - a first look'
    """
    for heading in shown:
        if title != heading and _parts_around(title, heading):
            return heading
    names = {site.casefold() for site in sites if site}
    for match in _PARTING.finditer(title):
        before, after = title[: match.start()].strip(), title[match.end() :].strip()
        if after.casefold() in names:
            return before
        if before.casefold() in names:
            return after
    return title


def _whole_title(tree: etree._Element) -> str:
    title = tree.find(".//title")
    return clean_line("".join(map(str, title.itertext()))) if title is not None else ""


def _parts_around(title: str, heading: str) -> bool:
    """Whether `title` is `heading` and something set apart from it."""
    if title.startswith(heading):
        return _PARTING_BESIDE_HEADING.match(title, len(heading)) is not None
    before = len(title) - len(heading)
    partings = _PARTING_BESIDE_HEADING.finditer(title)
    return title.endswith(heading) and any(match.end() == before for match in partings)


def _agreed(titles: Sequence[str], shown: Sequence[str]) -> Iterator[str]:
    """Those headings that a title of the page repeats: what two places say is the headline."""
    stated = {title.casefold() for title in titles}
    return (heading for heading in shown if heading.casefold() in stated)


def _at_length(title: str, shown: Sequence[str]) -> str:
    """`title`, or the heading that it is the beginning of, where a system has cut it off."""
    if _ELLIPSIS.search(title):
        start = _ELLIPSIS.sub("", title)
        return next((heading for heading in shown if heading.startswith(start)), title)
    return title


def _meta(tree: etree._Element) -> Iterator[str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        if name in _META and (content := clean_line(meta.get("content") or "")):
            found.setdefault(name, content)
    return (found[name] for name in _META if name in found)
