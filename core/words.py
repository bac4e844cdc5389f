"""Words of a text as evidence counts them: folded, stemmed, without function words.

Used to compare a claim with a passage. English stemming (Snowball); words of other languages stay nearly as they are.
Chinese and Japanese, which put no space between words, count by pairs of characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

import snowballstemmer
import stop_words

WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:['’][^\W\d_]+)?")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
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
# Numbers as they are mostly written in words. "One of them" and "one another" count nothing.
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "dozen": "12", "twenty": "20", "thirty": "30",
    "forty": "40", "fifty": "50", "hundred": "100", "thousand": "1000",
}  # fmt: skip
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(_NUMBERS)})\b(?! (?:of|another)\b)", re.IGNORECASE)
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


@cache
def function_words(language: str) -> frozenset[str]:
    """The function words of English and of `language`, a code such as "de"; English only where no list is known."""
    return FUNCTION_WORDS if language == "en" else FUNCTION_WORDS | listed_words(language)


@cache
def listed_words(language: str) -> frozenset[str]:
    """The function words of `language` as stop-words lists them, of English more than are left out here."""
    try:
        return frozenset(stop_words.get_stop_words(language.partition("-")[0]))
    except stop_words.StopWordError:
        return frozenset()


def content_words(text: str, language: str = "en") -> tuple[str, ...]:
    """Stems of the words of `text` that are not function words, in order, repeated as they repeat.

    >>> content_words("Who leads the Harbour council?")
    ('lead', 'harbour', 'council')
    >>> content_words("北京的桥")
    ('北京', '京的', '的桥')
    """
    left_out = function_words(language)
    words = (match.group().lower() for match in WORD.finditer(text))
    return tuple(stem(piece[:_LONGEST_WORD]) for word in words if word not in left_out for piece in _pieces(word))


def _pieces(word: str) -> Iterator[str]:
    """`word`, and what is written without spaces in it by pairs of characters."""
    if not _UNSPACED.search(word):
        yield word
        return
    for run in re.findall(rf"{_UNSPACED.pattern}|(?:(?!{_UNSPACED.pattern}).)+", word):
        pairs = ["".join(pair) for pair in pairwise(run)] if _UNSPACED.match(run) else []
        yield from pairs or [run]


def figures(text: str) -> frozenset[str]:
    """Numbers written in digits, without thousands separators.

    >>> sorted(figures("1,212 votes, 9.4 per cent"))
    ['1212', '9.4']
    """
    return frozenset(_plain(match.group()) for match in FIGURE.finditer(text))


def counts(text: str) -> frozenset[str]:
    """Numbers in `text`, also the usual ones in words, as digits.

    >>> sorted(counts("Five trams for 1,200 riders, one of them blue"))
    ['1200', '5']
    """
    return figures(text) | {_NUMBERS[found.group().lower()] for found in _IN_WORDS.finditer(text)}


def without_counts(text: str) -> str:
    """`text` without the numbers that `counts` finds.

    >>> without_counts("Five trams, 12 buses")
    ' trams,  buses'
    """
    return FIGURE.sub("", _IN_WORDS.sub("", text))


def _plain(figure: str) -> str:
    return re.sub(r",(?=\d{3}(?:\D|$))", "", figure)
