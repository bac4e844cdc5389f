"""Titles for articles that state none: the headline they begin with, their file name, or their first sentence.

And how long a title may be, like all else that is shown on one line.
"""

import re

from core.headings import first_heading, line_over
from core.sentences import sentence_spans

MAX_TITLE_CHARS = 300
MAX_NAME_CHARS = 200  # of an outlet, an author, a section
_MAX_LINE_CHARS = 10_000  # of what should be one line; split into words it takes many times its own memory
_MAX_CHARS = 100
_HEAD_CHARS = 2000  # enough to hold the first sentence whole
_DATE_OR_NUMBER = re.compile(r"\d+")
# Names that programs give say nothing about the article.
_NOT_WORDS = frozenset({"article", "copy", "doc", "document", "file", "new", "page", "story", "text", "untitled"})


def derive_title(text: str, name: str) -> str:
    """A title for `text`, which stays as it is; `name` is its file's name without extension."""
    headline = first_heading(text) or line_over(text) or ""
    return clean_line(headline) or title_from_name(name) or first_sentence(text)


def title_from_name(name: str) -> str:
    """A file name as a title where it is made of words, else "".

    >>> title_from_name("2022-07-11-bridge_opens-in-Averton")
    'Bridge opens in Averton'
    >>> title_from_name("000_1785e81b1290af86"), title_from_name("article-3")
    ('', '')
    """
    parts = [part for part in re.split(r"[\s_-]+", name) if part and not _DATE_OR_NUMBER.fullmatch(part)]
    told = [part for part in parts if part.lower() not in _NOT_WORDS]
    if len(told) < 2 or not all(part.isalpha() for part in told):
        return ""
    title = " ".join(parts)
    return title[0].upper() + title[1:]


def first_sentence(text: str) -> str:
    """The first sentence of `text`, shortened at a word to about 100 characters.

    >>> first_sentence("The bridge is open. Cars are back.")
    'The bridge is open.'
    """
    head = text.lstrip()[:_HEAD_CHARS]
    start, end = sentence_spans(head)[0] if head else (0, 0)
    return shortened(clean_line(head[start:end]), _MAX_CHARS)


def shortened(line: str, max_chars: int) -> str:
    """`line`, which where it is longer than `max_chars` is cut there, at a word if it has several, with an ellipsis.

    >>> shortened("The bridge is open.", 12), shortened("Bridge", 6)
    ('The bridge…', 'Bridge')
    """
    if len(line) <= max_chars:
        return line
    cut = line[:max_chars].rpartition(" ")[0] or line[:max_chars]
    return cut.rstrip(" ,;:–—-") + "…"


def clean_line(value: str) -> str:
    """The beginning of `value` on one line with single spaces."""
    return " ".join(value[:_MAX_LINE_CHARS].split())
