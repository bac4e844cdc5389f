"""Lists of an article, item by item on lines of their own."""

import re
from collections.abc import Iterator

from core.sentences import Span, sentence_spans

# Longer lists (a calendar, a book's index) are no answer that anybody reads.
_LONGEST = 1500
_MARK = r"[ \t]*(?:[-*+•‣▪–]|\(?\d{1,3}[.)]|\(?[a-z]\))[ \t]+"
_ITEM = rf"{_MARK}\S[^\n]*(?:\n(?!{_MARK})[ \t]+\S[^\n]*)*"
_LIST = re.compile(rf"^{_ITEM}(?:\n(?:[ \t]*\n)?{_ITEM})+", re.MULTILINE)
_LEAD = re.compile(r"(?:\A|\n)([^\n]*:)[*_ \t]*\n(?:[ \t]*\n)?\Z")


def whole_list(text: str, start: int, end: int, language: str = "en") -> Span | None:
    """The list in `text` that [start, end) stands in or announces, with the sentence that announces it.

    Of two it is the one that the words announce. None where there is none, or a very long one.

    >>> text = "Rain fell. It takes:\\n\\n- salt\\n- oil"
    >>> text[slice(*whole_list(text, 22, 28))]
    'It takes:\\n\\n- salt\\n- oil'
    """
    touched = list(_touched(text, start, end, language))
    found = next((one for one in touched if one[0] >= start), touched[0] if touched else None)
    return found if found and found[1] - found[0] <= _LONGEST else None


def lists_in(text: str, start: int, end: int, language: str = "en") -> tuple[Span, ...]:
    """The lists in text[start:end], each with the sentence that announces it, very long ones too."""
    found = _LIST.finditer(text, start, end)
    return tuple((max(start, announced_from(text, one.start(), language)), one.end()) for one in found)


def _touched(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    # What reaches from one end of this window to the words is longer anyway.
    for found in _LIST.finditer(text, max(0, start - 2 * _LONGEST), end + 2 * _LONGEST):
        first = announced_from(text, found.start(), language)
        if first < end and start < found.end():
            yield first, found.end()


def announced_from(text: str, start: int, language: str) -> int:
    """Where the sentence begins that announces what stands at `start`; `start` itself without one."""
    begin = max(0, start - _LONGEST)
    lead = _LEAD.search(text[begin:start])
    if not lead:
        return start
    sentences = sentence_spans(lead[1], language)
    return begin + lead.start(1) + sentences[-1][0] if sentences else start
