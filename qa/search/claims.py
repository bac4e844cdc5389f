"""Answers to "Who said that the pier leaks?" and "According to whom does it?": the sentence that reports the claim.

Of such a question the network finds somebody who said something. Who said this is told by the words of the claim,
which most of them stand in the sentence that reports it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.sentences import sentence_of
from core.types import Passage
from core.words import content_words, counts, without_counts
from models.confidence import VOUCHED
from qa.quoting.quotes import Quote
from qa.search.finding import DOUBTED, SURE, Reading
from qa.search.mentions import SPEECH, sentences_told

_CLAIM = r"(?P<claim>(?!(?:what|so|it|this|something|anything|nothing)\b)[^;:?!]{8,160}?)"
_SAID = (
    r"(?:said|says?|claim(?:s|ed)?|tells?|told (?:\w+ ){1,3}?(?=that)|warn(?:s|ed)|den(?:y|ies|ied)|admit(?:s|ted)"
    r"|report(?:s|ed)|announced|confirm(?:s|ed)|argue[sd]?|complain(?:s|ed)|promise[sd]?|allege[sd]?|thinks?)"
)
_FORMS = tuple(
    re.compile(rf"\s*(?:(?:and|so|but) )?{form}\s*[?.]*\s*", re.IGNORECASE)
    for form in (
        rf"who (?:(?:has|had|first|also) )?{_SAID} (?:that )?(?!(?:about|on|of|to)\b){_CLAIM}",
        rf"according to (?:who|whom),? {_CLAIM}",
        rf"{_CLAIM},? according to (?:who|whom)",
    )
)
_REPORTS = re.compile(r"\b(?:report(?:s|ed)|citing|cited|alleged?)\b|[\"“«]", re.IGNORECASE)
# Of the claim's words that the sentence must hold where reading is sure of another, and where it is sure of nothing.
_HALF, _MOST = 0.5, 0.75


@dataclass(frozen=True, slots=True)
class _Claim:
    words: frozenset[str]
    figures: frozenset[str]

    def share_in(self, text: str) -> float:
        """How much of the claim `text` makes, in [0, 1]; nothing where a figure of it is missing."""
        told = self.words & frozenset(content_words(text))
        return len(told) / len(self.words) if self.figures <= counts(text) else 0.0


def by_claim(reading: Reading) -> Reading:
    """`reading`, answered by the sentence that reports what somebody is asked for who said it.

    Where reading is sure, by one that holds more of it than the sentence that it points to; and what it is sure of is
    doubted where nobody speaks of a figure of the claim.
    """
    claim = None if reading.sides or reading.mentions else _claim(reading.meaning.text)
    if claim is None:
        return reading
    share, quote = max(_reports(claim, reading.found.passages), key=lambda one: one[0], default=(0.0, None))
    sure = reading.confidence >= SURE
    if quote and share >= (_HALF if sure else _MOST) and not (sure and share <= _share_read(claim, reading)):
        return replace(reading, confidence=max(reading.confidence, VOUCHED), mentions=(quote,))
    unheard = sure and claim.figures and not share
    return replace(reading, confidence=DOUBTED) if unheard else reading


def _claim(question: str) -> _Claim | None:
    found = next((match for form in _FORMS if (match := form.fullmatch(question))), None)
    words = frozenset(content_words(without_counts(found["claim"]))) if found else frozenset()
    return _Claim(words, counts(found["claim"])) if found and len(words) > 1 else None


def _reports(claim: _Claim, passages: Sequence[Passage]) -> list[tuple[float, Quote]]:
    return [
        (claim.share_in(sentence), quote)
        for passage in passages
        for sentence, quote in sentences_told(passage)
        if SPEECH.search(sentence) or _REPORTS.search(sentence)
    ]


def _share_read(claim: _Claim, reading: Reading) -> float:
    best = reading.found.evidence[0]
    return claim.share_in(sentence_of(best.passage, best.start, best.end))
