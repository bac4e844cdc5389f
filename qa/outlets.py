"""Questions that name several outlets: each of these is searched for itself, and all stand among the first passages.

"Did the Harbour Post and the Meridian agree?" needs a passage of each, and one of the two may fill the first page.
"""

import re
from collections.abc import Sequence

# What follows the name proper: a section ("Meridian - Sports"), a slogan ("Meridian | News"), a domain's ending.
_TAIL = re.compile(r"(?: - | \| |: ).*$|\.(?:com?|org|net)(?:\.[a-z]{2})?$", re.IGNORECASE)
_ARTICLE = re.compile(r"^the ", re.IGNORECASE)


def named_outlets(question: str, sources: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The outlets that `question` names, in its order; each as those of `sources` that are sections of it.

    A name counts where it is written as one, with a capital: "Fortune", not "fortune".

    >>> named_outlets("Do Fortune and The Age agree on fortune?", ["The Age", "Fortune", "Wired"])
    (('Fortune',), ('The Age',))
    """
    sections: dict[str, list[str]] = {}
    for source in sources:
        if name := outlet_name(source):
            sections.setdefault(name.casefold(), []).append(source)
    found: list[tuple[int, int, str]] = []
    # Longer names first, so that "Sporting News" is not also taken for "News".
    for name in sorted(sections, key=lambda name: (-len(name), name)):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", question, re.IGNORECASE):
            written_as_name = match.group()[0].isupper() or match.group()[0].isdigit()
            if written_as_name and all(match.end() <= start or match.start() >= end for start, end, _ in found):
                found.append((match.start(), match.end(), name))
    return tuple(tuple(sections[name]) for name in dict.fromkeys(name for _, _, name in sorted(found)))


def outlet_name(source: str) -> str:
    """The name by which people call an outlet.

    >>> outlet_name("The Meridian - Arts & Leisure"), outlet_name("meridian.co.uk")
    ('Meridian', 'meridian')
    """
    return _ARTICLE.sub("", _TAIL.sub("", source)).strip()
