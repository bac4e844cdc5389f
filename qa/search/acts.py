"""Answers to "What did Ada Brandt deny?", "... recommend?": the sentence in which she does, in the same word.

Where reading is not sure. Whose act it is and that it is this one is told by the words: her name, or a pronoun for it,
with a form of the verb behind it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.sentences import Span
from core.types import Passage
from core.words import FUNCTION_WORDS, WORD, content_words, stem
from models.confidence import VOUCHED
from qa.questions.mention_forms import mention
from qa.quoting.choosing import MAX_SENTENCES
from qa.quoting.quotes import Quote
from qa.search.finding import SURE, Reading
from qa.search.mentions import sentences_told

_WHAT_DID = re.compile(
    r"\s*(?:(?:and|so|but) )?what (?:else )?(?:did|does|do|has|have|had) (?P<rest>[^;:?!]{3,120}?)\s*[?.!]*\s*",
    re.IGNORECASE,
)
_LONGEST_NAME = 4
_ALIKE = (frozenset({"deni", "reject", "dismiss"}), frozenset({"demand", "want"}), frozenset({"recommend", "advis"}))
# Between the name and the verb other words come ("Brandt, who heads the port, denied"), and few behind a pronoun.
_NEAR, _NEAR_PRONOUN = 80, 25
_PRONOUN = re.compile(r"[\"“]?(?:He|She|They|It)\b")
_PASSIVE = re.compile(r"\b(?:is|was|were|are|been|be|being|by) (?:\w+ly )?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Act:
    """Who did what, as stems; of the `topic`, if any is named."""

    name: frozenset[str]
    verbs: frozenset[str]
    topic: frozenset[str]


def by_act(reading: Reading) -> Reading:
    """`reading`, answered by sentences in which somebody does what is asked about, unless it is surely answered."""
    question = reading.meaning.text
    found = None if reading.sides or reading.mentions or reading.confidence >= SURE else _WHAT_DID.fullmatch(question)
    if found is None or mention(question):
        return reading
    quotes = next(filter(None, (_told(act, reading.found.passages) for act in _acts(found["rest"]))), ())
    return replace(reading, confidence=max(reading.confidence, VOUCHED), mentions=quotes) if quotes else reading


def _acts(rest: str) -> Iterator[_Act]:
    """What `rest` may mean, "Ada Brandt deny about the ferry": where the name ends, the articles tell."""
    words = [match.group() for match in WORD.finditer(rest)]
    for place, verb in enumerate(words[1 : _LONGEST_NAME + 1], start=1):
        name, topic = (frozenset(content_words(" ".join(part))) for part in (words[:place], words[place + 1 :]))
        if name and verb.lower() not in FUNCTION_WORDS:
            alike = next((one for one in _ALIKE if stem(verb) in one), frozenset({stem(verb)}))
            yield _Act(name, alike, topic)


def _told(act: _Act, passages: Sequence[Passage]) -> tuple[Quote, ...]:
    best: dict[str, Quote] = {}
    for passage in passages:
        for sentence, quote in sentences_told(passage):
            if len(best) < MAX_SENTENCES and _does(act, sentence, quote):
                best.setdefault(quote.passage.article.id, quote)
    return tuple(best.values())


def _does(act: _Act, sentence: str, quote: Quote) -> bool:
    told = set(content_words(quote.text))
    if not (act.name <= told and act.topic <= told | set(content_words(quote.passage.article.title))):
        return False
    reaches = tuple(_reaches(act, sentence))
    return any(start <= verb < end for verb in _verbs(act, sentence) for start, end in reaches)


def _verbs(act: _Act, sentence: str) -> Iterator[int]:
    """Where the verb stands, as what somebody does."""
    for word in WORD.finditer(sentence):
        does = word.group()[0].islower() and stem(word.group()) in act.verbs
        if does and not _PASSIVE.search(sentence[: word.start()]):
            yield word.start()


def _reaches(act: _Act, sentence: str) -> Iterator[Span]:
    """Where a verb is that of the one who is named, or meant by the pronoun that opens the sentence."""
    for word in WORD.finditer(sentence):
        if stem(word.group()) in act.name and not word.group().endswith(("'s", "’s")):
            yield word.end(), word.end() + _NEAR
    if pronoun := _PRONOUN.match(sentence):
        yield pronoun.end(), pronoun.end() + _NEAR_PRONOUN
