"""Questions that name several outlets: each of these is searched for itself, and all stand among the first passages.

"Did the Harbour Post and the Meridian agree?" needs a passage of each, and one of the two may fill the first page.
"""

import re
from collections.abc import Mapping, Sequence

# What follows the name proper: a section ("Meridian - Sports"), a slogan ("Meridian | News"), a domain's ending.
_TAIL = re.compile(r"(?: - | \| |: ).*$|\.(?:com?|org|net)(?:\.[a-z]{2})?$", re.IGNORECASE)
# Last words of newspapers' names that hardly anything else is called by; and those that are so with "the" before them:
# Canada Post carries letters, the Post is read.
MASTHEADS = {
    "advertiser",
    "chronicle",
    "courant",
    "courier",
    "gazette",
    "herald",
    "inquirer",
    "newspaper",
    "sentinel",
    "tageblatt",
    "telegraph",
    "times",
    "tribune",
    "zeitung",
}
MASTHEADS_WITH_THE = {
    "argus",
    "echo",
    "globe",
    "guardian",
    "independent",
    "journal",
    "ledger",
    "mercury",
    "mirror",
    "news",
    "observer",
    "post",
    "standard",
    "star",
    "sun",
}
# "The News" may be any outlet's.
_ANYBODYS = {"news"}
_ARTICLE = re.compile(r"^the ", re.IGNORECASE)
# What an outlet is, behind its name: "Northline Agency" is called Northline.
_KIND = re.compile(r" (?:(?:news )?agency|news|magazine|online|network)$", re.IGNORECASE)


def named_outlets(question: str, sources: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The outlets that `question` names, in its order; each as those of `sources` that are sections of it.

    A name counts where it is written as one, with a capital: "Fortune", not "fortune".

    >>> named_outlets("Do Fortune and The Age agree on fortune?", ["The Age", "Fortune", "Wired"])
    (('Fortune',), ('The Age',))
    """
    asked = question.casefold()
    sections = {name: held for name, held in _sections(sources).items() if name in asked}
    found: list[tuple[int, int, str]] = []
    # Longer names first, so that "Sporting News" is not also taken for "News".
    for name in sorted(sections, key=lambda name: (-len(name), name)):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", question, re.IGNORECASE):
            written_as_name = match.group()[0].isupper() or match.group()[0].isdigit()
            if written_as_name and all(match.end() <= start or match.start() >= end for start, end, _ in found):
                found.append((match.start(), match.end(), name))
    return tuple(tuple(sections[name]) for name in dict.fromkeys(name for _, _, name in sorted(found)))


def outlet_forms(sources: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """How the outlets of `sources` may be called, in lower case, each with those that go by it.

    Also by the last word, where that tells a newspaper.

    >>> list(outlet_forms(["The Wend Courier", "Strata - Maps"]))
    ['wend courier', 'strata', 'strata - maps', 'courier']
    """
    sections = _sections(sources)
    forms = {name: list(held) for name, held in sections.items()}
    for source in filter(None, sources):
        forms.setdefault(_ARTICLE.sub("", source).casefold(), [source])
    for name, held in sections.items():
        if (last := name.split()[-1]) in MASTHEADS and last != name:
            forms.setdefault(last, []).extend(held)
    return {form: tuple(held) for form, held in forms.items()}


def short_forms(sources: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Names without the word that tells what the outlet is, or their last word, each with the `sources` that go by it.

    They may be common words: "Sky" and "Post" are outlets only where they are written as names.

    >>> short_forms(["Northline Agency", "Sky News", "The News", "Harbour Post"])
    {'Northline': ('Northline Agency',), 'Sky': ('Sky News',), 'Post': ('Harbour Post',)}
    """
    forms: dict[str, list[str]] = {}
    for source in filter(outlet_name, sources):
        name = outlet_name(source)
        if (short := _KIND.sub("", name)) != name:
            forms.setdefault(short, []).append(source)
        if (last := name.split()[-1]) != name and last.casefold() in MASTHEADS_WITH_THE - _ANYBODYS:
            forms.setdefault(last, []).append(source)
    return {form: tuple(held) for form, held in forms.items()}


def openings(sources: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """First words of names that only one outlet's begins with, each with the `sources` that are sections of it.

    Not those of newspapers, which begin with a town's.

    >>> list(openings(["Falk & Brandis Research", "Open Maps", "Open Data", "Wend Courier"]))
    ['Falk', 'Falk & Brandis']
    """
    sections = _sections(sources)
    forms: dict[str, set[str]] = {}
    for name in {outlet_name(source) for source in sources if outlet_name(source)}:
        words = name.split()
        ends = range(1, len(words)) if words[-1].casefold() not in MASTHEADS | MASTHEADS_WITH_THE else ()
        for end in ends:
            if words[0][0].isupper() and words[end - 1][0].isupper():
                forms.setdefault(" ".join(words[:end]), set()).add(name.casefold())
    alone = {form: names for form, names in forms.items() if len(names) == 1 and form.casefold() not in sections}
    return {form: tuple(sections[name]) for form, (name,) in alone.items()}


def _sections(sources: Sequence[str]) -> dict[str, list[str]]:
    """The outlets by their names in lower case, each with those of `sources` that are sections of it."""
    sections: dict[str, list[str]] = {}
    for source in sources:
        if name := outlet_name(source):
            sections.setdefault(name.casefold(), []).append(source)
    return sections


def outlet_name(source: str) -> str:
    """The name by which people call an outlet.

    >>> outlet_name("The Meridian - Arts & Leisure"), outlet_name("meridian.co.uk")
    ('Meridian', 'meridian')
    """
    return _ARTICLE.sub("", _TAIL.sub("", source)).strip()
