"""What an answer must hold: "What is the name of the ship?" a name, "How many people ...?" a figure.

Reading marks the likeliest words also where what is asked for is not told: "a retired pilot" for his name.
"""

import re
from collections.abc import Callable

from core.types import Evidence
from core.words import FUNCTION_WORDS
from qa.search.finding import Reading
from qa.search.preferring import only_those

_FIRST = r"\s*(?:(?:and|but|so|then) )?"
# A process and a plant have names that are written small: only of whom or what has one of its own.
_BEARERS = (
    r"man|woman|boy|girl|child(?:ren)?|baby|husband|wife|sons?|daughters?|(?:grand)?(?:mother|father)|brothers?|sisters?"
    r"|victims?|witness|suspect|pilot|driver|captain|officer|author|director|mayor|architect|engineer|doctor|nurse"
    r"|paramedic|company|firm|ship|boat|ferry|vessel|dog|cat|horse|bridge|river|stream|street|village|town|city|island"
    r"|hotel|restaurant|pub|base"
)
_OF_A_NAME = re.compile(
    rf"{_FIRST}(?:(?:what|which)(?:['’]s| is| was| were| are)? )?(?:the )?(?:full )?names? of "
    rf"(?:.*\b(?:who|whose|whom)\b|(?:the |a |his |her |their |.*['’]s )?(?:\w+ ){{0,2}}?(?:{_BEARERS})\b)",
    re.IGNORECASE,
)
_OF_A_FIGURE = re.compile(rf"{_FIRST}how (?:many|much)\b", re.IGNORECASE)
_OF_AN_AGE = re.compile(rf"{_FIRST}how old\b", re.IGNORECASE)
_FIGURE = re.compile(
    r"\d|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|dozens?|scores?|hundreds?|thousands?|(?:m|b|tr)illions?|half|halves|thirds?|quarters?|double|triple|twice|thrice"
    r"|both|couple|pair|several|few|fewer|many|more|most|much|less|little|all|every|everything|everyone|unanimous"
    r"|none|nothing|nobody|no|any|enough|free|single|sole|only|an?)\b"
    # What is told one by one can be counted.
    r"|,| and ",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\d|\b(?:aged?|years?|months?|weeks?|days?|decades?|century|centuries|\w+ties|teens?|born)\b", re.IGNORECASE
)


def by_kind(reading: Reading) -> Reading:
    """`reading`, where its best words are not of the kind asked for: told by others nearly as likely, or doubted."""
    fits = _kind(reading.meaning.text)
    return reading if fits is None else only_those(reading, fits)


def _kind(question: str) -> Callable[[Evidence], bool] | None:
    """Whether words are of the kind that `question` asks for; None where it may be any."""
    if _OF_A_NAME.match(question):
        return lambda found: _may_name(_words(found))
    if _OF_A_FIGURE.match(question):
        return lambda found: bool(_FIGURE.search(_words(found)))
    if _OF_AN_AGE.match(question):
        return lambda found: bool(_AGE.search(_words(found)))
    return None


def _words(found: Evidence) -> str:
    return found.passage.article.text[found.start : found.end]


def _may_name(words: str) -> bool:
    """Whether `words` have a capital that is not only an article's or pronoun's, or are in a script without capitals.

    >>> _may_name("the Old Marguerite"), _may_name("A retired pilot"), _may_name("a nearby base"), _may_name("北京")
    (True, False, False, True)
    """
    capitals = [word for word in words.split() if any(letter.isupper() for letter in word)]
    return words.lower() == words.upper() or any(word.lower() not in FUNCTION_WORDS for word in capitals)
