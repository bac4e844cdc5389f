"""How much of an answer the browser keeps, and the answer cut down to that."""

from collections.abc import Sequence
from dataclasses import replace

from core.sentences import Span
from core.types import Answer
from web.answers import chips, settled

MAX_QUESTION = 4_000
MAX_TEXT = 60_000
# Characters of a name, a reason, an id.
MAX_WORDS = 2_000
MAX_CITATIONS = 60
MAX_SPANS = 200
MAX_MARKERS = 1_000


def clipped(text: str, most: int) -> str:
    """`text`, where it has more than `most` characters its beginning with an ellipsis; no marker is cut in two.

    >>> clipped("It rained twice. [12]", 20)
    'It rained twice.…'
    """
    return text if len(text) <= most else f"{settled(text[: most - 1]).rstrip()}…"


def kept_of(answer: Answer) -> Answer:
    """`answer` where there is room for it, else its beginning with what is told of that, marked as cut short."""
    answer = replace(
        answer,
        question=clipped(answer.question, MAX_QUESTION),
        reason=answer.reason and clipped(answer.reason, MAX_WORDS),
        model=clipped(answer.model, MAX_WORDS),
        unheld=tuple(clipped(outlet, MAX_WORDS) for outlet in answer.unheld),
        emphasis=answer.emphasis[:MAX_SPANS],
    )
    text = clipped(answer.text, _room(answer))
    answer = replace(answer, citations=answer.citations[:MAX_CITATIONS])
    return answer if text == answer.text else _cut(answer, text)


def _room(answer: Answer) -> int:
    """How much of the text of `answer` can be kept together with all that is told of it.

    An unsupported sentence would else look like a supported one, and a marker without its citation like text.
    """
    left_out = {citation.number for citation in answer.citations[MAX_CITATIONS:]}
    untold = (
        *answer.unsupported[MAX_SPANS:],
        *answer.markers[MAX_MARKERS:],
        *chips(answer.text, answer.markers, left_out),
    )
    return min([MAX_TEXT, *(first for first, *_ in untold)])


def _cut(answer: Answer, text: str) -> Answer:
    """`answer` with only `text`, its beginning and an ellipsis.

    The sources stay: the marker of a sentence stands behind it, so that one cut in two would lose its own.
    """
    end = len(text) - 1
    return replace(
        answer,
        text=text,
        emphasis=_before(end, answer.emphasis),
        unsupported=_before(end, answer.unsupported),
        markers=_before(end, answer.markers),
        cut_short=True,
    )


def _before(end: int, spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple((start, min(stop, end)) for start, stop in spans if start < end)
