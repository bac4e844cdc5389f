"""Which words of a sentence answer, told from several looks at it.

A network errs about where an answer begins and ends, and differently with other text around it: the sentences of a
place are read by themselves and with one and two more on either side, and the logits of all looks are added up
(test-time augmentation; measured in docs/decisions.md). A dateline before them is left out: its place and day answer
little else than where and when.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from core.datelines import dateline_end
from core.sentences import sentence_spans
from models.evidence_network import EvidenceNetwork, Look
from models.runtimes import Floats
from models.spans import best_spans, characters_of

# Sentences on either side, look by look; the first look is at the sentences alone.
_AROUND = (0, 1, 2)


class TextSpan(NamedTuple):
    """Characters [start, end) of a text in `language`; `opens`: whether an article begins with the text."""

    text: str
    start: int
    end: int
    language: str = "en"
    opens: bool = True


def pinpoint(network: EvidenceNetwork, question: str, places: Sequence[TextSpan]) -> tuple[tuple[int, int], ...]:
    """For each of `places` the words in its sentences that answer `question`: characters [start, end) of its text."""
    views = [list(_views(place)) for place in places]
    texts = [place.text[view.start : view.end] for place, seen in zip(places, views, strict=True) for view in seen]
    looks = iter(network.look(question, texts))
    return tuple(
        _agreed(seen, list(islice(looks, len(seen))), network.span_tokens) or (place.start, place.end)
        for place, seen in zip(places, views, strict=True)
    )


class _View(NamedTuple):
    """Characters [start, end) of a text, in which the sentences in question are [first, last)."""

    start: int
    end: int
    first: int
    last: int


def _views(place: TextSpan) -> Iterator[_View]:
    spans = sentence_spans(place.text, place.language)
    touched = [number for number, (a, b) in enumerate(spans) if a < place.end and b > place.start]
    if touched:
        first, last = spans[touched[0]][0], spans[touched[-1]][1]
        told = dateline_end(place.text[:last], first, opens=place.opens)
        for more in _AROUND:
            start, end = spans[max(touched[0] - more, 0)][0], spans[min(touched[-1] + more, len(spans) - 1)][1]
            yield _View(told if start == first else start, end, told, last)


def _agreed(views: Sequence[_View], looks: Sequence[Look | None], longest: int) -> tuple[int, int] | None:
    """The span that all looks together like best; None where the sentences are not read in one piece."""
    alone = looks[0] if looks else None
    if alone is None or len(alone.start) < len(alone.encoding.ids):
        return None
    logits = [_of_sentences(view, look) for view, look in zip(views, looks, strict=True) if look is not None]
    # A look at many long sentences may have left out some of their tokens.
    whole = [one for one in logits if len(one) == len(alone.start)]
    start, end = np.sum(whole, axis=0).T
    ((first, last, _),) = best_spans(start, end, longest=longest, count=1)
    a, b = characters_of(alone.encoding, 0, first, last)
    return views[0].start + a, views[0].start + b


def _of_sentences(view: _View, look: Look) -> Floats:
    """The logits (n, 2), start and end, of the tokens that the look has of the sentences."""
    offsets = np.asarray(look.encoding.offsets[look.first : look.first + len(look.start)])
    inside = (offsets[:, 0] >= view.first - view.start) & (offsets[:, 1] <= view.last - view.start)
    return np.stack((look.start[inside], look.end[inside]), axis=1)
