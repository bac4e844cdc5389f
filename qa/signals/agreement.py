"""What several articles say the same of counts for more: places whose words other articles give as the answer too.

A network's confusions differ from article to article, the event that they report does not (evidence aggregation: Wang
et al. 2018, "Evidence Aggregation for Answer Re-Ranking in Open-Domain Question Answering"). Copies are one witness: a
sentence that stands in several articles bears out nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.sentences import sentence_of
from core.types import Evidence, Passage
from core.words import content_words
from models.evidence import SPAN_WEIGHT
from qa.signals.statements import share_most

# What a place gains of its passage's score, times the logarithm of how many other articles say so. Measured:
# docs/decisions.md.
WEIGHT = 0.1
# Longer words than these are no short answer on which articles could agree.
_LONGEST = 60


@dataclass(frozen=True)
class _Saying:
    """Words [start, end) of a passage, which are given as the answer with `chance`; `words` are their content words."""

    passage: Passage
    start: int
    end: int
    words: str
    chance: float

    @cached_property
    def sentence_words(self) -> frozenset[str]:
        return frozenset(content_words(sentence_of(self.passage, self.start, self.end), self.passage.language))

    def agrees(self, other: "_Saying") -> bool:
        one, two = f" {self.words} ", f" {other.words} "
        return (one in two or two in one) and not share_most(self.sentence_words, other.sentence_words)


def borne_out(evidence: Sequence[Evidence]) -> tuple[tuple[Evidence, ...], tuple[float, ...]]:
    """`evidence` with the place of each passage that suits best once it counts what other articles say; and what each
    passage gains of its score for it."""
    said = [[_saying(item, *place) for place in item.places] for item in evidence]
    everybody = [saying for sayings in said for saying in sayings if saying.words]
    gains = [[_gain(saying, everybody) for saying in sayings] for sayings in said]
    placed = [_best_placed(item, gained) for item, gained in zip(evidence, gains, strict=True)]
    return tuple(item for item, _ in placed), tuple(gain for _, gain in placed)


def _saying(item: Evidence, start: int, end: int, score: float) -> _Saying:
    words = " ".join(content_words(item.passage.article.text[start:end])) if end - start <= _LONGEST else ""
    chance = item.relevance * item.answerable * math.exp(min(0.0, score - item.span_score))
    return _Saying(item.passage, start, end, words, chance)


def _gain(saying: _Saying, everybody: Sequence[_Saying]) -> float:
    """WEIGHT * log(1 + the chances that other articles say so, added up)."""
    chances: dict[str, float] = {}
    for other in everybody if saying.words else ():
        article = other.passage.article.id
        if article != saying.passage.article.id and saying.agrees(other):
            chances[article] = max(other.chance, chances.get(article, 0.0))
    return WEIGHT * math.log1p(sum(chances.values()))


def _best_placed(item: Evidence, gains: Sequence[float]) -> tuple[Evidence, float]:
    """`item` with its places in order, each place's gain added to its span's score; and the best one's gain."""
    placed = item.placed([gain / SPAN_WEIGHT for gain in gains])
    gained = {(start, end): gain for (start, end, _), gain in zip(item.places, gains, strict=True)}
    return placed, gained[placed.start, placed.end]
