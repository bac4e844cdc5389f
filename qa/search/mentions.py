"""Answers to "Tell me about X" and "What did X say?": the sentences that name it, or that report what was said.

No sentence answers such a question more than others do, so that the network, which was trained on questions for
something in particular, is sure of none. That a sentence names the thing, or a speaker beside a word for speech, is
told from its words.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from core.sentences import sentence_of, sentence_spans
from core.types import Evidence, Passage
from core.words import WORD, content_words, stem
from models.confidence import VOUCHED
from qa.questions.mention_forms import Mention, mention
from qa.quoting.choosing import MAX_SENTENCES
from qa.quoting.extent import extent
from qa.quoting.quotes import Quote
from qa.search.finding import DOUBTED, SURE, Reading
from qa.signals.statements import says_nothing_new

SPEECH = re.compile(
    r"\b(?:sa(?:id|ys?)|tells?|calls?|called|add(?:s|ed)|warn(?:s|ed)|den(?:y|ies|ied)|argu(?:es?|ed)|claim(?:s|ed)?"
    r"|announce[sd]?|promise[sd]?|replie[sd]|insist(?:s|ed)?|wr(?:ites?|ote)|admit(?:s|ted)?|according to"
    r"|confirm(?:s|ed)?|explain(?:s|ed)?|note[sd]|state[sd]|thinks?|thought|believe[sd]?|hope[sd]?|expects?|expected|demand(?:s|ed)?"
    r"|accuse[sd]?|criticise[sd]?|criticize[sd]?|praise[sd]?|reject(?:s|ed)?|predict(?:s|ed)?|suggest(?:s|ed)?|urge[sd]?"
    r"|welcome[sd]|testif(?:ies|ied)|complain(?:s|ed)|objected|contradict(?:s|ed)|conced(?:es|ed)|joked"
    r"|acknowledge[sd]?|apologise[sd]?|apologize[sd]?|describe[sd]?|told (?:reporters|journalists|the)|promising)\b",
    re.IGNORECASE,
)
_SHE_SAID = re.compile(
    r"\b(?:he|she|they) (?:(?:also|now|later|then|\w+ly) )?(?:sa(?:id|ys?)|added|told|warned|wrote)\b", re.IGNORECASE
)
_QUOTED = re.compile(r"[\"“«„][^\"”»]{12,}[\"”»]")
# Leans on whoever the sentence before it names.
_ONLY_SPEECH = re.compile(r"[\"“«].*[\"”»]", re.DOTALL)
_LABEL = re.compile(r"(?:[\[(]\d[\d:.]*[\])] )?(?P<name>[^:\n]{2,40}): ")
# Words that have the speaker before them, but for '"Yes," said Brandt' and "It leaks, says Brandt."
_HAS_SUBJECT = re.compile(
    r"sa(?:id|ys?)|tells?|told.*|claim(?:s|ed)?|think?s?|thought|believe[sd]?|hope[sd]?", re.IGNORECASE
)
_MARKS = ('"', "”", "’", "»")
_GOES_ON = re.compile(r" [\w(]")
_THAT = re.compile(r"\bthat\b")
_ONLY_NAMES = re.compile(r"(?: [^\W\d_a-z][\w.’'-]*)* ")
# How far a speaker stands from the word for speech, in characters; names and offices come between.
_NEAR = 60


def by_mentions(reading: Reading) -> Reading:
    """`reading`, judged by the words of sentences where it is of a thing or a speaker.

    Where it is not sure, what names the thing or reports the speech answers, and always where all that somebody said
    is asked for. Where it is, but none of the passages reports the speaker together with anything of the topic,
    somebody else spoke of it; and where one does, somebody else's words are not quoted.
    """
    asked = None if reading.sides else mention(reading.meaning.text)
    if asked is None:
        return reading
    if reading.confidence >= SURE and (asked.topic or not asked.speaker):
        spoke = not asked.speaker or any(_may_speak(asked, one) for one in reading.found.passages)
        return _by_the_speaker(asked, reading) if spoke else replace(reading, confidence=DOUBTED)
    if quotes := _best(asked, reading.found.passages):
        return replace(reading, confidence=max(reading.confidence, VOUCHED), mentions=quotes)
    named = not asked.speaker or _kept(reading.found.evidence, lambda _, quote: _names(asked, quote.text))
    return reading if named else replace(reading, confidence=min(reading.confidence, DOUBTED))


def _by_the_speaker(asked: Mention, reading: Reading) -> Reading:
    """`reading` with the places that report the speaker's words, of the topic if any do; without one, with those whose
    quotes name the speaker.
    """
    if not asked.speaker:
        return reading
    evidence = reading.found.evidence
    said = _kept(evidence, lambda sentence, quote: _says(sentence, quote, asked))
    of_it = _kept(said, lambda _, quote: _is_of(asked.topic, quote))
    kept = of_it or said or _kept(evidence, lambda _, quote: _names(asked, quote.text)) or evidence
    return replace(reading, found=replace(reading.found, evidence=kept))


def _kept(evidence: Sequence[Evidence], holds: Callable[[str, Quote], bool]) -> tuple[Evidence, ...]:
    """`evidence` at those of its places whose sentence and quote hold; what has none is left out."""
    told = []
    for one in evidence:
        if places := [place for place in one.places if holds(*_told_at(one.passage, place[0], place[1]))]:
            (start, end, score), *others = places
            told.append(replace(one, start=start, end=end, span_score=score, others=tuple(others)))
    return tuple(told)


def _told_at(passage: Passage, start: int, end: int) -> tuple[str, Quote]:
    """The sentence that the words [start, end) of the article stand in, and what is quoted for them."""
    return sentence_of(passage, start, end), Quote(passage, *extent(passage, start, end))


def _may_speak(asked: Mention, passage: Passage) -> bool:
    """Whether a sentence reports what the speaker said, of the topic or, whatever it was, on the occasion."""
    return any(
        _says(sentence, quote, asked) and (asked.occasion or _is_of(asked.topic, quote))
        for sentence, quote in sentences_told(passage)
    )


def _is_of(topic: frozenset[str], quote: Quote) -> bool:
    """Whether any word of `topic` stands in the title or the paragraph of `quote`: often it is the sentence before."""
    return bool(topic & _stems(f"{quote.passage.article.title}\n{_paragraph(quote)}"))


def sentences_told(passage: Passage) -> Iterator[tuple[str, Quote]]:
    """Each sentence, and what is quoted for it."""
    offset = passage.chunk.start
    for start, end in sentence_spans(passage.text, passage.language):
        yield passage.text[start:end], Quote(passage, *extent(passage, start + offset, end + offset))


def _paragraph(quote: Quote) -> str:
    """The whole paragraph of `quote`."""
    text = quote.passage.article.text
    start, end = text.rfind("\n", 0, quote.start) + 1, text.find("\n", quote.end)
    return text[start : end if end >= 0 else None]


def _best(asked: Mention, passages: Sequence[Passage]) -> tuple[Quote, ...]:
    """One sentence, with those that it leans on, of each of a few articles: that with most of the topic's words; of
    speech rather what is quoted.
    """
    chosen: dict[str, Quote] = {}
    wanted = asked.topic | asked.speaker
    told = [quote for passage in passages if _holds(passage, wanted) for quote in _telling(asked, passage)]
    for quote in sorted(told, key=lambda quote: _worth(asked, quote), reverse=True):
        said = any(says_nothing_new(quote.text, other.text) for other in chosen.values())
        if not said and quote.passage.article.id not in chosen and len(chosen) < MAX_SENTENCES:
            chosen[quote.passage.article.id] = quote
    return tuple(chosen.values())


def _worth(asked: Mention, quote: Quote) -> tuple[int, bool, int]:
    words, quoted = _stems(quote.text), bool(_QUOTED.search(quote.text))
    return len(asked.topic & words), asked.speech and quoted, len(asked.speaker & words)


def _holds(passage: Passage, words: frozenset[str]) -> bool:
    article = passage.article
    return words <= _stems(f"{article.title}\n{' '.join(article.authors)}\n{article.text}")


def _telling(asked: Mention, passage: Passage) -> Iterator[Quote]:
    for sentence, quote in sentences_told(passage):
        said = not asked.speech or _says(sentence, quote, asked)
        # Whom an article quotes speaks mostly of what it is about.
        about = f"{passage.article.title}\n{quote.text}" if asked.speaker else quote.text
        if said and _half(asked.topic, about):
            yield quote


def _says(sentence: str, quote: Quote, asked: Mention) -> bool:
    """Whether the speaker, if one is named, says it: it is reported, or told by her in an article of her own."""
    if _reports(sentence, quote.text, asked):
        return True
    by_her = asked.speaker and asked.speaker <= _stems(" ".join(quote.passage.article.authors))
    return bool(by_her) and not SPEECH.search(sentence)


def _reports(sentence: str, quoted: str, asked: Mention) -> bool:
    """Whether `sentence` tells what somebody said, or the speaker if one is named: there, or as "she" in what is
    `quoted`, the sentence with those that it leans on.
    """
    if not asked.speaker:
        return bool(SPEECH.search(sentence) or _QUOTED.search(sentence))
    label = _LABEL.match(quoted)
    hers = _SHE_SAID.search(sentence) or _ONLY_SPEECH.fullmatch(sentence)
    goes_on = hers and _named(asked, quoted) and _names(asked, quoted)
    if goes_on or (label and _names(asked, label["name"])):
        return True
    return _names(asked, sentence) and any(_speaks(sentence, name) for name in _named(asked, sentence))


def _speaks(sentence: str, name: re.Match[str]) -> bool:
    """Whether a word for speech near `name` is hers; "Falk said that Brandt had left" and "told Brandt" are not.

    Behind the word stands the speaker where speech in marks comes before it, or no verb behind the name.
    """
    for word in SPEECH.finditer(sentence, max(0, name.start() - _NEAR), name.end() + _NEAR):
        follows = _ONLY_NAMES.fullmatch(sentence, word.end(), name.start()) and _HAS_SUBJECT.fullmatch(word.group())
        inverted = sentence[: word.start()].rstrip().endswith(_MARKS) or not _GOES_ON.match(sentence, name.end())
        if (not follows or inverted) and not _THAT.search(sentence, word.end(), name.start()):
            return True
    return False


def _named(asked: Mention, text: str) -> list[re.Match[str]]:
    """The words of `text` that name the speaker: "Brandt's deputy" is not Brandt."""
    words = (match for match in WORD.finditer(text) if not match.group().endswith(("'s", "’s")))
    return [match for match in words if stem(match.group()) in asked.speaker]


def _names(asked: Mention, text: str) -> bool:
    """Whether `text` names the speaker: half of a name, for which the surname stands, but all of an office."""
    return _half(asked.speaker, text) and asked.office <= _stems(text)


def _half(words: frozenset[str], text: str) -> bool:
    """Whether `text` holds at least half of `words`."""
    return 2 * len(words & _stems(text)) >= len(words)


def _stems(text: str) -> frozenset[str]:
    return frozenset(content_words(text))
