"""Text of an article that trafilatura leaves out, in elements that elsewhere are none of it: turned into plain ones."""

import re
from copy import deepcopy

from lxml import etree, html

from ingest.parse.blocks import block_text
from ingest.parse.page_body import mark_body

_TEXT = ("p", "li", "dd", "td", "th", "blockquote")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6", "dt")
_ENDED = re.compile(r"[.!?…。][\"'”’»)\]]*$")
_CREDIT = re.compile(r"credit|copyright|source|byline|author", re.IGNORECASE)
_MIN_WORDS = 6  # of a caption; fewer name who took the picture


def with_all_text(part: etree._Element) -> etree._Element:
    """A copy of `part` with a body, with days in sentences, questions that unfold, and captions that are sentences."""
    copy = deepcopy(part)
    mark_body(copy)
    for time in _times_in_text(copy):
        _make_plain(time)
    for button in list(copy.iter("button")):
        if next(button.iterancestors(*_HEADINGS), None) is not None:
            _make_plain(button)
    for figure in list(copy.iter("figure")):
        _add_caption(figure)
    return copy


def _times_in_text(part: etree._Element) -> list[etree._Element]:
    """Those that stand in a table or a sentence; beside a name or a headline it is that of an article."""
    blocks = {time: next(time.iterancestors(*_TEXT), None) for time in part.iter("time")}
    text = {block for block in set(blocks.values()) if block is not None and _is_text(block)}
    return [time for time, block in blocks.items() if block in text]


def _is_text(block: etree._Element) -> bool:
    return block.tag in {"td", "th"} or _ENDED.search(block_text(block)) is not None


def _make_plain(element: etree._Element) -> None:
    element.tag = "span"
    element.attrib.clear()


def _add_caption(figure: etree._Element) -> None:
    """Behind `figure`, where that stands behind a paragraph: above the first it would begin the article."""
    caption, before = next(figure.iter("figcaption"), None), figure.getprevious()
    if caption is None or before is None or before.tag != "p" or not _is_text(before):
        return
    text = block_text(caption, lambda inner: _CREDIT.search(inner.get("class") or "") is not None)
    quotes = figure.find(".//blockquote") is not None  # which is left out, and its caption says nothing without it
    if len(text.split()) >= _MIN_WORDS and _ENDED.search(text) and "©" not in text and not quotes:
        paragraph = html.Element("p")
        paragraph.text = text
        figure.addnext(paragraph)
