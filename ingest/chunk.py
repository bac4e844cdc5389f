"""Article -> chunks: whole sentences packed to about 1,000 characters with exact offsets, each chunk beginning with the
last sentences of the one before.

A chunk may run on from one section into the next; `Chunk.heading` is the heading that its first sentence stands under.
Size and overlap are what found most on development questions (docs/decisions.md has the table).
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from core.errors import IngestError
from core.headings import Section, sections
from core.sentences import Span, each_sentence
from core.types import Article, Chunk

MAX_CHARS = 1000
OVERLAP_CHARS = 200
_MAX_SENTENCES = 1_000_000
_LAST_SPACE = re.compile(r"\s(?=\S*\Z)")
# Rows of a table stay whole.
_LAST_LINE_END = re.compile(r"\n(?=[^\n]*\Z)")
_VISIBLE = re.compile(r"\S")


class _Sentence(NamedTuple):
    start: int
    end: int
    heading: str | None


def chunk(article: Article, *, max_chars: int = MAX_CHARS, overlap_chars: int = OVERLAP_CHARS) -> tuple[Chunk, ...]:
    """The chunks of `article` in order, together covering all its text but white space and a heading at either end.

    A chunk has at most `max_chars` characters, with one exception: a sentence of up to twice that stays whole. A still
    longer "sentence" (a table, a megabyte without a full stop) is cut at the end of a line, or at white space, or
    anywhere if it has none, so that the embedder sees all of it. Neighbours share whole sentences of at most
    `overlap_chars` characters.

    Raises IngestError where there are too many sentences to be held.
    """
    each = (sentence for section in sections(article.text) for sentence in _sentences(article, section, max_chars))
    sentences = list(islice(each, _MAX_SENTENCES + 1))
    if len(sentences) > _MAX_SENTENCES:
        raise IngestError(f"has over {_MAX_SENTENCES:,} sentences; split it into several files")
    return tuple(
        Chunk(f"{article.id}:{first.start}-{last.end}", article.id, first.start, last.end, first.heading)
        for first, last in _packed(sentences, max_chars, overlap_chars)
    )


def _packed(sentences: list[_Sentence], max_chars: int, overlap_chars: int) -> list[tuple[_Sentence, _Sentence]]:
    """First and last sentence of each chunk."""
    packed: list[tuple[_Sentence, _Sentence]] = []
    first = 0
    while first < len(sentences):
        last = first
        while last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= max_chars:
            last += 1
        packed.append((sentences[first], sentences[last]))
        if last + 1 == len(sentences):
            break
        first = _shared_from(sentences, first, last, max_chars, overlap_chars)
    return packed


def _shared_from(sentences: list[_Sentence], first: int, last: int, max_chars: int, overlap_chars: int) -> int:
    """Where the chunk after `first` to `last` begins: with shared sentences, as long as a new one fits beside them."""
    following = last + 1
    new_end = sentences[following].end
    while following - 1 > first:
        start = sentences[following - 1].start
        if sentences[last].end - start > overlap_chars or new_end - start > max_chars:
            break
        following -= 1
    return following


def _sentences(article: Article, section: Section, max_chars: int) -> Iterator[_Sentence]:
    """The section's sentences; those over twice `max_chars` in pieces of at most `max_chars`."""
    for start, end in each_sentence(article.text[section.start : section.end], article.language or "en"):
        span = (section.start + start, section.start + end)
        for piece in [span] if end - start <= 2 * max_chars else _cut(article.text, span, max_chars):
            yield _Sentence(*piece, section.heading)


def _cut(text: str, span: Span, max_chars: int) -> list[Span]:
    pieces: list[Span] = []
    start, end = span
    while end - start > max_chars:
        # A space at the very edge counts: the piece before it is exactly `max_chars` long.
        piece = text[start : start + max_chars + 1]
        space = _LAST_LINE_END.search(piece) or _LAST_SPACE.search(piece)
        stop = start + (space.start() if space else max_chars)
        pieces.append((start, start + len(text[start:stop].rstrip())))
        following = _VISIBLE.search(text, stop, end)
        start = following.start() if following else end
    return [*pieces, (start, end)]
