"""When the likeliest words cannot be the answer: others that can be are told instead, or none for certain."""

from collections.abc import Callable
from dataclasses import replace

from core.types import Evidence
from qa.quoting.choosing import NEARLY_AS_GOOD
from qa.search.finding import DOUBTED, SURE, Reading

# Relevance from which words may be told instead of likelier ones.
_RELEVANT = 0.5


def only_those(reading: Reading, fits: Callable[[Evidence], bool]) -> Reading:
    """`reading` with those of its evidence only that fit and are nearly as likely as the best, or doubted where there
    are none; as it is where the best fits, where it is not sure, and where it is answered by the words of sentences.
    """
    if reading.sides or reading.mentions or reading.confidence < SURE or not reading.found.evidence:
        return reading
    best, *others = reading.found.evidence
    if fits(best):
        return reading
    kept = tuple(one for one in others if nearly(one, best) and one.relevance >= _RELEVANT and fits(one))
    if kept:
        return replace(reading, found=replace(reading.found, evidence=kept))
    return doubted(reading)


def nearly(one: Evidence, best: Evidence) -> bool:
    """Whether `one` is about as likely an answer as the `best`."""
    return one.answerable >= NEARLY_AS_GOOD * best.answerable


def doubted(reading: Reading) -> Reading:
    """`reading`, of which one is not sure any more."""
    return replace(reading, confidence=DOUBTED, mentions=())
