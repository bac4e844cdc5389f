"""Follow-ups that ask for more than was told: "Anything else?", "And what else did she say?", "Tell me more.".

And those that ask for the same again, "Are you sure?", "Who says so?", or of something else, "No, I meant the bridge.".
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from core.sentences import sentence_spans
from core.types import Turn
from core.words import content_words
from qa.questions.about import about
from qa.questions.corrections import corrected
from qa.questions.courtesies import courtesy
from qa.questions.pasted import asked_part
from qa.refusal import told_by

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
_ASKS_AGAIN = re.compile(
    r"\W*(?:(?:and|but|oh|well)\b\W*)?"
    r"(?:are you (?:(?:really|quite|absolutely) )?(?:sure|certain)(?: (?:about|of) (?:that|this|it))?|really|seriously"
    r"|is (?:that|this|it) (?:really )?(?:so|true|right|correct|certain)"
    r"|says who|who says (?:so|that|this|it)|who said so|how do you know(?: that| this)?)\W*",
    re.IGNORECASE,
)
_KIND = re.compile(r"\b(?:who|whom|where|when|why|how|which)\b")


def asks_for_more(question: str) -> bool:
    """Whether `question` wants something else than what was told before.

    >>> asks_for_more("And what else did she say?"), asks_for_more("Any other reasons?"), asks_for_more("What more?")
    (True, True, True)
    >>> asks_for_more("How much more did it cost?"), asks_for_more("Did it cost any more than planned?")
    (False, False)
    """
    return bool(_ASKS_FOR_MORE.search(question))


def as_asked(question: str, history: Sequence[Turn]) -> tuple[str, Sequence[Turn]]:
    """`question` and the `history` that it is asked behind; "Are you sure?" is the question before, asked once more.

    Turns that asked once more, or nothing of the articles, are left out: what follows them goes on with what they
    followed. A text that was pasted before a question is what is spoken of.

    >>> as_asked("Really?", [Turn("Who won?", "Ada Brandt."), Turn("Are you sure?", "Ada Brandt.")])
    ('Who won?', [])
    >>> as_asked("No, I meant the bridge.", [Turn("Who won?", "Ada Brandt.")])
    ('What about the bridge?', [Turn(question='Who won?', answer='Ada Brandt.')])
    """
    kept: list[Turn] = []
    for turn in history:
        if not (_ASKS_AGAIN.fullmatch(turn.question) or courtesy(turn.question)):
            asked, before = _meant(turn.question, kept)
            kept = [*before, replace(turn, question=asked)]
    if kept and _ASKS_AGAIN.fullmatch(question):
        return kept[-1].question, kept[:-1]
    return _meant(question, kept)


def _meant(question: str, history: list[Turn]) -> tuple[str, list[Turn]]:
    """`question` in its own words where it corrects the last of `history`, what was pasted to it as part of that."""
    if history and (meant := corrected(question)):
        return meant, history
    asked, pasted = asked_part(question)
    return asked, [*history, Turn(pasted, "")] if pasted else history


def continued(question: str, history: Sequence[Turn]) -> int | None:
    """The place in `history` of the question that `question` asks more about; None where it has words of its own.

    >>> continued("Anything else?", [Turn("What did Ada Brandt say?", ""), Turn("What more?", "")])
    0
    """
    if not says_only_more(question):
        return None
    place = next((at for at in reversed(range(len(history))) if not says_only_more(history[at].question)), None)
    if place is None or about(history[place].question):
        return None  # of what the catalogue tells there is no more
    # "Who else?" behind "What did it cost?" asks for something of its own.
    kinds, before = (set(_KIND.findall(text.lower())) for text in (question, history[place].question))
    return place if kinds <= before else None


def says_only_more(question: str) -> bool:
    """Whether `question` asks for more and says nothing else, not of what."""
    return asks_for_more(question) and set(content_words(question)) <= _words_for_more()


@cache
def _words_for_more() -> frozenset[str]:
    return frozenset(
        content_words("tell say know give please articles anything something else other others further details")
    )


def told_before(history: Sequence[Turn]) -> tuple[str, ...]:
    """The sentences of the answers in `history`, without markers; of refusals those that came nearest."""
    answers = (told_by(turn.answer) for turn in history)
    return tuple(answer[start:end].strip() for answer in answers for start, end in sentence_spans(answer))
