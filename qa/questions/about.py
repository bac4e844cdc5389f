"""Questions about the articles themselves: when one was written, by whom, what it is about, which there are.

No sentence of an article answers them, but the catalogue does: an article's date, authors and outlet are known, a news
story's first sentences sum it up, and a library can be counted. Only plain English forms are recognised
(`qa/questions/about_forms.py`); everything else is a question to be searched for.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from core.types import Turn
from qa.questions.about_forms import NEWEST, PATTERNS, SEVERAL_ON, Wanted
from qa.refusal import told_by

# What "this" may mean in a conversation that speaks of it; a story, piece or text only where it is called so.
_WORK = re.compile(
    r"""\b (?:
        (?: anthem | ballad | book | constitution | essay | hymn | inscription | letter | manifesto | manuscript | memo
          | memoir | novel | opera | petition | poem | report | screenplay | song | speech | symphony ) (?:e?s)?
      | diar(?:y|ies) | stud(?:y|ies) | treat(?:y|ies)
    ) \b""",
    re.IGNORECASE | re.VERBOSE,
)
_THIS = re.compile(
    r"""\b this \b
    (?! [ ] (?:news[ ])? (?:article|clipping) )
    (?: [ ] (?:news[ ])? (?P<thing> story | piece | report | text | document ) )?""",
    re.IGNORECASE | re.VERBOSE,
)
_ENDS_WITH_THE_AUTHOR = re.compile(r"\bthe authors?\s*[?.!]*\s*(?:\(|$)", re.IGNORECASE)


class About(NamedTuple):
    """What is asked of which article: the one on `topic`, or the `newest`, or, with neither, the only one there is.

    `sure`: that an article is meant at all. "Summarise the budget" may be about what no article is on. `days`: when the
    news that is wanted was published, in the question's words. `piece`: what the article must call itself.
    """

    wanted: Wanted
    topic: str = ""
    newest: bool = False
    sure: bool = True
    days: str = ""
    piece: str = ""


def about(question: str, before: Turn | None = None) -> About | None:
    """What `question`, which stands on its own, asks of the articles themselves; None where it asks what they tell.

    "Who wrote this?" asks that too where the turn `before` spoke of something written, such as a novel.

    >>> about("When was the article on the harbour written?")
    About(wanted='date', topic='the harbour', newest=False, sure=True, days='', piece='')
    >>> about("When was the harbour built?") is None
    True
    """
    if before and _means_a_work(question, f"{before.question}\n{told_by(before.answer)}"):
        return None
    plain = " ".join(question.split())
    for wanted, pattern in PATTERNS:
        if found := pattern.fullmatch(plain):
            return _about(wanted, found.groupdict(), plain)
    return None


def _about(wanted: Wanted, named: Mapping[str, str | None], question: str) -> About | None:
    """What a question asks that has the form of `wanted`; `named`: the groups of the form."""
    newest, days, carried = NEWEST.search(question) is not None, named.get("days") or "", named.get("carried")
    # A follow-up wants news of what was spoken of, or what happened to it.
    if wanted == "news":
        if carried:
            return None if days else About("summary", carried, newest=True)
        return About(wanted, days=days)
    called = named.get("called")
    topic = named.get("topic") or named.get("subject") or named.get("sought") or called
    # The library and its newest article are the same whatever was spoken of; but stories may be a tower's.
    follows_up = not newest and (wanted != "library" or named.get("anywhere"))
    if not topic and follows_up:
        topic = carried
    # Where several are asked about, one of them would not tell of all.
    if named.get("topic") and not newest and SEVERAL_ON.search(question):
        wanted = "articles"
    sure, piece = not named.get("subject"), named.get("piece") or called or ""
    return About(wanted, (topic or "").strip(), newest, sure=sure, piece=piece)


def _means_a_work(question: str, said: str) -> bool:
    """Whether "this" in `question` may be something written that was spoken of in what was `said`."""
    this = _THIS.search(question)
    if this and this["thing"]:
        return re.search(rf"\b{this['thing']}\b", said, re.IGNORECASE) is not None
    means_something = this is not None or _ENDS_WITH_THE_AUTHOR.search(question) is not None
    return means_something and _WORK.search(said) is not None
