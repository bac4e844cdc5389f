"""Answers to "What is CR-17?": the sentence that says what is called so.

"It is called CR-17" tells what it is in the sentence before, so that the network is not sure of it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from core.sentences import sentence_spans
from core.types import Passage
from core.words import FUNCTION_WORDS, WORD
from models.confidence import VOUCHED
from qa.quoting.extent import extent
from qa.quoting.quotes import Quote
from qa.search.finding import SURE, Reading

_ASKS_WHAT = re.compile(
    r"\W*(?:and )?(?:what(?:['’]s| is| are| was| were| (?P<means>do|does)) |define )(?:an? |the )?"
    r"(?P<name>[\w'’-]+(?: [\w'’-]+){0,3}?)(?(means) (?:mean|stand for))\W*",
    re.IGNORECASE,
)
_CALLED = (
    r"\b(?:call(?:s|ed)?|named|known as|termed|dubbed|nicknamed|(?:shortened|abbreviated) (?:to|as)|short for)"
    r"\s+(?:(?:an?|the|it|them|this|these)\s+){0,2}[\"“'‘*_]*"
)
# "They called the plan reckless" says nothing of what it is.
_AND_NOT_AS_WHAT = (
    r"[\"”'’*_]*(?=\s*(?:[,.;:!?)\"”—–]|\Z"
    r"|(?:is|was|are|were|has|had|can|and|that|which|in|on|at|for|to|from|by|or)\b))"
)


def by_name(reading: Reading) -> Reading:
    """`reading`, where it is not sure what something is, answered by what is called so."""
    asked = None if reading.sides or reading.confidence >= SURE else _ASKS_WHAT.fullmatch(reading.meaning.text)
    if asked is None or not FUNCTION_WORDS.isdisjoint(one.group().lower() for one in WORD.finditer(asked["name"])):
        return reading
    called = re.compile(rf"{_CALLED}{re.escape(asked['name'])}{_AND_NOT_AS_WHAT}", re.IGNORECASE)
    quote = next((one for passage in reading.found.passages for one in _naming(called, passage)), None)
    return reading if quote is None else replace(reading, confidence=VOUCHED, mentions=(quote,))


def _naming(called: re.Pattern[str], passage: Passage) -> Iterator[Quote]:
    """The sentences of a passage that say what is `called` so, each with those that it leans on."""
    offset = passage.chunk.start
    for start, end in sentence_spans(passage.text, passage.language):
        if called.search(passage.text, start, end):
            yield Quote(passage, *extent(passage, start + offset, end + offset))
