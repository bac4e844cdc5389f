"""Text of an article that trafilatura leaves out, in elements that elsewhere are none of it: turned into plain ones."""

import re
from copy import deepcopy

from lxml import etree, html

from ingest.parse.blocks import block_text

_TEXT = ("p", "li", "dd", "td", "th", "blockquote")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6", "dt")
_ENDED = re.compile(r"[.!?…。][\"'”’»)\]]*$")
_CREDIT = re.compile(r"credit|copyright|source|byline|author", re.IGNORECASE)
_MIN_WORDS = 6  # of a caption; fewer name who took the picture


def with_all_text(part: etree._Element) -> etree._Element:
    """A copy of `part` with days in sentences, questions that unfold their answer, and captions that are sentences."""
    copy = deepcopy(part)
    for time in list(copy.iter("time")):
        if _is_in_sentence(time):
            _make_plain(time)
    for button in list(copy.iter("button")):
        if next(button.iterancestors(*_HEADINGS), None) is not None:
            _make_plain(button)
    for caption in list(copy.iter("figcaption")):
        _add_caption(caption)
    return copy


def _is_in_sentence(time: etree._Element) -> bool:
    """Whether `time` stands in a table or a sentence; beside a name or a headline it is that of an article."""
    block = next(time.iterancestors(*_TEXT), None)
    return block is not None and (block.tag in {"td", "th"} or _ENDED.search(block_text(block)) is not None)


def _make_plain(element: etree._Element) -> None:
    element.tag = "span"
    element.attrib.clear()


def _add_caption(caption: etree._Element) -> None:
    """Behind its picture, where that stands behind a paragraph: above the first it would begin the article."""
    figure = next(caption.iterancestors("figure"), None)
    if figure is None or next(figure.itersiblings("p", preceding=True), None) is None:
        return
    text = block_text(caption, lambda inner: _CREDIT.search(inner.get("class") or "") is not None)
    quotes = figure.find(".//blockquote") is not None  # which is left out, and its caption says nothing without it
    if len(text.split()) >= _MIN_WORDS and _ENDED.search(text) and "©" not in text and not quotes:
        paragraph = html.Element("p")
        paragraph.text = text
        figure.addnext(paragraph)
