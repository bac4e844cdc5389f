"""Passages ordered by what retrieval and reading say of them together."""

from collections.abc import Sequence
from dataclasses import replace

from core.iteration import in_turn
from core.numbers import log_odds
from core.types import Evidence, Passage


def rank_evidence(
    evidence: Sequence[Evidence],
    *,
    reading_weight: float,
    gains: Sequence[float] = (),
    searches: Sequence[Sequence[Passage]] = (),
) -> tuple[Evidence, ...]:
    """`evidence` best first; each passage gets its new score and its rank.

    The score is retrieval's plus `reading_weight` times the log-odds of the reader's relevance, plus what stands in the
    same place of `gains`, if there are any.
    Where the passages were found by several `searches`, the best of each take turns.
    """
    if not evidence:
        return ()
    scores = {
        item.passage.chunk.id: item.passage.score + reading_weight * log_odds(item.relevance) + gain
        for item, gain in zip(evidence, gains or (0.0,) * len(evidence), strict=True)
    }
    best_first = sorted(evidence, key=lambda item: -scores[item.passage.chunk.id])
    if len(searches) > 1:
        found_by = [{passage.chunk.id for passage in search} for search in searches]
        turns = ([item for item in best_first if item.passage.chunk.id in found] for found in found_by)
        best_first = list({item.passage.chunk.id: item for item in in_turn(tuple(turns))}.values())
    return tuple(
        replace(item, passage=replace(item.passage, score=scores[item.passage.chunk.id], rank=rank))
        for rank, item in enumerate(best_first, start=1)
    )


def together(searches: Sequence[Sequence[Passage]]) -> tuple[Passage, ...]:
    """What several searches found, each passage once, the searches taking turns."""
    return tuple({passage.chunk.id: passage for passage in in_turn(searches)}.values())
