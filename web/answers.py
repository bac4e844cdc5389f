"""An answer's text as pieces that a template can show: words, bold words, unsupported words, citation chips.

Which `[n]` are markers the answer says, because an article may write `[2]` too; every piece is plain text that the
template escapes.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.sentences import Span

_MARKER = re.compile(r"\[(\d{1,3})\]")
# A run of white space is tried from its beginning only: from each of its places, a long one would take seconds.
_SPACE = r"(?<!\s)\s*+"
_MAYBE_MARKER = re.compile(rf"{_SPACE}{_MARKER.pattern}")
_BREAK = re.compile(r"\n\s*\n")
# What may still become a marker when more of the text arrives.
_PARTIAL = re.compile(rf"{_SPACE}\[[^\]\n]{{0,24}}$")
# Where a chip stands, the white space before it included, and its number.
Chip = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style, or (where `number` is set) the chip of a citation."""

    text: str
    bold: bool = False
    unsupported: bool = False
    number: int | None = None


Paragraph = tuple[Piece, ...]


def paragraphs(
    text: str,
    *,
    markers: Sequence[Span] = (),
    numbers: Collection[int] = (),
    emphasis: Sequence[Span] = (),
    unsupported: Sequence[Span] = (),
) -> tuple[Paragraph, ...]:
    """The paragraphs of `text` in pieces: `chips(text, markers, numbers)` and the text around them.

    `emphasis` and `unsupported` are spans of `text`; they may overlap, and what lies outside the text is ignored.
    """
    found = []
    placed = tuple(chips(text, markers, numbers))
    for start, end in _between(_BREAK, text):
        pieces = tuple(_pieces(text, (start, end), placed, emphasis, unsupported))
        if pieces:
            found.append(pieces)
    return tuple(found)


def chips(text: str, markers: Sequence[Span], numbers: Collection[int]) -> Iterator[Chip]:
    """Those of the spans `markers` that cover `[n]` with n one of `numbers`, in order.

    >>> list(chips("Act [2] passed [1].", [(15, 18)], {1, 2}))
    [(14, 18, 1)]
    """
    at = 0
    for start, end in sorted(markers):
        match = _MARKER.fullmatch(text, max(at, start), max(0, end))
        if match and int(match[1]) in numbers:
            yield at + len(text[at : match.start()].rstrip()), match.end(), int(match[1])
            at = match.end()


def settled(text: str) -> str:
    """The beginning of a streaming `text` that cannot change any more: a marker is shown when it is complete.

    >>> settled("It rained [1] twice [")
    'It rained [1] twice'
    """
    return _PARTIAL.sub("", text)


def without_markers(text: str) -> str:
    """A text whose markers nobody knows without everything that may be one.

    >>> without_markers("It rained [1][2].")
    'It rained.'
    """
    return _MAYBE_MARKER.sub("", text)


def _between(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    at = 0
    for match in pattern.finditer(text):
        yield at, match.start()
        at = match.end()
    yield at, len(text)


def _pieces(
    text: str, within: Span, placed: Sequence[Chip], emphasis: Sequence[Span], unsupported: Sequence[Span]
) -> Iterator[Piece]:
    at, end = within
    for start, after, number in placed:
        if at < after <= end:
            yield from _styled(text, at, max(at, start), emphasis, unsupported)
            yield Piece(str(number), number=number)
            at = after
    yield from _styled(text, at, end, emphasis, unsupported)


def _styled(text: str, start: int, end: int, emphasis: Sequence[Span], unsupported: Sequence[Span]) -> Iterator[Piece]:
    inside = {edge for span in (*emphasis, *unsupported) for edge in span if start < edge < end}
    edges = [start, *sorted(inside), end]
    for left, right in pairwise(edges):
        if left < right:
            yield Piece(text[left:right], bold=_covers(emphasis, left), unsupported=_covers(unsupported, left))


def _covers(spans: Sequence[Span], offset: int) -> bool:
    return any(start <= offset < end for start, end in spans)
