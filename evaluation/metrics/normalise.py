"""Text made comparable as SQuAD's official script does it: lower case, no punctuation, no articles, single spaces.

Typographic quotes and dashes count as their ASCII forms, which the official script leaves in place, and citation
markers `[n]` are no part of an answer. Source: evaluate-v2.0.py, Rajpurkar et al. 2018.
"""

import functools
import re
import string

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_MARKERS = re.compile(r"\s*\[\d+\]")
_TYPOGRAPHIC = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "."})
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def without_markers(answer: str) -> str:
    """`answer` without its citation markers.

    >>> without_markers("It rained [1][2].")
    'It rained.'
    """
    return _MARKERS.sub("", answer)


@functools.lru_cache(maxsize=65_536)
def normalised(text: str) -> str:
    """
    >>> normalised("The “Squid  Game”, again!")
    'squid game again'
    """
    plain = text.translate(_TYPOGRAPHIC).lower().translate(_NO_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", plain).split())


def same_words(answer: str, gold: str) -> bool:
    """Whether two answers are the same once normalised. Nothing said is no answer, also where of gold nothing is left.

    >>> same_words("the Danube.", "Danube"), same_words("a", "A"), same_words("", "A")
    (True, True, False)
    """
    return bool(answer.strip()) and normalised(answer) == normalised(gold)
