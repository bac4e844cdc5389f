"""Questions for several things: one ingredient of a recipe is a wrong answer to what its ingredients are."""

import re

from qa.questions.more import asks_for_more

_ASKS_FOR_SEVERAL = re.compile(
    r"\b(?:list|name (?:all|the|some|three|two)|which (?:\w+ ){0,2}\w+s\b|what are|what were|who are|who were|both"
    r"|all of|reasons|examples|how have)\b",
    re.IGNORECASE,
)
_NOT_PLURAL = r"(?!(?:is|was|has|does|this|its|his|us|as|always|perhaps)\b)"
_ASKS_FOR_LIST = re.compile(
    r"\b(?:list|enumerate|name (?:all|the|some|two|three|four|five)|(?:what|which|who) (?:are|were|all)|all of"
    rf"|(?:what|which) (?:{_NOT_PLURAL}\w+ )?{_NOT_PLURAL}\w+(?<!s)s\b|how (?:do|can|should|to)\b"
    r"|what (?:do|does|will|would|must|should) (?:i|you|we|one|it take)\b|what (?:went|goes|could go) (?:wrong|well)\b)"
    rf"|\A\s*(?:the )?(?:\w+ )?{_NOT_PLURAL}\w+(?<!s)s of\b",
    re.IGNORECASE,
)


def asks_for_several(question: str) -> bool:
    """Whether more than one thing is asked for, so that one sure sentence is not the whole answer."""
    return bool(_ASKS_FOR_SEVERAL.search(question)) or asks_for_more(question)


def asks_for_list(question: str) -> bool:
    """Whether a list may be the answer: things, conditions, or the steps by which something is done.

    >>> [asks_for_list(one) for one in ("Which towns took part?", "How do I make jam?", "What year was it?")]
    [True, True, False]
    """
    return bool(_ASKS_FOR_LIST.search(question))
