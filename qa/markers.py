"""Markers `[n]` in a model's reply become citations of the sentence that supports the sentence they stand in.

A marker is believed only as far as the passage bears it out: the figures of the claim must stand in the passage, and
enough of its content words. What is not borne out is reported as unsupported and never cited.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.sentences import Span, sentence_spans
from core.types import Citation, Passage
from core.words import content_words, figures

# [3], [1, 2], [passage 4] and the full-width brackets that some models prefer. White space counts from where it begins:
# a search from every place in it would take the square of its length.
MARKER = re.compile(r"(?<!\s)\s*[\[【]\s*(?:passage\s+)?(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\]】]", re.IGNORECASE)
PARTIAL_MARKER = re.compile(r"(?<!\s)\s*[\[【][^\]】\n]{0,24}$")
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
    start: int
    end: int
    text: str
    markers: list[int]


def resolve_markers(reply: str, passages: Sequence[Passage]) -> Resolved:
    """Turn the markers of `reply` (n means passages[n - 1]) into citations numbered by first appearance.

    Markers of passages that do not exist are dropped and counted in `unknown_markers`.
    """
    citations: list[Citation] = []
    text, unsupported, markers, unknown = "", [], [], 0
    for claim in _claims(reply):
        known = [marker for marker in claim.markers if 1 <= marker <= len(passages)]
        unknown += len(claim.markers) - len(known)
        numbers = [
            _cite(citations, passages[marker - 1], quote)
            for marker in known
            if (quote := supporting_sentence(claim.text, passages[marker - 1])) is not None
        ]
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


def supporting_sentence(claim: str, passage: Passage) -> Span | None:
    """Span in the article of the sentence of `passage` that best supports `claim`; None where the passage does not.

    Support: the passage (or its title and date) holds every figure of the claim and at least MIN_SUPPORT of its
    content words. The sentence returned shares most content words and figures with the claim.
    """
    about = f"{passage.article.title} {passage.article.source} {passage.article.published or ''}"
    claimed = set(content_words(claim))
    held = set(content_words(passage.text)) | set(content_words(about))
    if not claimed or not figures(claim) <= figures(passage.text) | figures(about):
        return None
    if len(claimed & held) < MIN_SUPPORT * len(claimed):
        return None
    spans = sentence_spans(passage.text)
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
    """Sentences of the reply without markers, each with the white space after it and the markers that belong to it."""
    plain, marks = _without_markers(reply)
    spans = sentence_spans(plain)
    claims = []
    for index, (start, _) in enumerate(spans):
        reach = spans[index + 1][0] if index + 1 < len(spans) else len(plain)
        claims.append(_Claim(start, reach, plain[start:reach], []))
    for position, numbers in marks:
        owner = next((claim for claim in reversed(claims) if claim.start < position), claims[0] if claims else None)
        if owner is not None:
            owner.markers.extend(numbers)
    return claims


def _without_markers(reply: str) -> tuple[str, list[tuple[int, list[int]]]]:
    pieces, marks, at, length = [], [], 0, 0
    for match in MARKER.finditer(reply):
        pieces.append(reply[at : match.start()])
        length += match.start() - at
        marks.append((length, [int(number) for number in re.findall(r"\d+", match.group(1))]))
        at = match.end()
    return "".join([*pieces, reply[at:]]), marks


def _cite(citations: list[Citation], passage: Passage, quote: Span) -> int:
    """Number of the citation of `quote`, new or already there."""
    for known in citations:
        if (known.article_id, known.start, known.end) == (passage.article.id, *quote):
            return known.number
    citations.append(citation(len(citations) + 1, passage, quote))
    return len(citations)


def citation(number: int, passage: Passage, quote: Span) -> Citation:
    """The citation of `quote`, a span of the passage's article."""
    article = passage.article
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        source=article.source,
        published=article.published,
        url=article.url,
        start=quote[0],
        end=quote[1],
        quote=article.text[quote[0] : quote[1]],
        copies=passage.copies,
        content_hash=article.content_hash,
    )
