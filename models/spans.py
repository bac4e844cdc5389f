"""Spans of words: out of the logits of their first and last tokens, and as characters of the text."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from tokenizers import Encoding

from models.runtimes import Floats


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """Characters [start, end) of a text, and the sum of the network's start and end logits there."""

    start: int
    end: int
    score: float


def best_spans(start: Floats, end: Floats, *, longest: int, count: int) -> tuple[tuple[int, int, float], ...]:
    """The `count` best spans (first, last, score), both tokens inclusive, none overlapping another, best first.

    start, end: (tokens,) logits. A span has at most `longest` tokens; its score is the sum of its two logits.

    >>> best_spans(np.float32([0, 3, 0, 1]), np.float32([0, 0, 2, 1]), longest=2, count=2)
    ((1, 2, 5.0), (3, 3, 2.0))
    """
    reach = min(longest, len(start))
    padded = np.concatenate((end, np.full(reach, -np.inf, np.float32)))
    # scores[first, length]: row `first` of the sliding view holds the end logits of the spans that begin there.
    scores = start[:, None] + np.lib.stride_tricks.sliding_window_view(padded, reach)[: len(start)]
    found: list[tuple[int, int, float]] = []
    while len(found) < count:
        place = int(scores.argmax())
        first, last = place // reach, place // reach + place % reach
        score = float(scores.flat[place])
        if score == -math.inf:
            break
        found.append((first, last, score))
        # Spans that begin inside this one, or begin before it and reach into it, are out.
        scores[first : last + 1] = -np.inf
        for before in range(max(0, first - reach + 1), first):
            scores[before, first - before :] = -np.inf
    return tuple(found)


def without_overlaps(spans: Iterable[ScoredSpan]) -> tuple[ScoredSpan, ...]:
    """`spans` but those that overlap an earlier one: widened to whole words, two may have come to share one.

    >>> without_overlaps([ScoredSpan(0, 4, 3.0), ScoredSpan(2, 6, 2.0), ScoredSpan(4, 6, 1.0)])
    (ScoredSpan(start=0, end=4, score=3.0), ScoredSpan(start=4, end=6, score=1.0))
    """
    kept: list[ScoredSpan] = []
    for span in spans:
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return tuple(kept)


def characters_of(encoding: Encoding, shift: int, first: int, last: int) -> tuple[int, int]:
    """Characters of tokens `first` to `last` (inclusive, counted from `shift`), widened to whole words."""
    words = encoding.word_ids
    first, last = first + shift, last + shift
    while first > 0 and words[first - 1] == words[first]:
        first -= 1
    while last + 1 < len(words) and words[last + 1] == words[last]:
        last += 1
    return int(encoding.offsets[first][0]), int(encoding.offsets[last][1])
