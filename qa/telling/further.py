"""What an article goes on with behind what was told of it: the answer to "Tell me more" where nothing else answers."""

import re
from collections.abc import Sequence
from dataclasses import replace

from core.sentences import sentence_spans
from core.types import Passage
from qa.quoting.quotes import Quote
from qa.signals.statements import is_told
from qa.telling.described import SUMMARY_SENTENCES, opening_quotes

# "Anything else?" asks for another answer, "Tell me more about the ferry" for whatever is told of it.
_OF_IT = "(?:(?:about|of) (?:it|that|this|him|her|them))"
_TELL_ON = re.compile(
    r"\W*(?:(?:and|ok|okay|please|can you|could you)\b\W*)*"
    rf"(?:tell (?:me|us) more(?: {_OF_IT})?|more|(?:give (?:me|us) |any )?(?:more|further) details(?: {_OF_IT})?)"
    r"(?: please)?\W*",
    re.IGNORECASE,
)


def further(question: str, passages: Sequence[Passage], told: Sequence[str]) -> tuple[Quote, ...]:
    """A few sentences behind the last that was `told` of the first of `passages` that told any, where `question` asks
    to be told more; none where its article ends there.
    """
    known = (one.article.id for one in passages if _told_end(one, told)) if _TELL_ON.fullmatch(question) else iter(())
    article = next(known, None)
    held = sorted((one for one in passages if one.article.id == article), key=lambda one: one.chunk.start)
    end = max((_told_end(one, told) for one in held), default=0)
    behind = [_behind(one, end) for one in held if one.article.text[end : one.chunk.end].strip()]
    return tuple(opening_quotes(behind, SUMMARY_SENTENCES)) if behind else ()


def _told_end(passage: Passage, told: Sequence[str]) -> int:
    """Where in the article the last sentence of `passage` ends that was told; 0 where none was."""
    text, offset = passage.text, passage.chunk.start
    return max((offset + b for a, b in sentence_spans(text, passage.language) if is_told(text[a:b], told)), default=0)


def _behind(passage: Passage, end: int) -> Passage:
    return replace(passage, chunk=replace(passage.chunk, start=max(passage.chunk.start, end)))
