"""The words that come nearest to an answer, for a refusal to show."""

from collections.abc import Sequence

from core.sentences import sentence_of
from core.types import Evidence, Passage
from qa.quoting.extent import extent
from qa.quoting.tables import rows_at
from qa.signals.statements import is_told

# How likely an answer must be for its words to be shown where it is too unlikely to be given, and how long they may be.
WORTH_READING = 0.2
LONGEST_NEAREST = 400


def nearest_words(evidence: Sequence[Evidence], told: Sequence[str] = ()) -> str:
    """The sentences of the best passage that come nearest to an answer and were not `told` before; empty where they are
    far from one, long, or in a table."""
    best = evidence[0]
    if best.answerable < WORTH_READING:
        return ""
    places = ((start, end) for start, end, _ in best.places)
    news = (place for place in places if not is_told(sentence_of(best.passage, *place), told))
    return next((_short_enough(best.passage, *place) for place in news), "")


def _short_enough(passage: Passage, start: int, end: int) -> str:
    """The sentences at [start, end) with those that they lean on, or alone; nothing where these are long too.

    Nor of a table, whose rows say nothing within a sentence.
    """
    if rows_at(passage.article.text, start, end, passage.language):
        return ""
    whole = passage.article.text[slice(*extent(passage, start, end))]
    ways = (whole, sentence_of(passage, start, end), "")
    return next(words for words in ways if len(words) <= LONGEST_NEAREST)
