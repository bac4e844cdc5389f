"""Pages whose article is in no element that trafilatura takes for a body: bare HTML, newsletters laid out in tables.

There it collects paragraphs and tables alone, and headings and lists are lost. It is therefore shown what holds the
sentences of the page as a body.
"""

import re
from collections.abc import Sequence
from itertools import islice

from lxml import etree, html

from ingest.parse.blocks import PARAGRAPHS, block_text
from ingest.parse.page_layout import is_named_aside

_ENDED = re.compile(r"[.!?…。][\"'”’»)\]]*$")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FRAMES = frozenset({"body", "center", "div", "section"})
_ASIDE = ("aside", "footer", "form", "nav")
_CELLS = ("td", "th")
_PARTS = ("thead", "tbody", "tfoot", "tr", *_CELLS)
_LEGAL = re.compile(r"©|\(c\)|copyright|all rights reserved", re.IGNORECASE)
_MIN_CHARS = 60  # outside of links; less is a menu


def mark_body(tree: etree._Element) -> None:
    """Makes what holds the sentences of `tree` the body of an article, where nothing else is one."""
    body = tree if tree.tag == "body" else tree.find(".//body")
    if body is None or _has_body(tree):
        return
    _unfold_layout(body)
    told = _told(body)
    frame = _frame(told) if told else None
    if frame is not None:
        for heading in _headings_of_others(frame, told[0], title=tree.findtext(".//title") or ""):
            heading.drop_tree()
        _wrap(frame)


def _has_body(tree: etree._Element) -> bool:
    """Whether trafilatura knows a body here, be it by a name that a menu can have too ("main-menu")."""
    from trafilatura.xpaths import BODY_XPATH

    return any(len(_own_text(part)) >= _MIN_CHARS for path in BODY_XPATH for part in path(tree))


def _unfold_layout(body: etree._Element) -> None:
    """Makes divisions of the tables that only place what is on the page."""
    tables = set(filter(_is_layout, body.iter("table")))
    parts = [part for part in body.iter(*_PARTS) if next(part.iterancestors("table"), None) in tables]
    for part in parts:
        if part.tag in _CELLS:
            _gather_loose_text(part)
    for part in [*parts, *tables]:
        part.tag = "div"


def _is_layout(table: etree._Element) -> bool:
    """Whether `table` is no table of facts: those have several cells, and in them no heading and no table."""
    inner = next(table.iterdescendants("table", *_HEADINGS), None)
    return inner is not None or table.get("role") == "presentation" or len([*islice(table.iter(*_CELLS), 2)]) < 2


def _gather_loose_text(cell: etree._Element) -> None:
    """Makes paragraphs of what stands in `cell` by itself."""
    loose = html.Element("p")
    loose.text, cell.text = cell.text, None
    parts = [loose]
    for child in list(cell):
        if child.tag in PARAGRAPHS or _is_gap(child):
            loose = html.Element("p")
            loose.text, child.tail = child.tail, None
            parts += [child, loose]
        else:
            loose.append(child)
    cell[:] = parts


def _is_gap(element: etree._Element) -> bool:
    """Whether `element` is the first of two line breaks."""
    return element.tag == "br" and not (element.tail or "").strip() and getattr(element.getnext(), "tag", "") == "br"


def _told(body: etree._Element) -> list[etree._Element]:
    """What says a sentence; on a page without any, as in scripts that have no full stop, its paragraphs."""
    told = list(filter(_tells, body.iter("p", "li"))) or list(filter(_own_text, body.iter("p")))
    asides = set(filter(_is_aside, body.iter(etree.Element)))
    own = [one for one in told if asides.isdisjoint(one.iterancestors())]
    return own if len(own) * 2 >= len(told) else told  # what most stands in is no side, as a form around the page


def _is_aside(part: etree._Element) -> bool:
    return part.tag in _ASIDE or is_named_aside(part)


def _tells(part: etree._Element) -> bool:
    if next(part.iterdescendants("p", "li"), None) is not None:  # which tell by themselves
        return False
    text = _own_text(part)
    return _ENDED.search(text) is not None and _LEGAL.search(text) is None


def _frame(told: Sequence[etree._Element]) -> etree._Element | None:
    """The innermost element that holds all of `told`, which are in the order of the page."""
    holding_last = set(told[-1].iterancestors())
    return next((part for part in told[0].iterancestors(*_FRAMES) if part in holding_last), None)


def _headings_of_others(frame: etree._Element, first: etree._Element, *, title: str) -> list[etree._Element]:
    """The headline, which the article has as its title, those of the site above it, and those over mere links."""
    above = [one for one in first.xpath("preceding::*") if one.tag in _HEADINGS]
    main = [one for one in above if one.tag == "h1"]
    sites = above[: above.index(main[-1])] if main else []
    headline = [one for one in main[-1:] if block_text(one) in title]
    return [*dict.fromkeys([*sites, *headline, *filter(_is_over_links, frame.iter(*_HEADINGS))])]


def _is_over_links(heading: etree._Element) -> bool:
    below = heading.getnext()
    return below is not None and below.find(".//a") is not None and not _own_text(below)


def _wrap(frame: etree._Element) -> None:
    inner = html.Element("div", itemprop="articleBody")
    inner.text, frame.text = frame.text, None
    inner.extend(list(frame))
    frame.append(inner)


def _own_text(part: etree._Element) -> str:
    return block_text(part, lambda inner: inner.tag == "a")
