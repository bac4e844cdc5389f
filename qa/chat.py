"""What a language model is shown of the passages, and how its fixed phrase for "cannot answer" is recognised."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.types import Passage
from core.words import WORD, content_words
from prompts.loader import Prompt
from qa.markers import MARKER
from qa.refusal import describe

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

# Behind the phrase a model may repeat what was asked; what is longer tells something.
_FURTHER_WORDS = 4


def numbered_context(passages: Sequence[Passage], *, max_chars: int) -> tuple[str, tuple[Passage, ...]]:
    """Passages as quoted, numbered material, and those of them that fit into `max_chars` (always the first).

    What could pass for our own markers or tags in an article is defused here: the prompt is the only place where
    article text is altered, and nothing is ever quoted from the prompt.
    """
    blocks: list[str] = []
    length = 0
    for number, passage in enumerate(passages, start=1):
        block = (
            f"[{number}] {defused(describe(passage.article))}\n<quote>\n{defused(passage.text)[:max_chars]}\n</quote>"
        )
        if blocks and length + len(block) > max_chars:
            break
        blocks.append(block)
        length += len(block)
    return "\n\n".join(blocks), tuple(passages[: len(blocks)])


def messages_for(prompt: Prompt, question: str, context: str) -> "list[BaseMessage]":
    """The messages of `prompt` for one question."""
    values = {"passages": context, "question": question, "refusal": prompt.phrases["refusal"]}
    return prompt.template().invoke(values).to_messages()


def declines(reply: str, phrase: str) -> bool:
    """Whether the reply is the fixed phrase for "cannot answer", give or take its punctuation, markers and a few words.

    >>> declines("**The articles do not tell** who won.", "The articles do not tell.")
    True
    >>> declines("The articles tell who won.", "The articles do not tell.")
    False
    """
    said, wanted = (WORD.findall(text.casefold()) for text in (MARKER.sub("", reply), phrase))
    return said[: len(wanted)] == wanted and len(content_words(" ".join(said[len(wanted) :]))) <= _FURTHER_WORDS


def defused(text: str) -> str:
    """`text` without the signs that could close a quotation or pass for a marker, of the same length."""
    return text.replace("<", "‹").replace(">", "›").replace("[", "(").replace("]", ")")
