"""Sentences of a text with exact offsets. Knows nothing of headings or meaning.

The boundaries come from sentencex (rules per language, Wikimedia Foundation); this module turns them into spans
without the white space around them.
"""

import sentencex

Span = tuple[int, int]


def sentence_spans(text: str, language: str = "en") -> tuple[Span, ...]:
    """Spans `(start, end)` of the sentences of `text`, in order, without surrounding white space.

    Every character that is not white space lies in exactly one span.

    >>> [("Dr. Li left. So did I."[a:b]) for a, b in sentence_spans("Dr. Li left. So did I.")]
    ['Dr. Li left.', 'So did I.']
    """
    found = []
    for boundary in sentencex.get_sentence_boundaries(language, text):
        start, end = boundary["start_index"], boundary["end_index"]
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            start += len(piece) - len(piece.lstrip())
            found.append((start, start + len(stripped)))
    return tuple(found)


def sentence_at(text: str, start: int, end: int, language: str = "en") -> Span:
    """The smallest run of whole sentences of `text` that covers `[start, end)`."""
    touched = [span for span in sentence_spans(text, language) if span[0] < end and span[1] > start]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)
