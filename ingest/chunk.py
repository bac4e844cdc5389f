"""Article -> chunks: whole sentences packed to about 1,000 characters, with exact offsets and no overlap.

A chunk never crosses a section heading, and headings are in no chunk's range; the heading a chunk stands under is
beside it in `Chunk.heading`. About 1,000 characters did best in retrieval at equal amounts of text read.
"""

import re

from core.sentences import Span, sentence_spans
from core.types import Article, Chunk
from ingest.headings import Section, sections

MAX_CHARS = 1000
_LAST_SPACE = re.compile(r"\s(?=\S*\Z)")
_VISIBLE = re.compile(r"\S")


def chunk(article: Article, *, max_chars: int = MAX_CHARS) -> tuple[Chunk, ...]:
    """The chunks of `article` in order, disjoint, together covering all its text but headings and white space.

    A chunk has at most `max_chars` characters, with two exceptions: a sentence of up to twice that stays whole, and a
    last piece under a quarter of it joins the chunk before. A still longer "sentence" (a table, a megabyte without a
    full stop) is cut at white space, or anywhere if it has none, so that the embedder sees all of it.
    """
    spans = [
        (section, span) for section in sections(article.text) for span in _packed(article, section, max_chars=max_chars)
    ]
    return tuple(
        Chunk(f"{article.id}:{start}-{end}", article.id, start, end, section.heading) for section, (start, end) in spans
    )


def _packed(article: Article, section: Section, *, max_chars: int) -> list[Span]:
    packed: list[Span] = []
    for start, end in _sentences(article, section, max_chars):
        if packed and end - packed[-1][0] <= max_chars:
            packed[-1] = (packed[-1][0], end)
        else:
            packed.append((start, end))
    if len(packed) > 1:
        _join_tiny_tail(packed, max_chars)
    return packed


def _join_tiny_tail(packed: list[Span], max_chars: int) -> None:
    (before, _), (start, end) = packed[-2:]
    if end - start < max_chars // 4 and end - before <= max_chars + max_chars // 4:
        packed[-2:] = [(before, end)]


def _sentences(article: Article, section: Section, max_chars: int) -> list[Span]:
    """The section's sentences; those over twice `max_chars` in pieces of at most `max_chars`."""
    found: list[Span] = []
    for start, end in sentence_spans(article.text[section.start : section.end], article.language or "en"):
        span = (section.start + start, section.start + end)
        found += [span] if end - start <= 2 * max_chars else _cut(article.text, span, max_chars)
    return found


def _cut(text: str, span: Span, max_chars: int) -> list[Span]:
    pieces: list[Span] = []
    start, end = span
    while end - start > max_chars:
        # A space at the very edge counts: the piece before it is exactly `max_chars` long.
        space = _LAST_SPACE.search(text[start : start + max_chars + 1])
        stop = start + (space.start() if space else max_chars)
        pieces.append((start, start + len(text[start:stop].rstrip())))
        following = _VISIBLE.search(text, stop, end)
        start = following.start() if following else end
    return [*pieces, (start, end)]
