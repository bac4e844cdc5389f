"""Which language a text is in, where that is plain.

English is told by its function words, at no cost; the other languages by py3langid, whose model (74 MB) is loaded only
then. Short or mixed texts stay without a language rather than get a wrong one.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from core.words import FUNCTION_WORDS, listed_words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_HEAD_CHARS = 1000
_MIN_WORDS = 12
_SURE = 0.9
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    """
    the of and to that is was for on with as his he be at by had not are but from or have they which one were her she
    there would their we him been has when who will more no if out said what its about than into them can only other
    """.split()  # noqa: SIM905 -- seventy quoted words hide the words
)
# A quarter of the words of any English prose are among these; of a text in another language that cites English, few.
_ENGLISH_SHARE = 0.2
_ENGLISH_KINDS = 4

# In questions, which are short. Measured: docs/decisions.md.
_SURE_OF_QUESTION, _MIN_PLAIN_WORDS = 0.7, 2
# Words of English questions that are none in other languages.
_ENGLISH_QUESTION = frozenset(
    "who what when where which why how whose does did the".split()  # noqa: SIM905
)

# Languages that articles are published in. Against all 140 that the model knows, a short text is easily taken for a
# dialect or a small neighbour of its own language.
_ASKED = frozenset(
    """
    af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn
    ko ku ky lo lt lv mk ml mn mr ms my ne nl no pa pl ps pt ro ru si sk sl so sq sr sv sw ta te th tl tr uk ur uz vi zh
    """.split()  # noqa: SIM905 -- as above
)


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language of `text`, by its first 1,000 characters; None where it is not plain.

    >>> detect_language("The mayor said on Friday that the bridge would be open for the summer.")
    'en'
    >>> detect_language("Bridge: 12-4") is None
    True
    """
    head = text[:_HEAD_CHARS]
    words = [word.lower() for word in _WORD.findall(head)]
    english = [word for word in words if word in _ENGLISH]
    if len(english) >= _ENGLISH_SHARE * len(words) and len(set(english)) >= _ENGLISH_KINDS:
        return "en"
    if len(words) < _MIN_WORDS and not _is_without_spaces(head):
        return None
    language, certainty = _identifier().classify(head)
    return language if certainty >= _SURE else None


def question_language(question: str) -> str | None:
    """As `detect_language`, of a text as short as a question.

    Names alone are of no language: "Tove Lindqvar Port Ansel" may be asked in any.

    >>> question_language("Who is the mayor?")
    'en'
    """
    words = _WORD.findall(question)
    lower = [word.lower() for word in words]
    if not _ENGLISH_QUESTION.isdisjoint(lower):
        return "en"
    plain = len([word for word in words if not word[0].isupper()])
    unspaced = _is_without_spaces(question, 5)
    if not plain and not unspaced:
        return None
    language, certainty = _identifier().classify(question)
    told = certainty >= _SURE_OF_QUESTION and (unspaced or plain >= _MIN_PLAIN_WORDS)
    # What is too short to be sure of may still open with that language's own words; a name such as "Die Linke" may too.
    return language if told or (question.rstrip().endswith("?") and _asks_in(language, lower)) else None


def _asks_in(language: str, words: Sequence[str]) -> bool:
    """Whether the first of `words` and another are function words of `language`, one of them none of English's."""
    listed = listed_words(language)
    known = [word for word in words if word in listed]
    return len(known) > 1 and words[0] in listed and not FUNCTION_WORDS.issuperset(known)


def _is_without_spaces(text: str, least: int = 10) -> bool:
    """Whether `text` is in a script that sets no spaces between words (Chinese, Japanese, Thai), and has a sentence."""
    return len(re.findall(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]", text)) >= least


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_ASKED)
    return identifier
