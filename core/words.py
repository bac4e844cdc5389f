"""Words of a text as evidence counts them: folded, stemmed, without function words.

Used to compare a claim with a passage. English stemming (Snowball); words of other languages stay nearly as they are.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:['’][^\W\d_]+)?")
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
FUNCTION_WORDS = frozenset(
    """
    a about after again against all also am an and any are as at be because been before being below between both
    but by can could did do does doing down during each few for from further had has have having he her here
    hers him his how i if in into is it its itself just me more most my no nor not now of off on once only or
    other our out over own s said same say says she should so some such t than that the their them then there
    these they this those through to too under until up very was we were what when where which while who whom
    whose why will with would you your
    """.split()  # noqa: SIM905 - a hundred quoted words hide the words
)
# Characters of a word that tell it from others; what is longer is none, and is not to be kept by the cache in full.
_LONGEST_WORD = 64
_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Stem of one word, lower-cased and without accents.

    >>> stem("Fighters'"), stem("élections")
    ('fighter', 'elect')
    """
    folded = unicodedata.normalize("NFKD", word.lower().replace("’", "'"))
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    return str(_stemmer.stemWord(plain.strip("'").removesuffix("'s")))


def content_words(text: str) -> tuple[str, ...]:
    """Stems of the words of `text` that are not function words, in order, repeated as they repeat.

    >>> content_words("Who leads the Harbour council?")
    ('lead', 'harbour', 'council')
    """
    words = (match.group().lower() for match in WORD.finditer(text))
    return tuple(stem(word[:_LONGEST_WORD]) for word in words if word not in FUNCTION_WORDS)


def figures(text: str) -> frozenset[str]:
    """Numbers written in digits, without thousands separators.

    >>> sorted(figures("1,212 votes, 9.4 per cent"))
    ['1212', '9.4']
    """
    return frozenset(_plain(match.group()) for match in FIGURE.finditer(text))


def _plain(figure: str) -> str:
    return re.sub(r",(?=\d{3}(?:\D|$))", "", figure)
