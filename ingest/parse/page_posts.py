"""Pages of several posts: questions with their answers, live blogs, threads.

trafilatura takes the first of them for the whole article and passes over the others. It is therefore given what holds
them all. Articles that merely stand on one page (a front page, teasers, a next article below) are no posts.
"""

from collections.abc import Sequence
from copy import deepcopy
from itertools import chain

from lxml import etree, html

from ingest.parse.blocks import block_text
from ingest.parse.page_layout import PageLayout, is_named_aside

_MIN_CHARS = 60  # outside of links; less is a teaser
_FRAMES = frozenset({"article", "body", "div", "main", "section"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def part_to_read(tree: etree._Element, layout: PageLayout) -> etree._Element:
    """`tree`, or for a page of posts a copy of what holds them, up to the last and marked as an article's body."""
    posts = _posts(tree, layout)
    if len(posts) < 2 or not _have_one_headline(posts, layout):
        return tree
    holding_last = set(posts[-1].iterancestors())
    frame = next((part for part in posts[0].iterancestors() if part in holding_last and part.tag in _FRAMES), None)
    return tree if frame is None else _page_of(frame, posts)


def _posts(tree: etree._Element, layout: PageLayout) -> list[etree._Element]:
    """What trafilatura would read, and all that is like it. In the order of the page, none within another."""
    first = _first_found(tree, layout)
    if first is None:
        return []
    alike = dict.fromkeys(part for part in tree.iter(first.tag) if _are_alike(first, part))
    outer = [part for part in alike if not any(above in alike for above in part.iterancestors())]
    return [part for part in outer if not layout.is_aside(part) and not _is_teaser(part)] if len(outer) > 1 else []


def _first_found(tree: etree._Element, layout: PageLayout) -> etree._Element | None:
    from trafilatura.xpaths import BODY_XPATH  # names of an article's body, then <article>

    found = chain(BODY_XPATH[0](tree), tree.iter("article"))
    return next((part for part in found if not layout.is_aside(part)), None)


def _are_alike(first: etree._Element, other: etree._Element) -> bool:
    """Whether one has all the names of the other ("answer" and "answer accepted"), or they are nameless articles."""
    names, others = _names(first), _names(other)
    if names and others:
        return names <= others or others <= names
    return names == others and first.tag == "article" and _path(first) == _path(other)


def _names(part: etree._Element) -> frozenset[str]:
    stated = f"{part.get('class') or ''} {part.get('itemprop') or ''}".split()
    return frozenset(name for name in stated if not any(letter.isdigit() for letter in name))  # "post-1207" is a number


def _path(part: etree._Element) -> list[str]:
    return [above.tag for above in part.iterancestors()]


def _is_teaser(part: etree._Element) -> bool:
    """Whether `part` points to another page: by its name, by a heading that links there, or by saying no more."""
    heading = next(part.iter(*_HEADINGS), None)
    links = [] if heading is None else [*heading.iter("a"), *heading.iterancestors("a")]
    leads_away = any(address and "#" not in address for address in (link.get("href") for link in links))
    return leads_away or is_named_aside(part) or len(block_text(part, lambda inner: inner.tag == "a")) < _MIN_CHARS


def _have_one_headline(posts: Sequence[etree._Element], layout: PageLayout) -> bool:
    """Whether the headline stands above all `posts`, and no other outside of them: that would be another article's."""
    first, held = posts[0], set(posts)
    above = first.xpath("preceding::h1 | preceding::h2")
    below = first.xpath("following::h1[normalize-space()]")
    return (
        layout.headline in above
        and next(first.iter("h1"), None) is None
        and all(any(part in held for part in heading.iterancestors()) for heading in below)
    )


def _page_of(frame: etree._Element, posts: Sequence[etree._Element]) -> etree._Element:
    """A page of a copy of `frame`, without what follows the last of `posts` and without articles that are none."""
    copy = deepcopy(frame)
    twins = dict(zip(frame.iter(), copy.iter(), strict=True))
    kept = [twins[post] for post in posts]
    for part in [*kept[-1].xpath("ancestor-or-self::*/following-sibling::*"), *_other_articles(copy, kept)]:
        part.drop_tree()
    copy.tag = "div"
    copy.attrib.clear()
    copy.set("itemprop", "articleBody")
    page = html.document_fromstring("<html><body></body></html>")
    page.find("body").append(copy)
    return page


def _other_articles(frame: etree._Element, posts: Sequence[etree._Element]) -> list[etree._Element]:
    own = {part for post in posts for part in (*post.iter("article"), *post.iterancestors())}
    return [article for article in frame.iter("article") if article not in own]
