"""Sentences of a text with exact offsets. Knows nothing of headings or meaning.

The boundaries come from sentencex (rules per language, Wikimedia Foundation); this module turns them into spans
without the white space around them.
"""

from collections.abc import Iterator

import sentencex

Span = tuple[int, int]

# sentencex makes a dictionary of every sentence, with its text: of long texts it is given one part after another.
_PART_CHARS = 100_000
_MAX_PART_CHARS = 1_000_000


def sentence_spans(text: str, language: str = "en") -> tuple[Span, ...]:
    """Spans `(start, end)` of the sentences of `text`, in order, without surrounding white space.

    Every character that is not white space lies in exactly one span.

    >>> [("Dr. Li left. So did I."[a:b]) for a, b in sentence_spans("Dr. Li left. So did I.")]
    ['Dr. Li left.', 'So did I.']
    """
    return tuple(each_sentence(text, language))


def each_sentence(text: str, language: str = "en") -> Iterator[Span]:
    """As `sentence_spans`, one after another, for texts of any length."""
    for part, part_end in _parts(text):
        for boundary in sentencex.get_sentence_boundaries(language, text[part:part_end]):
            start, end = part + boundary["start_index"], part + boundary["end_index"]
            piece = text[start:end]
            if stripped := piece.strip():
                start += len(piece) - len(piece.lstrip())
                yield start, start + len(stripped)


def _parts(text: str) -> Iterator[Span]:
    """Parts of `text` that end between paragraphs; only where a paragraph is endless, at a space or anywhere."""
    start = 0
    while len(text) - start > _PART_CHARS:
        least, most = start + _PART_CHARS, start + _MAX_PART_CHARS
        end = text.find("\n\n", least, most) + 2
        if end < least:
            end = (text.rfind(" ", least, most) + 1 or most) if most < len(text) else len(text)
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def sentence_at(text: str, start: int, end: int, language: str = "en") -> Span:
    """The smallest run of whole sentences of `text` that covers `[start, end)`."""
    touched = [span for span in sentence_spans(text, language) if span[0] < end and span[1] > start]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)
