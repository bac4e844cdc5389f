"""Datelines: the place, and often the day and the agency, that news begins with: "HALDEN, 22 May (Echo Wire) - ".

Known only at the beginning of a line, where a place in capitals is enough: "Monday - ..." begins many a sentence. One
that is not ("Berlin (dpa) - ") is known only where an article's first paragraph begins; with neither agency nor day
("Halden - The council ...") only before a whole sentence, since "Rain - the first in weeks - fell" has none.
"""

import re

from core.calendar import DAYS, MONTHS
from core.words import FUNCTION_WORDS

# Words that begin with a capital letter, and the small ones that names of places have between these.
# No hyphen inside a word: if it stood in both places, a line of hyphens would be tried in 2^n ways.
_CAPITAL = r"[^\W\d_a-zà-öø-ÿ][\w.'’]*"
NAME = rf"{_CAPITAL}(?:[ -](?:de|del|la|le|les|sur|am|an|der|upon|of|the|{_CAPITAL})){{0,4}}?"
_AGENCY = r"(?:[ ]?(?:\([^)\d\n]{2,40}\)|/[^/\d\n]{2,40}/))"
_DASH = r",?[ ]?(?:—\s*|(?:--?|–)\s+)"
_DAY = r"(?:\d{1,2}\.?[ ][^\W\d_]{3,12}\.?|[^\W\d_]{3,12}\.?[ ]\d{1,2}|\d{4}-\d\d-\d\d)(?:,?[ ]\d{4})?"
_TIMES = "|".join((*DAYS, *MONTHS, "Today", "Tonight", "Yesterday"))

_IN_CAPITALS = re.compile(
    rf"""^ (?P<place> [^\W\d_] [^\n\d,:(–—]{{1,40}}? )
    # A country or a day begins with a capital letter or a figure: "BASF, the maker of dyes, - " goes on.
    (?: ,[ ]? [^\W_a-zà-öø-ÿ] [^\n,:(–—]{{0,30}}? ){{0,3}}
    (?: [ ]? (?: \([^)\n]{{2,40}}\) | /[^/\n]{{2,40}}/ ) )? {_DASH} (?=\S)""",
    re.MULTILINE | re.VERBOSE,
)
_CAPITALISED = re.compile(
    rf"""^ (?! (?:{_TIMES}) \b ) (?P<place> {NAME} ) (?: ,[ ]? {NAME} ){{0,2}}
    (?P<signed> ,[ ]? {_DAY} {_AGENCY}? | {_AGENCY} )? {_DASH} (?= ["“„«»‚‘]? [^\W\d_a-zà-öø-ÿ] )""",
    re.MULTILINE | re.VERBOSE,
)
# A headline and a byline stand above the first paragraph.
_ABOVE = re.compile(r"(?:[^\n]{0,160}(?<!\.)\n)*")
_SENTENCE = re.compile(r"(?:[^\n.!?…]|\n(?=[a-z]))+[.!?…]")
_FEWEST_WORDS = 6
_SECOND_DASH = re.compile(r"—\s*[a-z]|\s(?:--?|–)\s+[a-z]")


def dateline_end(text: str, start: int = 0, *, opens: bool = True) -> int:
    """Where the dateline at `start` ends, and with it the space behind it; `start` where there is none.

    `opens`: whether an article begins with `text`.

    >>> dateline_end("HALDEN, 22 May (Echo Wire) - The mill is shut."), dateline_end("The mill - it burned - is shut.")
    (29, 0)
    """
    found = _IN_CAPITALS.match(text, start)
    if found and found["place"].isupper():
        return found.end()
    found = _CAPITALISED.match(text, start) if opens else None
    told = found and (found["signed"] or _leads_on(found)) and _ABOVE.fullmatch(text, 0, start)
    return found.end() if found and told else start


def without_datelines(text: str) -> str:
    """`text` without the datelines that its lines begin with; only those in capitals, or with a day or an agency."""
    bare = _IN_CAPITALS.sub(lambda found: "" if found["place"].isupper() else found.group(), text)
    return _CAPITALISED.sub(lambda found: "" if found["signed"] else found.group(), bare)


def _leads_on(found: re.Match[str]) -> bool:
    """Whether a whole sentence follows, without a second dash, which would make an apposition of its beginning."""
    sentence = _SENTENCE.match(found.string, found.end())
    if sentence is None or found["place"].split()[0].lower() in FUNCTION_WORDS:
        return False
    return len(sentence.group().split()) >= _FEWEST_WORDS and not _SECOND_DASH.search(sentence.group())
