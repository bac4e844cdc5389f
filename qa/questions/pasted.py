"""A question with a long text before or behind it, pasted from elsewhere: what is asked, and what only tells of what.

A network reads the first few hundred words of what it is given, of which a pasted text leaves none to the question.
"""

from itertools import takewhile

from core.sentences import Span, sentence_spans

# Longer than people ask in one breath. Questions that hold several conditions have up to 400 characters.
LONG_CHARS = 500


def asked_part(text: str) -> tuple[str, str]:
    """The questions that a long `text` ends with, or begins with, and the rest of it; else all, and nothing.

    >>> asked_part("It rained. Who won?")
    ('It rained. Who won?', '')
    """
    spans = sentence_spans(text) if len(text) >= LONG_CHARS else ()

    def asks(span: Span) -> bool:
        return text[slice(*span)].rstrip("\"”'’)").endswith(("?", "？"))

    behind, before = list(takewhile(asks, reversed(spans))), list(takewhile(asks, spans))
    if len(before) == len(spans):
        return text, ""
    if behind:
        start = behind[-1][0]
        return text[start:].strip(), text[:start].strip()
    end = before[-1][1] if before else len(text)
    return text[:end].strip(), text[end:].strip()
