"""Questions about the articles themselves: when one was written, by whom, what it is about, which there are.

No sentence of an article answers them, but the catalogue does: an article's date, authors and outlet are known, a news
story's first sentences sum it up, and a library can be counted. Only plain English forms are recognised; everything
else is a question to be searched for.
"""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from core.types import Turn

Wanted = Literal["date", "author", "outlet", "summary", "library", "articles"]

_ANY = r"(?:(?:all (?:of )?)?(?:the|this|that|these|those|my|your)|all)"
_LATEST = r"(?:latest|newest|most recent|last)"
# "The report" may be one that an article tells of; "this report" and "the article" are the reader's.
_ARTICLE = (
    rf"(?:{_ANY}(?: {_LATEST})? (?:news )?(?:articles?|clippings?)"
    r"|this (?:news )?(?:story|piece|report|text|document))"
)
_TOPIC = r"(?: (?:about|on|regarding|concerning) (?P<topic>.+?))?"
_ON = _ARTICLE + _TOPIC
_POLITE = (
    r"\s*(?:(?:please|can|could|would|will you|you|i want you to|give me|show me|tell me|write|make"
    r"|what's|what (?:is|are|was|were))[ ,]+)*"
)
_MANNER = r"(?:,? (?:please|for me|briefly|in (?:(?!in\b)\w+ ){1,3}(?:sentences?|words|lines|points|paragraphs?)))*"
# What a conversation adds to a follow-up, in brackets, tells which article is meant.
_END = rf"{_MANNER}\s*[?.!]*(?: \((?P<carried>[^()]*)\))?\s*"
# Something that an article may be about. "What the council decided" is a question of its own, "it" and "the last week"
# are no topics.
_SUBJECT = (
    r"(?P<what>(?!(?:it|them|this|that|these|those|what|how|why|who|when|where|whether|today|yesterday)\b"
    r"|(?:news )?(?:articles?|clippings?|stories|reports|coverage)\b"
    r"|(?:the )?(?:last|past|latest|newest|most recent)\b).+?)"
)
_LIBRARY = rf"{_ANY} library"
_HERE = rf"in (?:here|{_LIBRARY})"
_HELD = (
    rf"(?:do (?:you|i|we) (?:have|hold|know)|have you(?: got)?"
    rf"|are (?:there {_HERE}|(?P<anywhere>there)|stored|held|{_HERE})"
    rf"|does {_LIBRARY} (?:have|hold|contain)|can i ask(?: you)? about)"
)
# A topic. "The ferry in May 2026", "the ferry by Ada Brandt" and "who built the ferry" ask for more than one.
_SOUGHT = (
    r"(?P<sought>(?!(?:it|them|her|him|me|you|this|that|these|those|what|how|why|who|whom|when|where|whether|which)\b)"
    r"(?:(?!\b(?:is|are|was|were|do|does|did|has|have|had|say|says|said|by|from|since|before|after|until|between"
    r"|that|which|who|what|how|why|when|where|published|written|dated|(?:1\d|20)\d\d"
    # "The barrier but not the auditors", "the ferry or the bridge": what holds all of the words is none of them.
    r"|or|but|not|no|nor|without|except|only)\b)[^?])+?)"
)
_ABOUT = r"(?:about|regarding|concerning)"
_MENTION = r"(?:mention|discuss|cover|deal with|talk about|write about|refer to|(?:speak|tell) (?:of|about))"
_SEVERAL = r"(?:news )?(?:articles|clippings)"
_SOME = rf"(?:(?:any|all|the|your|my|{_LATEST}) )*"
_COUNTED = rf"(?:how many|what|which) {_SEVERAL}"
_WHEN = r"(?:when|(?:on |in )?(?:what|which) (?:year|day|date))"
_APPEARED = r"(?:written|published|printed|posted|released|from|dated|appear|come out)"
_SUMMARY = r"(?:(?:short|brief|quick) )?(?:summary|overview|gist|tl;?dr)"
_THINGS = r"(?:articles|clippings|outlets|sources|newspapers|stories)"

_FORMS: Mapping[Wanted, tuple[str, ...]] = {
    "date": (
        rf"{_WHEN} (?:was|were|is|are|did) (?:{_ON}|this) {_APPEARED}",
        rf"{_POLITE}(?:the )?(?:publication date|(?:publication )?date of {_ON})",
        rf"how old is {_ON}",
    ),
    "author": (
        rf"who (?:wrote|authored|(?:is|was) the author of|(?:are|were) the authors of) (?:{_ON}|this)",
        rf"who (?:is|was) {_ON} (?:written )?by",
        r"who (?:is|are) the authors?",
    ),
    "outlet": (
        rf"(?:who|(?:which|what) (?:outlet|newspaper|paper|source|site|magazine)) published {_ON}",
        rf"where (?:was|is|were|are) {_ON} (?:published|from)",
    ),
    "summary": (
        rf"{_POLITE}{_ON}(?: all)? about",
        rf"{_POLITE}{_ANY} {_LATEST} (?:news )?(?:article|clipping)(?: (?:{_ABOUT}|on) {_SOUGHT})?",
        rf"what (?:does|do) {_ARTICLE} (?:say|tell(?: me| us)?)",
        rf"{_POLITE}(?:an? |the )?{_SUMMARY}(?: of (?:{_ON}|this|{_SUBJECT}))?",
        rf"{_POLITE}(?:the )?(?:main|key) points?(?: (?:of|in) {_ON})?",
        rf"{_POLITE}(?:summari[sz]e|sum up)(?: (?:{_ON}|this|{_SUBJECT}))?",
    ),
    "articles": (
        rf"{_COUNTED} (?:(?:are )?{_ABOUT}|{_MENTION}) {_SOUGHT}(?: {_HELD})?",
        rf"{_COUNTED} {_HELD} (?:{_ABOUT}|on|(?:that|which) {_MENTION}) {_SOUGHT}",
        rf"{_POLITE}(?:{_HELD} )?(?:find |list )?{_SOME}{_SEVERAL} (?:{_ABOUT}|on) {_SOUGHT}",
    ),
    "library": (
        rf"(?:how many|what|which) {_THINGS} {_HELD}",
        rf"{_POLITE}(?:summari[sz]e|sum up|{_SUMMARY} of) {_SEVERAL}",
        rf"{_POLITE}{_ANY} {_LATEST} {_SEVERAL}",
        rf"(?:how many|{_POLITE}(?:list )?)(?P<anywhere> ?{_SOME}{_SEVERAL})",
        rf"{_POLITE}(?:a )?list(?: of)?(?: all)?(?: the| your| my)? {_THINGS}(?: {_HERE})?",
        rf"what(?:'s| is) (?:in )?{_LIBRARY}(?: about)?",
        r"what (?:can|could|should) i ask(?: you)?(?: about)?",
        rf"what (?:dates|years|period|time) (?:do {_ARTICLE}|does {_LIBRARY}) cover",
    ),
}
_PATTERNS = tuple(
    (wanted, re.compile(f"(?:{form}){_END}", re.IGNORECASE)) for wanted, forms in _FORMS.items() for form in forms
)
# What "this" may mean in a conversation that speaks of it; a story, piece or text only where it is called so.
_WORKS = (
    r"(?:(?:anthem|ballad|book|constitution|essay|hymn|inscription|letter|manifesto|manuscript|memo|memoir|novel|opera"
    r"|petition|poem|report|screenplay|song|speech|symphony)(?:e?s)?|diar(?:y|ies)|stud(?:y|ies)|treat(?:y|ies))"
)
_WORK = re.compile(rf"\b{_WORKS}\b", re.IGNORECASE)
_THIS = re.compile(
    r"\bthis\b(?! (?:news )?(?:article|clipping))(?: (?:news )?(?P<thing>story|piece|report|text|document))?",
    re.IGNORECASE,
)
_THE_AUTHOR = re.compile(r"\bthe authors?\s*[?.!]*\s*(?:\(|$)", re.IGNORECASE)
_PLURAL = re.compile(r"\b(?:articles|clippings) (?:about|on|regarding|concerning)\b", re.IGNORECASE)
_NEWEST = re.compile(rf"\b{_LATEST} (?:news )?(?:articles?|clippings?)\b", re.IGNORECASE)


class About(NamedTuple):
    """What is asked of which article: the one on `topic`, or the `newest`, or, with neither, the only one there is.

    `sure`: that an article is meant at all. "Summarise the budget" may be about what no article is on.
    """

    wanted: Wanted
    topic: str = ""
    newest: bool = False
    sure: bool = True


def about(question: str, before: Turn | None = None) -> About | None:
    """What `question`, which stands on its own, asks of the articles themselves; None where it asks what they tell.

    "Who wrote this?" asks that too where the turn `before` spoke of something written, such as a novel.

    >>> about("When was the article on the harbour written?")
    About(wanted='date', topic='the harbour', newest=False, sure=True)
    >>> about("When was the harbour built?") is None
    True
    """
    if before and _means_a_work(question, f"{before.question}\n{before.answer}"):
        return None
    plain = " ".join(question.split())
    for wanted, pattern in _PATTERNS:
        if found := pattern.fullmatch(plain):
            named = found.groupdict()
            newest = bool(_NEWEST.search(question))
            # The library and its newest article are the same whatever was spoken of; but stories may be a tower's.
            elsewhere = newest or (wanted == "library" and not named.get("anywhere"))
            carried = None if elsewhere else named.get("carried")
            topic = named.get("topic") or named.get("what") or named.get("sought") or carried or ""
            # Where several are asked about, one of them would not tell of all.
            several = named.get("topic") and not newest and _PLURAL.search(plain)
            return About("articles" if several else wanted, topic.strip(), newest, sure=not named.get("what"))
    return None


def _means_a_work(question: str, said: str) -> bool:
    """Whether "this" in `question` may be something written that was spoken of in what was `said`."""
    this = _THIS.search(question)
    if this and this["thing"]:
        return re.search(rf"\b{this['thing']}\b", said, re.IGNORECASE) is not None
    return bool(this or _THE_AUTHOR.search(question)) and _WORK.search(said) is not None
