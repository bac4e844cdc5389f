"""Questions for a part of an article by its number: "What does clause 5.3 say?", "§ 7"."""

import re
from dataclasses import dataclass

_LABEL = (
    "(?i:clause|section|article|paragraph|chapter|part|rule|item|point|artikel|abschnitt|absatz|kapitel|ziffer|punkt"
    "|paragraf|art[ií]culo|secci[oó]n|cl[aá]usula|cap[ií]tulo|chapitre|art[.]|sec[.])"
)
SIGN = rf"(?:{_LABEL}[ \t]+|§+[ \t]*)"
NUMBER = r"(?P<number>\d{1,3}(?:\.\d{1,3})*)"
# "5.3" is a part's number without a word for it, "5" is none.
_NAMED = rf"(?:the )?(?P<sign>{SIGN}|(?=\d+\.\d)){NUMBER}(?: (?:of|in|from|on) (?P<topic>.+?))?"
_SAYS = "(?:say|state|read|provide|require|contain|cover|regulate|stipulate|mean)"
_SAID = "(?:said|written|stated|proposed|planned|decided|agreed)"
_ASKED = tuple(
    re.compile(rf"{form}[ .?!]*", re.IGNORECASE)
    for form in (
        rf"(?:and )?what (?:does|do) {_NAMED} {_SAYS}",
        rf"(?:and )?what(?: is|['’]s| stands| does it say| (?:is|was) {_SAID}) (?:in|under|at) {_NAMED}",
        rf"was (?:steht in|steht unter|sagt|regelt) {_NAMED}",
        rf"(?:(?:what|how) about |(?:please )?(?:quote|show|give|read|cite)(?: me)? ){_NAMED}",
        # "Section 8" alone may be a thing of that name.
        rf"(?:and |(?=§)){_NAMED}",
    )
)


@dataclass(frozen=True, slots=True)
class NamedPart:
    """The part with `number` ("5.3"), of an article on `topic` where the question tells one.

    `signed`: the number alone does not make a part that, as "5." makes no "article 5".
    """

    number: str
    topic: str
    signed: bool


def named_part(question: str) -> NamedPart | None:
    """The part that `question` wants to have quoted; None where it asks for nothing of the kind.

    >>> named_part("What does clause 5.3 of the lease say?")
    NamedPart(number='5.3', topic='the lease', signed=False)
    """
    found = next(filter(None, (form.fullmatch(question.strip()) for form in _ASKED)), None)
    return NamedPart(found["number"], found["topic"] or "", found["sign"].lower().startswith("art")) if found else None
