"""Follow-ups that ask for more than was told: "Anything else?", "And what else did she say?", "Tell me more."."""

import re
from collections.abc import Sequence

from core.sentences import sentence_spans
from core.types import Turn
from qa.markers import MARKER

_THING = r"(?:what|who|whom|where|which|how|why|any(?:thing|one|body|where)?|some(?:thing|one)|no(?:thing|body))"
_ASKS_FOR_MORE = re.compile(
    rf"\b{_THING}(?: \w+)? else\b"
    rf"|\b{_THING} (?:other|others|another|further)\b"
    # "How much more", "any more than" ask for a figure.
    r"|\b(?:what|anything|something) more\b(?! than)|\bany more (?:about|of|details|reasons|examples)\b"
    # "Does it sail any more?" asks for nothing more.
    r"|(?:^|\bthere |\band )any more\b\W*$"
    r"|\btell (?:me|us) more\b|^\W*(?:and )?more\b\W*$|\b(?:more|further) details\b|\bthere more (?:about|on) ",
    re.IGNORECASE,
)


def asks_for_more(question: str) -> bool:
    """Whether `question` wants something else than what was told before.

    >>> asks_for_more("And what else did she say?"), asks_for_more("Any other reasons?"), asks_for_more("What more?")
    (True, True, True)
    >>> asks_for_more("How much more did it cost?"), asks_for_more("Did it cost any more than planned?")
    (False, False)
    """
    return bool(_ASKS_FOR_MORE.search(question))


def told_before(history: Sequence[Turn]) -> tuple[str, ...]:
    """The sentences of the answers in `history`, without markers."""
    answers = (MARKER.sub("", turn.answer) for turn in history)
    return tuple(answer[start:end].strip() for answer in answers for start, end in sentence_spans(answer))
