"""Datelines: the place, and often the day and the agency, that news begins with: "HALDEN, 22 May (Echo Wire) - ".

Known only at the beginning of a line, and only where the place is in capitals: "Monday - ..." begins many a sentence.
"""

import re

_DATELINE = re.compile(
    r"""^ (?P<place> [^\W\d_] [^\n\d,:(–—]{1,40}? )
    # A country or a day begins with a capital letter or a figure: "BASF, the maker of dyes, - " goes on.
    (?: ,[ ]? [^\W_a-zà-öø-ÿ] [^\n,:(–—]{0,30}? ){0,3}
    (?: [ ]? (?: \([^)\n]{2,40}\) | /[^/\n]{2,40}/ ) )? ,?[ ]? (?: —\s* | (?: --? | – ) \s+ ) (?=\S)""",
    re.MULTILINE | re.VERBOSE,
)


def dateline_end(text: str, start: int = 0) -> int:
    """Where the dateline at `start` ends, and with it the space behind it; `start` where there is none.

    >>> dateline_end("HALDEN, 22 May (Echo Wire) - The mill is shut."), dateline_end("The mill - it burned - is shut.")
    (29, 0)
    """
    found = _DATELINE.match(text, start)
    return found.end() if found and found["place"].isupper() else start


def without_datelines(text: str) -> str:
    """`text` without the datelines that its lines begin with."""
    return _DATELINE.sub(lambda found: "" if found["place"].isupper() else found.group(), text)
