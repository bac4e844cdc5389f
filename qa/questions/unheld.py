"""Outlets that a question names as its source and that the library holds nothing of, so that the answer can say so.

"According to the WHO" names the source of a claim, which an article may quote, and is no business of ours: only names
that are an outlet's beyond doubt count. Which names are is told by words that mastheads end with, by web addresses, and
by a list of outlets known the world over; an outlet with a name like any other ("Strata") passes unnoticed.
"""

import re
from collections.abc import Sequence

from qa.questions.attribution import AFTER_OUTLET, LEADS, PIECE, REPORTED, TELLS
from qa.questions.outlets import MASTHEADS, MASTHEADS_WITH_THE, outlet_name

_DAILY = {"daily", "evening"}
# Outlets known the world over that are named without an article, or by no such word, and whose names mean nothing else.
_WORLDWIDE = {
    "afp", "agence france-presse", "al jazeera", "associated press", "axios", "bbc", "bbc news",
    "bloomberg news", "cbs news", "chicago tribune", "cnbc", "cnn", "corriere della sera", "der spiegel", "die zeit",
    "economist", "el país", "financial times", "fox news", "le figaro", "le monde", "msnbc", "nbc news", "newsweek",
    "new yorker", "npr", "politico", "reuters", "sky news", "techcrunch", "usa today",
}  # fmt: skip
# "Ada Times" may be who says it; "the Ada Times" is nobody, nor is "a Deccan Herald report" by one.
_FULL_NAME = 2
_ADDRESS = re.compile(r"(?:[\w-]{1,40}\.){1,4}(?:com|org|net|news|info|co\.uk|[a-z]{2})", re.IGNORECASE)

_WORD = r"(?-i:[A-Z])[\w&.-]{0,30}\w"
_NAME = (
    r"(?P<the>the )?(?P<quote>[\"“'‘])?(?P<inner>the )?"
    rf"(?P<name>{_WORD}(?: (?:of |de |della |& )?{_WORD}){{0,5}}|{_ADDRESS.pattern})[\"”'’]?"
)
_TOLD = r"(?:reported|published|provided|printed|described|covered|discussed|mentioned|told|written) by"
_NAMED = (
    re.compile(
        rf"\b(?:{LEADS}|{_TOLD}|{PIECE} (?:from|in|by)) (?P<a>an? )?{_NAME}(?:(?:['’]s)? {PIECE})?{AFTER_OUTLET}",
        re.IGNORECASE,
    ),
    re.compile(rf"\bas {_NAME} {REPORTED}(?=\s*(?:[,.;:?!]|$))", re.IGNORECASE),
    re.compile(rf"^{_NAME} {REPORTED} that\b", re.IGNORECASE),
    re.compile(rf"\b(?:did|does|has|have|had) {_NAME} {TELLS}\b", re.IGNORECASE),
    re.compile(rf"\b(?P<a>an? |another )?{_NAME}(?:['’]s)? (?P<piece>{PIECE})\b", re.IGNORECASE),
)


def unheld_outlets(question: str, sources: Sequence[str]) -> tuple[str, ...]:
    """The outlets beyond doubt that `question` names as its source and none of `sources` can be, as it writes them.

    >>> unheld_outlets("According to the Daily Planet, who won?", ["The Wend Courier", ""])
    ('the Daily Planet',)
    >>> unheld_outlets("According to the Bureau of Labor Statistics, who won?", ["The Wend Courier"])
    ()
    """
    named = {}
    for found in (one for pattern in _NAMED for one in pattern.finditer(question)):
        name, article = found["name"], found["the"] or found["inner"] or ""
        piece = (found.groupdict().get("piece") or "report").casefold()
        # Canada Post has reports, but no stories.
        sure = bool(article or found["quote"]) or not piece.startswith("report")
        no_person = sure or bool(found.groupdict().get("a")) or len(name.split()) != _FULL_NAME
        held = any(_may_be(name, source) for source in sources)
        if _is_outlet(name, no_person=no_person, sure=sure) and not held:
            named[name] = article.lower() + name
    return tuple(named.values())


def _is_outlet(name: str, *, no_person: bool, sure: bool) -> bool:
    """Whether `name` is an outlet's; `sure` where it stands as no other body's does: "the Post", not "Canada Post"."""
    words = name.casefold().split()
    return (
        name.casefold() in _WORLDWIDE
        or _ADDRESS.fullmatch(name) is not None
        or (words[-1] in MASTHEADS and no_person)
        or (words[0] in MASTHEADS and words[1:2] == ["of"])
        or (sure and words[-1] in MASTHEADS_WITH_THE)
        or (len(words) > 1 and words[0] in _DAILY)
    )


def _may_be(name: str, source: str) -> bool:
    """Whether the library's `source` could be what is called `name`: in full, in part, by
    its initials, or run together in an address."""
    words, held = _words(outlet_name(name)), _words(outlet_name(source))
    if not words or not held:
        return False
    if _ADDRESS.fullmatch(name) or _ADDRESS.fullmatch(source):
        return _run_together(words, held) or _run_together(held, words)
    initials = {"".join(word[0] for word in both) for both in (words, held)}
    return set(words) <= set(held) or set(held) <= set(words) or bool(initials & {*words, *held})


def _run_together(words: Sequence[str], address: Sequence[str]) -> bool:
    """Whether a telling one of `words`, or all of them, stand in what `address` is with nothing between its words."""
    run = "".join(address)
    return "".join(words) in run or any(word in run for word in words if len(word) > 3 and word != "news")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
