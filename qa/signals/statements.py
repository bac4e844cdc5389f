"""Whether two sentences make one statement, or one with another figure in it."""

from collections.abc import Sequence

from core.words import content_words, counts, without_counts

# Share of common content words from which two sentences are one statement in two outlets.
SAME_STATEMENT = 0.7
# Words that two sentences must share beside their figures: "Nine hours" and "Seven hours" may be of anything.
_FEWEST_SHARED = 3


def share_most(words: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two sets of words are those of one statement (Jaccard index)."""
    return bool(words and others) and len(words & others) / len(words | others) >= SAME_STATEMENT


def says_nothing_new(one: str, other: str) -> bool:
    """Whether `one` makes the statement that `other` makes, with no figure that `other` has not.

    >>> says_nothing_new("Ellery orders five trams.", "The town of Ellery orders five trams.")
    True
    >>> says_nothing_new("Ellery orders six trams.", "Ellery orders five trams.")
    False
    """
    return counts(one) <= counts(other) and share_most(frozenset(content_words(one)), frozenset(content_words(other)))


def is_told(sentence: str, told: Sequence[str]) -> bool:
    """Whether `sentence` says the same as one that was `told` before."""
    return any(says_nothing_new(sentence, one) for one in told)


def puts_otherwise(one: str, other: str) -> bool:
    """Whether each of the two makes the other's statement with a figure that the other has not.

    >>> puts_otherwise("Ellery orders six new trams.", "Ellery orders five new trams.")
    True
    """
    told, before = counts(one), counts(other)
    words, others = (frozenset(content_words(without_counts(text))) for text in (one, other))
    return bool(told - before and before - told) and len(words & others) >= _FEWEST_SHARED and share_most(words, others)
