"""Follow-ups that ask the same of something else: "What about the bridge?", "And Ada Brandt?", "And in Holm?"."""

import re

_PREPOSITION = "(?:of|in|at|from|for|to|by|with|on)"
_OWN = (
    "(?:wh(?:at|o|om|ose|ere|ich|en|y)|how|if|then|now|so|is|are|was|were|do|does|did|has|have|had|can|will|would|tell"
    rf"|{_PREPOSITION})\b"
)
_FORM = re.compile(
    rf"\W*(?:(?:and|but|so) )?(?:what|how) about (?:{_PREPOSITION} )?(?P<named>[^?!]++)\W*"
    # "And who paid?" and "And is it open?" ask something of their own.
    rf"|\W*and (?:{_PREPOSITION} )?(?!{_OWN})(?P<added>[^\s?!,]++(?: [^\s?!,]++){{0,3}})\W*",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][\w-]*(?: (?:(?:of|de|van|von) )?[^\W\d_a-zß-öø-ÿ][\w-]*)*")


def other_matter(question: str) -> str:
    """What `question` asks the same of; empty where it asks something of its own.

    >>> other_matter("What about the bridge?"), other_matter("And in Holm?"), other_matter("And for how long?")
    ('the bridge', 'Holm', '')
    """
    found = _FORM.fullmatch(" ".join(question.split()))
    return (found["named"] or found["added"]).rstrip(" .") if found else ""


def asked_of(matter: str, before: str) -> str:
    """The question `before`, asked of `matter` in place of the one name in it; empty where either is no name.

    >>> asked_of("Ada Brandt", "What did Tom Hale say?"), asked_of("Holm", "Who is the mayor of Tarn?")
    ('What did Ada Brandt say?', 'Who is the mayor of Holm?')
    >>> asked_of("the bridge", "What did the ferry cost?")
    ''
    """
    # A question's first word begins with a capital too.
    names = [found for found in _NAME.finditer(before) if found.start()]
    if len(names) != 1 or not _NAME.fullmatch(matter):
        return ""
    start, end = names[0].span()
    return f"{before[:start]}{matter}{before[end:]}"
