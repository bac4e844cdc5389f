"""What an article says about itself in its own text: corrections and updates. Found, never stored."""

import re
from dataclasses import dataclass

_WORDS = (
    r"correction|clarification|editor[’']s note|update|updated|retraction"
    r"|berichtigung|korrektur|aktualisierung|rectificatif|mise à jour|corrección|actualización"
)
# "Correction officers walked out." and "Updated figures show 5.1 per cent." are none: behind the word stands a colon, a
# dash, a full stop, or a moment and nothing else.
_SAID_SO = (
    r"(?:(?:[^\n:.]|\.(?=[\w:])){0,60}(?::|[—–]| - )|[*_)\]]{0,3}\."
    r"|(?=[^\n]{0,60}$)[^\n]*\b(?:20\d\d|[ap]\.?m)\b)"
)
_NOTICE = re.compile(rf"^[ \t]*[*_(\[]{{0,3}}(?P<kind>{_WORDS})\b{_SAID_SO}[^\n]*\S", re.IGNORECASE | re.MULTILINE)
_KINDS = {
    "update": "update",
    "updated": "update",
    "aktualisierung": "update",
    "mise à jour": "update",
    "actualización": "update",
    "retraction": "retraction",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice `text[start:end]`; `kind` is "correction", "update" or "retraction"."""

    kind: str
    start: int
    end: int


def notices(text: str) -> tuple[Notice, ...]:
    """The notices in `text`: paragraphs that begin "Correction:", "Update, 5 p.m.:", "Editor's note:" and the like.

    >>> text = "The bridge is open.\\n\\nCorrection: an earlier version gave another price."
    >>> [(notice.kind, text[notice.start : notice.end]) for notice in notices(text)]
    [('correction', 'Correction: an earlier version gave another price.')]
    """
    return tuple(_notice(match) for match in _NOTICE.finditer(text))


def _notice(match: re.Match[str]) -> Notice:
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return Notice(_KINDS.get(match["kind"].lower(), "correction"), start, match.end())
