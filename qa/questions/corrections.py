"""Follow-ups that say what was meant, "No, I meant the bridge.": they ask the same of it."""

import re

_THING = r"(?P<meant>(?:the|an?|in|on)(?: [\w'’-]+){1,3})"
_NO = r"(?:(?:no|nope|sorry|oh|actually|wait)\W++)*+"
_I_MEANT = r"(?:i|we) (?:mean|meant|(?:was|were|am|are) asking about)\W++"
_FORMS = (
    rf"{_NO}{_I_MEANT}(?P<meant>\w\S*+(?: \S++){{0,7}}+)",
    # "No, the ferry sank" has as few words; what is told of it may be asked as well.
    rf"no\W+{_THING}",
    rf"(?:no\W+)?not (?:the |an? |in |on )?[\w'’-]+\W+(?:but )?{_THING}",
)
_CORRECTIONS = tuple(re.compile(rf"{form}\W*", re.IGNORECASE) for form in _FORMS)
_QUESTION = re.compile(
    r"(?:wh(?:at|o|om|ose|ere|ich|en|y)|how|is|are|was|were|do|does|did|has|have|had|can|will|would)\b", re.IGNORECASE
)


def corrected(question: str) -> str | None:
    """What `question` asks behind another one, of which it corrects what was meant; None where it corrects nothing.

    >>> corrected("No, I meant the bridge."), corrected("I mean, when does it open?"), corrected("What did I mean?")
    ('What about the bridge?', 'when does it open?', None)
    """
    plain = " ".join(question.split())
    meant = next((found["meant"].rstrip(" .!?") for form in _CORRECTIONS if (found := form.fullmatch(plain))), None)
    if meant is None:
        return None
    return f"{meant}?" if _QUESTION.match(meant) else f"What about {meant}?"
