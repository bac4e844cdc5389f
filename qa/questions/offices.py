"""Offices that a question calls by their initials, and an article by their names, or the other way round."""

import re

_OFFICES = {
    "CEO": "chief executive officer",
    "CFO": "chief financial officer",
    "COO": "chief operating officer",
    "CTO": "chief technology officer",
    "MP": "member of parliament",
    "PM": "prime minister",
    "VP": "vice president",
}
# "5 PM" is an hour, "12 MP" tells of a camera.
_INITIALS = re.compile(rf"(?<!\d )\b(?P<office>{'|'.join(_OFFICES)})(?P<several>s)?\b", re.IGNORECASE)
_SHORTER = {"chief executive": "CEO", "members of parliament": "MPs"}
_SHORT = {**{name: initials for initials, name in _OFFICES.items()}, **_SHORTER}
_NAMES = re.compile(rf"\b(?:{'|'.join(sorted(_SHORT, key=len, reverse=True)).replace(' ', '[ -]')})", re.IGNORECASE)


def otherwise_called(question: str) -> str:
    """`question` with its offices written out, or by their initials where none is; empty where it names none.

    >>> otherwise_called("Who is Orrin's new CFO?"), otherwise_called("Which chief executives left?")
    ("Who is Orrin's new chief financial officer?", 'Which CEOs left?')
    """
    written = _INITIALS.sub(_written_out, question)
    if written == question:
        written = _NAMES.sub(lambda found: _SHORT[found.group().lower().replace("-", " ")], question)
    return written if written != question else ""


def _written_out(found: re.Match[str]) -> str:
    name = _OFFICES[found["office"].upper()]
    if not found["several"]:
        return name
    return name.replace("member", "members") if "member" in name else f"{name}s"
