"""A follow-up becomes a question that stands on its own.

With a chat model the model rewrites it. Without one, the names and topic words of the conversation that the question
leans on are carried over; the question itself is never changed, only added to, but for "Anything else?" and the like,
which stand for the question before. Whether a short question without a pronoun leans on the conversation or changes the
subject, its words alone do not tell: the articles do, which answer it as it stands or not. Without history nothing is
called.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from core.calendar import DAYS, MONTHS
from core.datelines import without_datelines
from core.errors import ModelError
from core.types import Turn
from core.words import WORD, content_words
from qa.chat import defused
from qa.questions.more import continued, says_only_more
from qa.questions.pasted import LONG_CHARS
from qa.questions.same_of import asked_of, other_matter
from qa.refusal import told_by

if TYPE_CHECKING:
    from models.chat import ChatModel

log = logging.getLogger(__name__)

# A question that names its own subject in this many content words needs nothing carried over.
STANDS_ALONE = 6
CARRIED_TERMS = 12
# A follow-up with fewer topic words hands on those of the question before to one that has none.
_OWN_TOPIC = 2
# Turns of the conversation that a chat model is shown when it rewrites a question.
READ_TURNS = 4
_MONTHS_AND_DAYS = frozenset(name.casefold() for name in (*MONTHS, *DAYS))
POINTS_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|that|these|those|there|then|one|ones|same|such"
    r"|else|other|others|another|more|also|too|again|instead|former|latter)\b",
    re.IGNORECASE,
)
OPENS_AS_FOLLOW_UP = re.compile(
    r"\s*(?:and|but|so|or|what about|how about|why|how come|what else|who else|any)\b", re.IGNORECASE
)
# "By whom?", "On which date?"
_ASKS_FURTHER = re.compile(
    r"\W*(?:on|in|by|for|at|from|to|with|since|until|of|about) (?:what|which|who|whom|how|when|where)(?: \w+){0,2}\W*",
    re.IGNORECASE,
)


def standalone_questions(question: str, history: Sequence[Turn], chat: "ChatModel | None" = None) -> tuple[str, ...]:
    """What `question` may mean, understood without `history`: the first that the articles answer, or else the last."""
    if not history:
        return (question,)
    if chat is not None and (rewritten := _rewritten(question, history, chat)):
        return (rewritten,)
    if (place := continued(question, history)) is not None:
        return standalone_questions(history[place].question, history[:place])
    carried = carry_over(question, history)
    if matter := _other_matter(question):
        asked = (one.question for one in reversed(history))
        before = next((one for one in asked if not _other_matter(one) and not says_only_more(one)), "")
        return asked_of(matter, before) or carried, f"What about {matter}?"
    return (carried,) if carried == question or points_back(question) else (question, carried)


def leans(question: str, meaning: str) -> bool:
    """Whether `meaning`, one of the `standalone_questions`, takes `question` in the light of what was asked before."""
    return meaning != question or points_back(question)


def carry_over(question: str, history: Sequence[Turn]) -> str:
    """`question` followed by the terms of the last turns that it leaves out, in brackets.

    >>> carry_over("And when?", [Turn("Who won the Ellery regatta?", "Marta Lindqvist won.")])
    'And when? (won Ellery regatta Marta Lindqvist)'
    """
    if not _leans_on_history(question):
        return question
    known = set(content_words(question))
    own_time = any(_speaks_of_time(match.group()) for match in WORD.finditer(question))
    carried: list[str] = []
    for word in _terms(question, history):
        if own_time and _speaks_of_time(word):
            continue
        stems = content_words(word)
        if stems and not set(stems) <= known:
            known.update(stems)
            carried.append(word)
    return f"{question} ({' '.join(carried[:CARRIED_TERMS])})" if carried else question


def points_back(question: str) -> bool:
    """Whether the words of `question` lean on what was spoken of before."""
    opens = OPENS_AS_FOLLOW_UP.match(question) or _ASKS_FURTHER.fullmatch(question)
    return bool(POINTS_BACK.search(question) or opens or not content_words(question))


def _other_matter(question: str) -> str:
    """What is named in "And the bridge?", to ask the same of it; not a time, nor what points back itself."""
    matter = other_matter(question)
    return "" if POINTS_BACK.search(matter) or not _own_words(matter) else matter


def _own_words(text: str) -> list[str]:
    """The words of `text` that tell of something else than a time."""
    words = (match.group() for match in WORD.finditer(text))
    return [word for word in words if content_words(word) and not _speaks_of_time(word)]


def _leans_on_history(question: str) -> bool:
    return points_back(question) or len(set(content_words(question))) < STANDS_ALONE


def _terms(question: str, history: Sequence[Turn]) -> list[str]:
    """Topic words of the last question first, then names of its answer, then names of the questions before.

    What was told of one thing is not what is asked of another: "And the bridge?".
    """
    another = bool(_other_matter(question))
    words = list(_topic(history, least=_OWN_TOPIC if another or not _own_words(question) else 1))
    if another:
        return words
    words += [name for name in _names(without_datelines(told_by(history[-1].answer))) if not _speaks_of_time(name)]
    for turn in reversed(history[:-1]):
        words += _names(turn.question)
    return words


def _topic(history: Sequence[Turn], *, least: int) -> Iterator[str]:
    """Topic words of the last question, and of those before that it goes on with while it has not the `least` number of
    its own: "And the bridge?", "Why?"."""
    for question in (turn.question for turn in reversed(history) if not says_only_more(turn.question)):
        words = [match.group() for match in WORD.finditer(question) if content_words(match.group())]
        yield from words if len(question) < LONG_CHARS else _names(question)
        if len(words) >= least or (words and not points_back(question)):
            return


def _names(text: str) -> list[str]:
    """Capitalised words and figures that do not merely open a sentence."""
    return [
        match.group()
        for match in WORD.finditer(text)
        if (match.group()[0].isupper() or match.group()[0].isdigit()) and content_words(match.group())
    ]


def _speaks_of_time(word: str) -> bool:
    """Days, years and sums: carried from an answer, or to a question with a time of its own, they would be taken for a
    time that the reader asks about.
    """
    return not any(letter.isalpha() for letter in word) or word.casefold() in _MONTHS_AND_DAYS


def _rewritten(question: str, history: Sequence[Turn], chat: "ChatModel") -> str | None:
    """`question` in the model's words; None where it fails or does not do as it is told."""
    from models.chat_stream import stream_text
    from prompts.loader import load_prompt

    lines = defused("\n".join(f"Reader: {turn.question}\nAnswer: {turn.answer}" for turn in history[-READ_TURNS:]))
    messages = load_prompt("condense").template().invoke({"history": lines, "question": question}).to_messages()
    try:
        reply = "".join(stream_text(chat, messages))
    except ModelError as error:
        log.warning("the model could not rewrite the question, terms are carried over: %s", error)
        return None
    # "Here is the question:" stands before it; what is far longer than the question is an answer or an excuse.
    said = [line.strip() for line in reply.splitlines() if line.strip() and not line.rstrip().endswith(":")]
    best = next((line for line in said if line.endswith(("?", "？"))), said[0] if said else None)
    return best if best and len(best) <= 4 * len(question) + 200 else None
