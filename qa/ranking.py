"""Passages ordered by what retrieval and reading say of them together."""

from collections.abc import Sequence
from dataclasses import replace

from core.types import Evidence


def rank_evidence(evidence: Sequence[Evidence], *, reading_weight: float) -> tuple[Evidence, ...]:
    """`evidence` best first; each passage gets its new score, in [0, 1], and its rank.

    The score is the weighted mean of the reader's relevance and the retrieval score, scaled to its best and worst.
    """
    if not evidence:
        return ()
    retrieved = [item.passage.score for item in evidence]
    low, width = min(retrieved), (max(retrieved) - min(retrieved)) or 1.0
    scored = [
        (reading_weight * item.relevance + (1 - reading_weight) * (item.passage.score - low) / width, item)
        for item in evidence
    ]
    best_first = sorted(scored, key=lambda pair: -pair[0])
    return tuple(
        replace(item, passage=replace(item.passage, score=score, rank=rank))
        for rank, (score, item) in enumerate(best_first, start=1)
    )
