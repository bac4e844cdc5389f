"""An answer's text as pieces that a template can show: words, bold words, unsupported words, citation chips.

Only the pieces know about markers; every piece is plain text that the template escapes.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

MARKER = re.compile(r"\s*\[(\d{1,3})\]")
_BREAK = re.compile(r"\n\s*\n")
# What may still become a marker when more of the text arrives.
_PARTIAL = re.compile(r"\s*\[[^\]\n]{0,24}$")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style, or (where `number` is set) the chip of a citation."""

    text: str
    bold: bool = False
    unsupported: bool = False
    number: int | None = None


Paragraph = tuple[Piece, ...]


def paragraphs(
    text: str, *, numbers: Collection[int], emphasis: Sequence[Span] = (), unsupported: Sequence[Span] = ()
) -> tuple[Paragraph, ...]:
    """The paragraphs of `text` in pieces. `[n]` becomes a chip where n is one of `numbers` and stays text otherwise.

    `emphasis` and `unsupported` are spans of `text`; they may overlap, and what lies outside the text is ignored.
    """
    found = []
    for start, end in _between(_BREAK, text):
        pieces = tuple(_pieces(text, (start, end), numbers, emphasis, unsupported))
        if pieces:
            found.append(pieces)
    return tuple(found)


def settled(text: str) -> str:
    """The beginning of a streaming `text` that cannot change any more: a marker is shown when it is complete.

    >>> settled("It rained [1] twice [")
    'It rained [1] twice'
    """
    return _PARTIAL.sub("", text)


def without_markers(text: str) -> str:
    """The text as it is read aloud or copied without its citations.

    >>> without_markers("It rained [1][2].")
    'It rained.'
    """
    return MARKER.sub("", text)


def _between(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    at = 0
    for match in pattern.finditer(text):
        yield at, match.start()
        at = match.end()
    yield at, len(text)


def _pieces(
    text: str, within: Span, numbers: Collection[int], emphasis: Sequence[Span], unsupported: Sequence[Span]
) -> Iterator[Piece]:
    at, end = within
    for match in MARKER.finditer(text, *within):
        number = int(match[1])
        if number in numbers:
            yield from _styled(text, at, match.start(), emphasis, unsupported)
            yield Piece(match[1], number=number)
            at = match.end()
    yield from _styled(text, at, end, emphasis, unsupported)


def _styled(text: str, start: int, end: int, emphasis: Sequence[Span], unsupported: Sequence[Span]) -> Iterator[Piece]:
    inside = {edge for span in (*emphasis, *unsupported) for edge in span if start < edge < end}
    edges = [start, *sorted(inside), end]
    for left, right in pairwise(edges):
        if left < right:
            yield Piece(text[left:right], bold=_covers(emphasis, left), unsupported=_covers(unsupported, left))


def _covers(spans: Sequence[Span], offset: int) -> bool:
    return any(start <= offset < end for start, end in spans)
