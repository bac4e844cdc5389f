"""What is said to the program and asks nothing of the articles: "Hello", "Thanks!", "Who are you?", "Help".

Only where it is all that is said, in plain English. "How does it work?" may be asked of anything that was spoken of.
"""

import re
from typing import Literal

Courtesy = Literal["greeting", "thanks"]

_GREETING = (
    r"(?:hello|hi|hey|greetings|good (?:morning|afternoon|evening|day))(?: (?:there|all|everyone|dateline))?",
    r"(?:i need |can you |could you |please )*help(?: me)?(?: please)?",
    r"(?:so )?(?:who|what) (?:are you|is dateline)(?: exactly)?",
    r"what (?:(?:can|could|do|will) (?:you|dateline) (?:do|help(?: me)? with)|can i do here)(?: for me)?",
    r"how (?:do you work|does dateline work|do i use (?:you|this|dateline)|can you help(?: me)?)",
)
_HOW_MUCH = "(?:a lot|so much|very much|again|for (?:that|this|(?:your|the) (?:help|answer)))"
_THANKS = (
    rf"(?:(?:ok|okay|great|perfect|good|no|and|many|well) )*(?:thanks|thank you|thx|cheers)(?: {_HOW_MUCH})*",
    r"(?:ok|okay|great|perfect|nice|good|very good|well done|i see|got it|understood|never ?mind)(?: then)?",
    r"(?:good)?bye(?: bye)?|see you",
)
_FORMS: tuple[tuple[Courtesy, re.Pattern[str]], ...] = (
    ("greeting", re.compile("|".join(_GREETING), re.IGNORECASE)),
    ("thanks", re.compile("|".join(_THANKS), re.IGNORECASE)),
)


def courtesy(said: str) -> Courtesy | None:
    """What `said` is where it asks nothing of the articles; None where it may.

    >>> courtesy("Hello!"), courtesy("OK, thanks a lot."), courtesy("Who are you?"), courtesy("Who thanked you?")
    ('greeting', 'thanks', 'greeting', None)
    """
    plain = " ".join(re.findall(r"[\w'’]+", said))
    return next((kind for kind, form in _FORMS if form.fullmatch(plain)), None)
