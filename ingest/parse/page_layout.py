"""Which parts of a web page belong to its article, told by where its headline stands."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from ingest.titles import clean_line

_ASIDE_TAGS = frozenset({"aside", "nav", "footer", "form"})
# "relative" is a style and says nothing.
_ASIDE = re.compile(
    r"relat(?!iv)|comment|sidebar|side-bar|widget|recommend|teaser|promo|trending|popular|latest|more-|footer|masthead"
    r"|breaking|ticker|newsletter|read-next|also",
    re.IGNORECASE,
)
_HEAD_CHARS = 250  # what paragraphs of byline and standfirst have together
_HEADER_LEVELS = 2  # a headline and its byline share a parent, or one above that


class PageLayout:
    """Where in `tree` the headline stands, one of `titles`; without any, nothing is near it and nothing is its own."""

    def __init__(self, tree: etree._Element, titles: Sequence[str]) -> None:
        folded = {title.casefold() for title in titles}
        self.headline = next(
            (heading for heading in tree.iter("h1", "h2") if _text(heading).casefold() in folded), None
        )
        above = list(self.headline.iterancestors()) if self.headline is not None else []
        self._holding = set(above)
        self._header = [part for part in above[:_HEADER_LEVELS] if part.tag not in {"body", "html", "main"}]
        self._between = set(self._below_headline(tree))

    def is_aside_part(self, part: etree._Element) -> bool:
        """Whether `part` belongs to other articles, to comments or to the site.

        What holds the headline does not, whatever it is called ("content has-sidebar").
        """
        if part in self._holding or part.tag in {"article", "body", "html", "main"}:
            return False
        return part.tag in _ASIDE_TAGS or is_named_aside(part)

    def is_aside(self, element: etree._Element) -> bool:
        """Whether `element` is or stands in such a part."""
        return any(map(self.is_aside_part, _ancestry(element)))

    def is_near_headline(self, element: etree._Element) -> bool:
        """Whether `element` stands between the headline and the first paragraph, or in one header with it."""
        return element in self._between or any(part in self._header for part in element.iterancestors())

    def is_in_article(self, element: etree._Element) -> bool:
        """Whether the nearest `<article>` or item (microdata) around `element` is that of the headline."""
        for part in element.iterancestors():
            if part.tag == "head":  # some systems say that the head is an item of its own
                return True
            if part.tag == "article" or part.get("itemscope") is not None:
                return part in self._holding
        return True

    def _below_headline(self, tree: etree._Element) -> Iterator[etree._Element]:
        """The elements between the headline and the first paragraph that is more than byline and standfirst."""
        elements = tree.iter()
        if self.headline is None or not any(element is self.headline for element in elements):
            return
        chars = 0
        for element in elements:
            if element.tag == "p":
                chars += len(_text(element))
                if chars > _HEAD_CHARS:
                    return
            yield element


def is_named_aside(part: etree._Element) -> bool:
    """Whether `part` is called what pages call teasers, comments and parts of the site."""
    return _ASIDE.search(f"{part.get('class') or ''} {part.get('id') or ''}") is not None


def _ancestry(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from element.iterancestors()


def _text(element: etree._Element) -> str:
    return clean_line("".join(map(str, element.itertext())))
