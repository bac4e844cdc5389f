"""How far a quote reaches: the sentences that hold the answering words, and those without which they mislead.

A sentence that opens with a pronoun or a description ("The singer"), goes on with somebody's speech or gives a pronoun
as its speaker ("she said"), brings the one before it along, and a speaker's turn its label, so that the reader learns
who that is: also where that stands before the passage. What announces ("The winners:",
"The mayor disagreed.") brings what it announces, and a correction is quoted to its end: its first words are what was
wrong.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from core.headings import sections
from core.notices import notices
from core.sentences import Span, sentence_spans
from core.types import Passage
from core.words import FUNCTION_WORDS

_PRONOUNS = {
    "en": "he|she|they|it|his|her|their|its|this|that|these|those|the two|both",
    "de": "er|sie|es|sein|seine|ihr|ihre|dies|diese|dieser|dieses|beide",
    "fr": "il|elle|ils|elles|selon (?:lui|elle|eux)|cela|ceci|celui-ci|celle-ci|les deux",
    "es": "él|ella|ellos|ellas|según (?:él|ella|ellos)|esto|eso|este|ese|ambos",
}
_PRONOUN = {language: re.compile(rf"[\"“'‘«„(]*(?:{words})\b", re.IGNORECASE) for language, words in _PRONOUNS.items()}
# Needs no paragraph before it: what is meant inside speech and brackets is not what was told last, and "It was the
# second failure since May" says itself what it was.
_OWN_PARAGRAPH = re.compile(r"[\"“'‘«„(]|It (?:is|was) the (?:first|second|third|fourth|fifth|sixth|last|only) [a-z]")
# "..., she said": behind speech, or a comma.
_SAYS = {
    "en": r"(?:he|she|they) (?:said|says|added|told|wrote|warned|replied)|(?:said|says|added) (?:he|she|they)",
    "de": r"(?:sagte?|erklärte?|meinte?|schrieb|sagten|fügten?) (?:er|sie)",
    "fr": r"(?:a-t-|ont-|(?:dit|explique|ajoute|précise)(?:-t)?-)(?:ils?|elles?)",
}
_PRONOUN_SAYS = {
    language: re.compile(rf"(?:^|[,—–\"])\s*(?:{words})\b", re.IGNORECASE) for language, words in _SAYS.items()
}
_QUOTED = re.compile(r"[\"“„«»][^\"“”„«»]*[\"“”«»]")
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w'’-]+")
# "The singer", "The show": somebody or something that the sentence before has named.
_DESCRIPTION = re.compile(r"(?:The|These|Those) [a-z]")
# "The diver Ada Brandt", "The head of the port, Ada Brandt,": these name somebody themselves.
_TITLED = re.compile(
    r"The (?P<words>[a-z][\w'’-]*(?: [a-z][\w'’-]*){0,3}) (?P<name>[A-ZÀ-Þ][\w'’.-]+(?: [A-ZÀ-Þ][\w'’.-]+)?)"
)
_APPOSITION = re.compile(r"The [^.,;:\n]{3,80}, [A-ZÀ-Þ][\w'’.-]+(?: [\w'’.-]+){0,2} [A-ZÀ-Þ][\w'’.-]+,")
# "The diver met Ada Brandt": the name is another's.
_VERB = re.compile(r"\w+ed|told|met|left|won|beat|gave|took|saw")
# Speech from its first to its last character: whose it is stands before it.
_ONLY_SPEECH = re.compile(r"[\"“«].*[\"”»]", re.DOTALL)
_OPENS_SPEECH = re.compile(r"[\"“«„]")
_YES_OR_NO = re.compile(r"(?:Yes|No|Usually|Usually not|Not (?:yet|always|necessarily)|It depends)[.!]")
_QUOTATION_MARK = re.compile(r"[\"“”«»„]")
# "Northhaven, Monday –", "The winners:": what a sentence says stands in the next one.
_GOES_ON = ("—", "–", "--", ":")
# "The mayor, Ada Brandt, disagreed.": longer sentences say enough for themselves.
_ANNOUNCEMENT_CHARS = 90
# "18:40", over what happened then, in live reports.
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
# "It took you eleven years.", put to somebody whose reply is the next paragraph.
_YOU = re.compile(r"\byou(?:r|rs|rself|['’]\w+)?\b", re.IGNORECASE)
_PUT_CHARS, _FEWEST_QUESTIONS, _SHORT_REPLY_CHARS = 250, 2, 25
# "Ada Brandt: We were warned.", "[00:01:22] BRANDT: We were warned.", in interviews, minutes and plays.
_SPEAKER = re.compile(r"(?:[\[(]\d[\d:.]*[\])] )?[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,2}: ")
# Sentences that are quoted at most in front of the one that answers, of its turn in front of those, and of a correction
# behind it.
_MOST_FURTHER = 3
# As much of the article in front of a passage is read for what its first sentence leans on.
_BEFORE_CHARS = 1000
# Every sentence of a passage may be asked about, one after another.
_spans = lru_cache(maxsize=32)(sentence_spans)
# "It should have been 150 g.", behind what was wrong; "It should have been built in May." takes nothing back.
_RIGHT = (
    r"(?:(?:on|in|at|only|just) )?(?:\d|[\"“„«]|[A-ZÀ-Þ]|(?:one|two|three|four|five|six|seven|eight|nine|ten|half)\b)"
)
_PUTS_RIGHT = re.compile(
    rf"(?:It|That|This|They) should have (?:been|read|said),? {_RIGHT}|(?:That|This) was wrong\b(?! (?:of|to)\b)"
)
# "In last week's letter we wrote that it costs 4 crowns. It costs 6."
_TAKES_BACK = re.compile(
    r"\b(?:earlier|previous|original) versions? of (?:this|the|our)\b"
    r"|\b(?:last|previous|earlier|yesterday)\b(?:['’]s)?(?: [\w'’]+){0,3},? we (?:wrote|said|reported|stated|gave)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sentences:
    """Those of `text`, which begins at `offset` in the article."""

    text: str
    offset: int
    spans: Sequence[Span]
    language: str

    def __getitem__(self, place: int) -> str:
        return self.text[slice(*self.spans[place])]

    def __len__(self) -> int:
        return len(self.spans)

    def together(self, place: int) -> bool:
        """Whether sentence `place` and the next stand in one paragraph."""
        return place + 1 < len(self) and "\n" not in self.text[self.spans[place][1] : self.spans[place + 1][0]]

    def asks_for_the_next(self, place: int) -> bool:
        """Whether sentence `place` is a whole paragraph, a question that the next one answers, as in interviews."""
        alone = not self.together(place) and (place == 0 or not self.together(place - 1))
        return self[place].endswith(("?", "？")) and place + 1 < len(self) and alone


def extent(passage: Passage, start: int, end: int) -> Span:
    """The sentences to quote for the answering words [start, end); article offsets, given and returned.

    A heading among them is left out, and a question that is a paragraph; for one alone stands the sentence behind it.
    """
    sentences = _sentences(passage)
    offset = sentences.offset
    touched = [place for place, (a, b) in enumerate(sentences.spans) if a + offset < end and b + offset > start]
    if not touched:
        return start, end
    told = _without_headings(sentences, touched)
    first, last = told[0], _last(sentences, told[-1])
    return sentences.spans[_first(sentences, first)][0] + offset, sentences.spans[last][1] + offset


def takes_back(passage: Passage, start: int, end: int) -> bool:
    """Whether the words [start, end) stand where the article says what was wrong, or an interviewer what may be."""
    sentences = _sentences(passage)
    offset = sentences.offset
    return any(
        _is_correction(sentences, place) or _is_put_right(sentences, place) or _is_put_to_somebody(sentences, place)
        for place, (a, b) in enumerate(sentences.spans)
        if a + offset < end and b + offset > start
    )


def _sentences(passage: Passage) -> _Sentences:
    """The passage's sentences, and those just before it."""
    text, start = passage.article.text, passage.chunk.start
    offset = max(0, start - _BEFORE_CHARS)
    before, own = text[offset:start], passage.text
    # The first of what is cut out of a text is the end of a sentence.
    led = _spans(before, passage.language)[1 if offset else 0 :]
    told = ((a + len(before), b + len(before)) for a, b in _spans(own, passage.language))
    return _Sentences(before + own, offset, (*led, *told), passage.language.partition("-")[0])


def _without_headings(sentences: _Sentences, touched: Sequence[int]) -> Sequence[int]:
    bodies = [(section.start, section.end) for section in sections(sentences.text)]

    def told(place: int) -> bool:
        start, end = sentences.spans[place]
        if sentences.asks_for_the_next(place):
            return False
        return sentences[place].endswith(_GOES_ON) or any(first < end and start < last for first, last in bodies)

    behind = (place for place in range(touched[-1] + 1, len(sentences)) if told(place))
    return [place for place in touched if told(place)] or list(islice(behind, 1)) or touched


def _first(sentences: _Sentences, first: int) -> int:
    # What a description means is named by the sentence before, of whomever else that one speaks.
    most = 1 if _DESCRIPTION.match(sentences[first]) else _MOST_FURTHER
    answering, limit = first, max(0, first - most)
    while first > limit and _leans_on_the_one_before(sentences, first):
        first -= 1
    first = _without_nameless_paragraph(sentences, first, answering)
    turn = first
    while turn > 0 and sentences.together(turn - 1):
        turn -= 1
    return turn if first - turn <= _MOST_FURTHER and _SPEAKER.match(sentences[turn]) else first


def _without_nameless_paragraph(sentences: _Sentences, first: int, answering: int) -> int:
    """`first`, or where it names nobody the first sentence of the paragraph of the one that is `answering`: the end of
    another paragraph that says "she" as well tells nothing.
    """
    opening = next((place for place in range(answering, first, -1) if not sentences.together(place - 1)), first)
    return first if _names_somebody(sentences, first) else opening


def _names_somebody(sentences: _Sentences, place: int) -> bool:
    """Whether a sentence has a name in it, or begins with one: a word that has its capital elsewhere too."""
    opening = _NAME.match(sentences[place])
    anywhere = opening and re.search(rf"[\w,] {re.escape(opening[0])}\b", sentences.text)
    return bool(_NAME.search(sentences[place], 1) or anywhere)


def _last(sentences: _Sentences, last: int) -> int:
    if _is_correction(sentences, last):
        limit = last + _MOST_FURTHER
        while last < limit and sentences.together(last):
            last += 1
    while last + 1 < len(sentences) and (_announces(sentences, last) or _is_put_right(sentences, last)):
        last += 1
    return _reply_end(sentences, last) if _is_put_to_somebody(sentences, last) else last


def _is_put_to_somebody(sentences: _Sentences, place: int) -> bool:
    """Whether a paragraph ends here that an interviewer says without asking: the reply may be that it is wrong."""
    if place + 1 == len(sentences) or sentences.together(place) or not _is_interview(sentences.text):
        return False
    put, reply = (_paragraph_at(sentences, at) for at in (place, place + 1))
    questions = put.endswith("?") or reply.endswith("?")
    return not questions and len(put) <= _PUT_CHARS and bool(_YOU.search(_QUOTED.sub("", put)))


def _is_interview(text: str) -> bool:
    return sum(line.rstrip().endswith("?") for line in text.split("\n")) >= _FEWEST_QUESTIONS


def _paragraph_at(sentences: _Sentences, place: int) -> str:
    start, end = sentences.spans[place]
    opens, closes = sentences.text.rfind("\n", 0, start) + 1, sentences.text.find("\n", end)
    return sentences.text[opens : closes if closes >= 0 else None].strip()


def _reply_end(sentences: _Sentences, put: int) -> int:
    """The first sentence of the reply, and the next where that is a word or two: "Nine."."""
    reply = put + 1
    return reply + 1 if len(sentences[reply]) <= _SHORT_REPLY_CHARS and sentences.together(reply) else reply


def _announces(sentences: _Sentences, place: int) -> bool:
    """Whether the sentence says only that something follows: a list, a place's news, somebody's words; or "Yes."."""
    said = sentences[place]
    if said.endswith(_GOES_ON) or (_YES_OR_NO.fullmatch(said) and sentences.together(place)):
        return True
    if _CLOCK.fullmatch(said):
        return not _CLOCK.fullmatch(sentences[place + 1])
    short = len(said) <= _ANNOUNCEMENT_CHARS and not _QUOTATION_MARK.search(said)
    return short and sentences.together(place) and bool(_OPENS_SPEECH.match(sentences[place + 1]))


def _is_correction(sentences: _Sentences, place: int) -> bool:
    start, end = sentences.spans[place]
    opens = any(one.kind != "update" and start <= one.start < end for one in notices(sentences.text))
    return opens or bool(_TAKES_BACK.search(sentences[place]))


def _is_put_right(sentences: _Sentences, place: int) -> bool:
    return sentences.together(place) and bool(_PUTS_RIGHT.match(sentences[place + 1]))


def _leans_on_the_one_before(sentences: _Sentences, place: int) -> bool:
    """Whether a sentence needs its predecessor: it opens with a pronoun or a description, goes on with somebody's
    speech, or a pronoun is its speaker.

    Speech and descriptions go on only within their paragraph, which in news often opens with "The ..." and begins
    something else; a predecessor without a full stop, or marked as one, is a heading and tells nobody's name.
    """
    before = sentences[place - 1]
    if before.startswith("#") or before.rstrip("\"”'’*_")[-1:] not in {".", "!", "?", "…"}:
        return False
    together = sentences.together(place - 1)
    pronoun = _PRONOUN.get(sentences.language, _PRONOUN["en"]).match(sentences[place])
    if _pronoun_says(sentences, place) or (pronoun and (together or not _OWN_PARAGRAPH.match(sentences[place]))):
        return True
    described = _DESCRIPTION.match(sentences[place]) and not _names_itself(sentences[place])
    return together and bool(described or _ONLY_SPEECH.fullmatch(sentences[place]))


def _pronoun_says(sentences: _Sentences, place: int) -> bool:
    """Whether the speaker is a pronoun, with no name before it but for the sentence's first word."""
    unquoted = _QUOTED.sub('"', sentences[place])
    said = _PRONOUN_SAYS.get(sentences.language, _PRONOUN_SAYS["en"]).search(unquoted)
    return said is not None and not _NAME.search(unquoted, 1, said.start())


def _names_itself(sentence: str) -> bool:
    """Whether the description that opens a sentence ("The diver Ada Brandt") says whom it means.

    Of one surname behind several words the words may tell something else ("The singer left Rome").
    """
    titled = _TITLED.match(sentence)
    if titled is None:
        return bool(_APPOSITION.match(sentence))
    words = titled["words"].split()
    nouns = FUNCTION_WORDS.isdisjoint(words) and not _VERB.fullmatch(words[-1])
    return nouns and (len(words) == 1 or " " in titled["name"])
