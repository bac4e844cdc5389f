"""Sentences of a text with exact offsets. Knows nothing of headings or meaning.

The boundaries come from sentencex (rules per language, Wikimedia Foundation); this module turns them into spans
without the white space around them.
"""

import re
from collections.abc import Iterator

import sentencex

from core.types import Passage

Span = tuple[int, int]

# sentencex makes a dictionary of every sentence, with its text, and takes time with the square of a paragraph's length
# where it holds Chinese or marks without end: of long texts it is given one part after another.
_PART_CHARS = 10_000
# Where a sentence ends beyond doubt: no abbreviation stands before "。", and few before a capital letter.
_SURE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[^\W\d_a-z])|[。！？]+[”’」』]*")


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
    start = 0
    while start < len(text):
        end = _part_end(text, start)
        yield start, end
        start = end


def _part_end(text: str, start: int) -> int:
    """Where the part from `start` ends: between paragraphs, or where one is very long, between sentences or words."""
    least, most = start + _PART_CHARS, start + 2 * _PART_CHARS
    paragraph = text.find("\n\n", least, most)
    if paragraph >= 0:
        return paragraph + 2
    if len(text) <= most:
        return len(text)
    ends = [mark.end() for mark in _SURE_END.finditer(text, least, most)]
    return ends[-1] if ends else text.rfind(" ", least, most) + 1 or most


def sentence_at(text: str, start: int, end: int, language: str = "en") -> Span:
    """The smallest run of whole sentences of `text` that covers `[start, end)`."""
    touched = [span for span in sentence_spans(text, language) if span[0] < end and span[1] > start]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)


def sentence_of(passage: Passage, start: int, end: int) -> str:
    """The whole sentences of `passage` that hold the characters [start, end) of its article."""
    offset = passage.chunk.start
    return passage.text[slice(*sentence_at(passage.text, start - offset, end - offset, passage.language))]
