"""Markers `[n]` in a model's reply become citations of the sentence that supports the sentence they stand in.

A marker is believed only as far as the passage bears it out: the figures of the claim must stand in the passage, and
enough of its content words. What is not borne out is reported as unsupported and never cited.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from core.calendar import in_words
from core.citations import citation
from core.sentences import Span, sentence_spans
from core.types import Citation, Passage
from core.words import content_words, figures

# [3], [1, 2], [1-3], [1 and 2], [passage 4] and the full-width brackets that some models prefer. White space counts
# from where it begins: a search from every place in it would take the square of its length.
MARKER = re.compile(
    r"(?<!\s)\s*[\[【]\s*(?:passages?\s+)?(\d{1,3}(?:\s*(?:[,;–-]|and)\s*\d{1,3})*)\s*[\]】]", re.IGNORECASE
)
_NUMBERS = re.compile(r"(\d+)(?:\s*[–-]\s*(\d+))?")
# A range of more passages than an answer has is none.
_WIDEST_RANGE = 10
_SIGN = r"[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]"
_ITEM = re.compile(rf"\n(?={_SIGN})")
# Half of a claim's content words: paraphrase drops some, invention drops most.
MIN_SUPPORT = 0.5


@dataclass(frozen=True, slots=True)
class Resolved:
    """A reply with its markers resolved: `text` carries the numbers of `citations`.

    `unsupported` and `markers` are spans of `text`.
    """

    text: str
    citations: tuple[Citation, ...]
    unsupported: tuple[Span, ...]
    markers: tuple[Span, ...]
    unknown_markers: int


@dataclass(slots=True)
class _Claim:
    """A sentence or an item of a list, and where in it markers stand."""

    start: int
    text: str
    marks: list[tuple[int, list[int]]] = field(default_factory=list)

    @property
    def markers(self) -> list[int]:
        return [number for _, numbers in self.marks for number in numbers]

    def pieces(self) -> list[tuple[str, list[int]]]:
        """The text up to each marker with its numbers; the last piece goes on to the end."""
        found: list[tuple[str, list[int]]] = []
        start = 0
        for at, numbers in self.marks:
            piece, start = self.text[start:at], at
            if found and not content_words(piece):
                found[-1][1].extend(numbers)
            else:
                found.append((piece, list(numbers)))
        return [*found[:-1], (found[-1][0] + self.text[start:], found[-1][1])] if found else []


def resolve_markers(reply: str, passages: Sequence[Passage]) -> Resolved:
    """Turn the markers of `reply` (n means passages[n - 1]) into citations numbered by first appearance.

    Markers of passages that do not exist are dropped and counted in `unknown_markers`.
    """
    citations: list[Citation] = []
    text, unsupported, markers, unknown = "", [], [], 0
    for claim in _claims(reply):
        unknown += sum(not 1 <= marker <= len(passages) for marker in claim.markers)
        numbers = [_cite(citations, passage, quote) for passage, quote in _borne_out(claim, passages)]
        words = claim.text.strip()
        text += claim.text[: len(claim.text) - len(claim.text.lstrip())]
        if not numbers and content_words(words):
            unsupported.append((len(text), len(text) + len(words)))
        text += words
        for place, number in enumerate(dict.fromkeys(numbers)):
            text += "" if place else " "
            markers.append((len(text), len(text) + len(f"[{number}]")))
            text += f"[{number}]"
        text += claim.text[len(claim.text.rstrip()) :]
    return Resolved(text.rstrip(), tuple(citations), tuple(unsupported), tuple(markers), unknown)


def _borne_out(claim: _Claim, passages: Sequence[Passage]) -> list[tuple[Passage, Span]]:
    """The passages of the claim's markers that bear it out, each with the sentence that does; none unless all of it is.

    Where no passage holds the whole, each of several pieces may stand in its own: "It rose from 310 [1] to 462 [2]."
    """
    if whole := list(_supports(claim.text, claim.markers, passages)):
        return whole
    pieces = claim.pieces()
    found = [list(_supports(text, numbers, passages)) for text, numbers in pieces]
    return [one for piece in found for one in piece] if len(pieces) > 1 and all(found) else []


def _supports(text: str, markers: Sequence[int], passages: Sequence[Passage]) -> Iterator[tuple[Passage, Span]]:
    claimed = re.sub(rf"\A{_SIGN}", "", text)  # an item's own number is no figure to be borne out
    for marker in markers:
        if 1 <= marker <= len(passages):
            quote = supporting_sentence(claimed, passages[marker - 1])
            if quote is not None:
                yield passages[marker - 1], quote


def supporting_sentence(claim: str, passage: Passage) -> Span | None:
    """Span in the article of the sentence of `passage` that best supports `claim`; None where the passage does not.

    Support: the passage (or its title and date) holds every figure of the claim and at least MIN_SUPPORT of its
    content words. The sentence returned shares most content words and figures with the claim.
    """
    article = passage.article
    about = f"{article.title} {article.source} {article.published or ''} {in_words(article.published)}"
    claimed = set(content_words(claim, passage.language))
    held = set(content_words(passage.text)) | set(content_words(about))
    if not claimed or not figures(claim) <= figures(passage.text) | figures(about):
        return None
    if len(claimed & held) < MIN_SUPPORT * len(claimed):
        return None
    spans = sentence_spans(passage.text, passage.language)
    if not spans:
        return None
    start, end = max(spans, key=lambda span: _shared(claim, passage.text[span[0] : span[1]]))
    return passage.chunk.start + start, passage.chunk.start + end


def _shared(claim: str, sentence: str) -> float:
    claimed, held = set(content_words(claim)), set(content_words(sentence))
    both = len(claimed & held)
    # The small length term prefers the tighter of two sentences that share as much.
    return both + 2 * len(figures(claim) & figures(sentence)) - 0.01 * len(held)


def _claims(reply: str) -> list[_Claim]:
    """What the reply claims without markers, each with the white space after it and the markers that belong to it."""
    plain, marks = _without_markers(reply)
    starts = [*_starts(plain), len(plain)]
    claims = [_Claim(start, plain[start:end]) for start, end in pairwise(starts)]
    for position, numbers in marks:
        owner = next((claim for claim in reversed(claims) if claim.start < position), claims[0] if claims else None)
        if owner is not None:
            owner.marks.append((max(0, position - owner.start), numbers))
    return claims


def _starts(text: str) -> Iterator[int]:
    """Where the sentences of `text` begin, and the items of a list that has no full stops."""
    for start, end in sentence_spans(text):
        yield start
        yield from (item.end() for item in _ITEM.finditer(text, start, end))


def _without_markers(reply: str) -> tuple[str, list[tuple[int, list[int]]]]:
    pieces, marks, at, length = [], [], 0, 0
    for match in MARKER.finditer(reply):
        pieces.append(reply[at : match.start()])
        length += match.start() - at
        marks.append((length, list(_numbers(match.group(1)))))
        at = match.end()
    return "".join([*pieces, reply[at:]]), marks


def _numbers(written: str) -> Iterator[int]:
    for match in _NUMBERS.finditer(written):
        first, last = int(match[1]), int(match[2] or match[1])
        yield from range(first, last + 1) if first <= last < first + _WIDEST_RANGE else (first, last)


def _cite(citations: list[Citation], passage: Passage, quote: Span) -> int:
    """Number of the citation of `quote`, new or already there."""
    for known in citations:
        if (known.article_id, known.start, known.end) == (passage.article.id, *quote):
            return known.number
    citations.append(citation(len(citations) + 1, passage, quote))
    return len(citations)
