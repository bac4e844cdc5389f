"""Lists of an article, item by item on lines of their own, and the questions that a whole one answers.

One ingredient of a recipe is a wrong answer to what its ingredients are.
"""

import re
from collections.abc import Iterator

from core.sentences import Span, sentence_spans

# Longer lists (a calendar, a book's index) are no answer that anybody reads.
_LONGEST = 1500
_MARK = r"[ \t]*(?:[-*+•‣▪–]|\(?\d{1,3}[.)]|\(?[a-z]\))[ \t]+"
_ITEM = rf"{_MARK}\S[^\n]*(?:\n(?!{_MARK})[ \t]+\S[^\n]*)*"
_LIST = re.compile(rf"^{_ITEM}(?:\n(?:[ \t]*\n)?{_ITEM})+", re.MULTILINE)
_LEAD = re.compile(r"(?:\A|\n)([^\n]*:)[*_ \t]*\n(?:[ \t]*\n)?\Z")
_NOT_PLURAL = r"(?!(?:is|was|has|does|this|its|his|us|as|always|perhaps)\b)"
_ASKS_FOR_LIST = re.compile(
    r"\b(?:list|enumerate|name (?:all|the|some|two|three|four|five)|(?:what|which|who) (?:are|were|all)|all of"
    rf"|(?:what|which) (?:{_NOT_PLURAL}\w+ )?{_NOT_PLURAL}\w+(?<!s)s\b|how (?:do|can|should|to)\b"
    r"|what (?:do|does|will|would|must|should) (?:i|you|we|one|it take)\b|what (?:went|goes|could go) (?:wrong|well)\b)"
    rf"|\A\s*(?:the )?(?:\w+ )?{_NOT_PLURAL}\w+(?<!s)s of\b",
    re.IGNORECASE,
)


def asks_for_list(question: str) -> bool:
    """Whether a list may be the answer: things, conditions, or the steps by which something is done.

    >>> [asks_for_list(one) for one in ("Which towns took part?", "How do I make jam?", "What year was it?")]
    [True, True, False]
    """
    return bool(_ASKS_FOR_LIST.search(question))


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
