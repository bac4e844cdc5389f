"""What a web page sets into its text that is no part of it: links to edit, marks of references, pointers elsewhere."""

import re
from collections.abc import Iterator

from lxml import etree

# MediaWiki's names, which most wikis share: "[edit]" beside headings, and "Main article: ..." below them.
_EDIT_OR_HATNOTE = etree.XPath(
    "//span[contains(@class, 'editsection')] | //*[contains(concat(' ', normalize-space(@class), ' '), ' hatnote ')]"
)
_LEFT_OUT = "left-out"
_MARK = re.compile(r"(?:\[[^\[\]]{1,20}\],?)+|\d{1,3}|[*†‡§¶]")


def drop_marks(tree: etree._Element) -> None:
    """Take them out of `tree`; what follows them stays."""
    for element in [*_EDIT_OR_HATNOTE(tree), *_reference_marks(tree)]:
        element.tag = _LEFT_OUT
    etree.strip_elements(tree, _LEFT_OUT, with_tail=False)


def _reference_marks(tree: etree._Element) -> Iterator[etree._Element]:
    """Superscripts as "[1]", and numbers that link to a place on the page; "m²" does not."""
    for raised in tree.iter("sup"):
        text, links = _text(raised), list(raised.iter("a"))
        # A browser that saves a page writes its address before the "#".
        on_page = all("#" in (link.get("href") or "") for link in links)
        if _MARK.fullmatch(text) and on_page and (links or text.startswith("[")):
            yield raised


def _text(element: etree._Element) -> str:
    return "".join("".join(map(str, element.itertext())).split())
