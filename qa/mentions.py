"""Answers to "Tell me about X" and "What did X say?": the sentences that name it, or that report what was said.

No sentence answers such a question more than others do, so that the network, which was trained on questions for
something in particular, is sure of none. That a sentence names the thing, or a speaker beside a word for speech, is
told from its words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.sentences import sentence_spans
from core.types import Passage
from core.words import WORD, content_words, stem
from models.confidence import VOUCHED
from qa.comparing import Reading
from qa.extent import extent
from qa.mention_forms import Mention, mention
from qa.quotes import MAX_SENTENCES, Quote, same_statement

_SPEECH = re.compile(
    r"\b(?:sa(?:id|ys?)|tells?|calls?|called|add(?:s|ed)|warn(?:s|ed)|den(?:y|ies|ied)|argu(?:es?|ed)|claim(?:s|ed)?"
    r"|announce[sd]?|promise[sd]?|replie[sd]|insist(?:s|ed)?|wr(?:ites?|ote)|admit(?:s|ted)?|according to"
    r"|confirm(?:s|ed)?|explain(?:s|ed)?|note[sd]|state[sd]|thinks?|thought|believe[sd]?|hope[sd]?|expects?|expected|demand(?:s|ed)?"
    r"|accuse[sd]?|criticise[sd]?|criticize[sd]?|praise[sd]?|reject(?:s|ed)?|predict(?:s|ed)?|suggest(?:s|ed)?|urge[sd]?"
    r"|acknowledge[sd]?|apologise[sd]?|apologize[sd]?|describe[sd]?|told (?:reporters|journalists|the)|promising)\b",
    re.IGNORECASE,
)
_SHE_SAID = re.compile(r"\b(?:he|she|they) (?:sa(?:id|ys?)|added|told|warned|wrote)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“«„][^\"”»]{12,}[\"”»]")
_LABEL = re.compile(r"(?:[\[(]\d[\d:.]*[\])] )?(?P<name>[^:\n]{2,40}): ")
# How far a speaker stands from the word for speech, in characters; names and offices come between.
_NEAR = 60
# What speech is about stands in it, in the title, or so many sentences before.
_BEFORE = 2


def from_mentions(reading: Reading) -> Reading:
    """`reading`, answered by what names the thing or reports the speech that is asked for, as far as there is any."""
    asked = mention(reading.meaning.text)
    quotes = _best(asked, reading.found.passages) if asked and not reading.sides else ()
    return replace(reading, confidence=max(reading.confidence, VOUCHED), mentions=quotes) if quotes else reading


def _best(asked: Mention, passages: Sequence[Passage]) -> tuple[Quote, ...]:
    """One sentence, with those that it leans on, of each of a few articles: that with most of the words."""
    chosen: dict[str, Quote] = {}
    wanted = asked.topic | asked.speaker
    told = [quote for passage in passages if _holds(passage, wanted) for quote in _telling(asked, passage)]
    for quote in sorted(told, key=lambda quote: -len(wanted & _stems(quote.text))):
        said = any(same_statement(quote.text, other.text) for other in chosen.values())
        if not said and quote.passage.article.id not in chosen and len(chosen) < MAX_SENTENCES:
            chosen[quote.passage.article.id] = quote
    return tuple(chosen.values())


def _holds(passage: Passage, words: frozenset[str]) -> bool:
    return words <= _stems(f"{passage.article.title}\n{passage.article.text}")


def _telling(asked: Mention, passage: Passage) -> Iterator[Quote]:
    spans, offset = sentence_spans(passage.text, passage.language), passage.chunk.start
    for place, (start, end) in enumerate(spans):
        quote = Quote(passage, *extent(passage, start + offset, end + offset))
        if not asked.speech:
            tells = _half(asked.topic, quote.text)
        else:
            before = passage.text[spans[max(0, place - _BEFORE)][0] : end]
            spoken_of = f"{passage.article.title}\n{before}\n{quote.text}"
            tells = _half(asked.topic, spoken_of) and _reports(passage.text[start:end], quote.text, asked.speaker)
        if tells:
            yield quote


def _reports(sentence: str, quoted: str, speaker: frozenset[str]) -> bool:
    """Whether `sentence` tells what somebody said, or the `speaker` if one is named: there, or as "she" in what is
    `quoted`, the sentence with those that it leans on.
    """
    if not speaker:
        return bool(_SPEECH.search(sentence) or _QUOTED.search(sentence))
    label = _LABEL.match(quoted)
    if (label and _half(speaker, label["name"])) or (_half(speaker, quoted) and _SHE_SAID.search(sentence)):
        return True
    names = [match for match in WORD.finditer(sentence) if stem(match.group()) in speaker]
    return _half(speaker, sentence) and any(
        _SPEECH.search(sentence, max(0, name.start() - _NEAR), name.end() + _NEAR) for name in names
    )


def _half(words: frozenset[str], text: str) -> bool:
    """Whether `text` holds at least half of `words`: a surname stands for the name."""
    return 2 * len(words & _stems(text)) >= len(words)


def _stems(text: str) -> frozenset[str]:
    return frozenset(content_words(text))
