"""Answers to "Who is Ada Brandt?": the sentences that say who somebody is.

News says it in passing ("Ada Brandt, who runs the port, said ..."), and the network, which knows few names, is often
unsure of it. That a sentence introduces somebody is told from the words beside the name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.calendar import DAYS, MONTHS
from core.types import Passage
from core.words import FUNCTION_WORDS
from models.confidence import VOUCHED
from qa.quoting.choosing import MAX_SENTENCES
from qa.quoting.quotes import Quote
from qa.search.finding import SURE, Reading
from qa.search.mentions import sentences_told

_WORD_OF_A_NAME = r"[^\W\d_][\w.’'-]*"
_WHO_IS = re.compile(
    rf"\s*(?:and )?who(?:['’]s| is| was) (?P<name>{_WORD_OF_A_NAME}(?: {_WORD_OF_A_NAME}){{0,3}}?)\s*[?.!]*\s*",
    re.IGNORECASE,
)
# "Ada Brandt, 51, who runs the port", "Ada Brandt of the port", "Ada Brandt, chief engineer of", "Brandt is the".
_IN_WORDS_BEHIND = re.compile(
    r"(?:,? \(?\d{1,3}\)?)?"
    r"(?:, (?:(?:then|now|once|formerly) )?(?:(?:who|whose|an?|the|one of|his|her|its|their|our)\b"
    r"|[A-Z][\w-]+['’]s? [a-z]|(?P<noun>[a-z][\w-]+) )"
    r"| of (?:the |[A-Z])| (?:is|was|became|has been|had been) (?:an?|the|one of)\b)"
)
# "The skipper, Ada Brandt," and "prosecutor Ada Brandt".
_IN_WORDS_BEFORE = re.compile(
    r"(?P<role>[^\W\d_][\w-]*)(?P<apart>,?) (?:(?:called|named|nicknamed) )?(?:(?:Mr|Mrs|Ms|Dr|Prof|Sir|Dame)\.? )?\Z"
)
_NO_NOUN = re.compile(r"\w+(?:ed|ing|ly)|told|met|left|won|beat|gave|took|saw|says|reports", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Aa]round|[Oo]ff) (?:[^\W\d_a-z][\w.’'-]* )*\Z")
_NEAR = 60
_TIMES = frozenset(name.lower() for name in (*MONTHS, *DAYS))


def by_introduction(reading: Reading) -> Reading:
    """`reading`, answered by sentences that say who somebody is, if it is asked for and not surely answered."""
    found = None if reading.sides or reading.mentions else _WHO_IS.fullmatch(reading.meaning.text)
    if found is None or reading.confidence >= SURE or not _may_be_a_name(found["name"]):
        return reading
    quotes = _introductions(found["name"], reading.found.passages)
    return replace(reading, confidence=max(reading.confidence, VOUCHED), mentions=quotes) if quotes else reading


def _may_be_a_name(words: str) -> bool:
    """Whether `words` may be a name: "the mayor" and "Brandt's husband" are none."""
    return not any(word.lower() in FUNCTION_WORDS or word.endswith(("'s", "’s")) for word in words.split())


def _introductions(name: str, passages: Sequence[Passage]) -> tuple[Quote, ...]:
    """The best introduction of each of a few articles, none where the words are no name in them."""
    called = r"\s+".join(map(re.escape, name.split()))
    words = re.compile(rf"(?<![\w-]){called}(?!['’]s)(?![\w-])", re.IGNORECASE)
    if any(found.group()[0].islower() for one in passages for found in words.finditer(one.text)):
        return ()
    told = [(_weight(words, quote), quote) for one in passages for _, quote in sentences_told(one)]
    best: dict[str, Quote] = {}
    for weight, quote in sorted(told, key=lambda one: -one[0]):
        if weight and len(best) < MAX_SENTENCES - 1:
            best.setdefault(quote.passage.article.id, quote)
    return tuple(best.values())


def _weight(words: re.Pattern[str], quote: Quote) -> int:
    """How much `quote` says of who is called so: 2 where a clause does, 1 where a word before the name, or 0."""
    return max(_weights(words, quote.text), default=0)


def _weights(words: re.Pattern[str], text: str) -> Iterator[int]:
    for name in (found for found in words.finditer(text) if not _PLACE.search(text[: found.start()])):
        behind = _IN_WORDS_BEHIND.match(text, name.end())
        before = _IN_WORDS_BEFORE.search(text, max(0, name.start() - _NEAR), name.start())
        role = before if before and _is_role(before["role"]) else None
        if behind and _is_role(behind["noun"] or "noun"):
            yield 2
        elif role:
            # "In the last year, Ada Brandt said": a role that stands apart is told between commas.
            yield 1 if not role["apart"] else 2 * text.startswith(",", name.end())


def _is_role(word: str) -> bool:
    known = word.lower() in FUNCTION_WORDS | _TIMES
    return not known and not _NO_NOUN.fullmatch(word)
