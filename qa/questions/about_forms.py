"""How questions about the articles themselves are worded, in plain English: patterns put together from named pieces.

A form is written as the question is, with single spaces. What its words name are groups of the pattern:

- `topic`: what the article that is meant is about, in "the article on the ferry"
- `subject`: what an article may be about, or the articles tell of, in "Summarise the budget"
- `piece`: what kind of written thing the article calls itself, in "Who wrote the policy brief on heat?"
- `called`: the title of the article that is meant, in "What is the article Salt on the wind about?"
- `sought`: on what articles are sought, in "Which articles mention the ferry?"
- `days`: in which news was published, in "What happened in May 2026?" or "this week's news"
- `anywhere`: words that say nothing of the library, in "How many stories are there?", which may be a tower's
- `carried`: what a conversation adds to a follow-up, in brackets behind it
"""

import re
from collections.abc import Mapping
from typing import Literal

from qa.questions.relative_days import BARE_DAYS, RELATIVE_DAYS
from qa.questions.stated_dates import DATE, DAY

Wanted = Literal["date", "author", "outlet", "news", "summary", "library", "articles"]


def _any(*forms: str) -> str:
    return f"(?:{'|'.join(forms)})"


def _maybe(form: str) -> str:
    return f"(?:{form})?"


def _phrase(name: str, *, opening: tuple[str, ...], inside: tuple[str, ...] = ()) -> str:
    """Words as a group called `name`: they do not begin with one of `opening`, and hold none of `inside`."""
    character = rf"(?:(?!\b{_any(*inside)}\b)[^?])" if inside else "."
    return rf"(?P<{name}>(?!{_any(*opening)}\b){character}+?)"


# Articles. "The report" may be one that an article tells of; "this report" and "the article" are the reader's.
_THE = _any(_maybe("all (?:of )?") + "(?:the|this|that|these|those|my|your)", "all")
LATEST = "(?:latest|newest|most recent|last)"
_ONE_OR_SEVERAL = "(?:news )?(?:articles?|clippings?)"
_SEVERAL = "(?:news )?(?:articles|clippings)"
_SOME = f"(?:{_any('any', 'all', 'the', 'your', 'my', LATEST)} )*"
_ARTICLE = _any(
    f"{_THE}{_maybe(f' {LATEST}')} {_ONE_OR_SEVERAL}",
    "this (?:news )?(?:story|piece|report|text|document)",
)
_ON = "(?:about|on|regarding|concerning)"
_ARTICLE_ON = _ARTICLE + _maybe(f" {_ON} (?P<topic>.+?)")
_THINGS = "(?:articles|clippings|outlets|sources|newspapers|stories)"

# Written things that an article may tell of as well: only what is on the whole topic is meant.
_PIECE = (
    "(?:paper|review|essay|interview|column|transcript|minutes|explainer|feature|obituary|profile|editorial|op-ed"
    "|(?:blog )?post)"
)
# News tells of these more often than it is one.
_TOLD_OF = "(?P<piece>(?:(?:policy|research|incident|press|briefing) )?(?:brief|report|note|release|newsletter))"

# The library.
_LIBRARY = f"{_THE} library"
_HERE = f"in (?:here|{_LIBRARY})"
_HELD = _any(
    "do (?:you|i|we) (?:have|hold|know)",
    "have you(?: got)?",
    f"are {_any(f'there {_HERE}', '(?P<anywhere>there)', 'stored', 'held', _HERE)}",
    f"does {_LIBRARY} (?:have|hold|contain)",
    "can i ask(?: you)? about",
)

# Verbs and nouns of what is asked.
_ABOUT = "(?:about|regarding|concerning)"
_MENTION = "(?:mention|discuss|cover|deal with|talk about|write about|refer to|(?:speak|tell) (?:of|about))"
_COUNTED = f"(?:how many|what|which) {_SEVERAL}"
_WHEN = "(?:when|(?:on |in )?(?:what|which) (?:year|day|date))"
_APPEARED = "(?:written|published|printed|posted|released|from|dated|appear|come out)"
_NEWS = "(?:latest|newest|most recent)(?: (?:news|updates?|developments?))?"
_ANY_NEWS = "any (?:(?:new|more|further|recent) )?(?:news|updates?|developments?)"
_SUMMARY = "(?:(?:short|brief|quick) )?(?:summary|overview|gist|tl;?dr)"
_SUM_UP = f"(?:summari[sz]e|sum up|(?:an? |the )?{_SUMMARY} of)"

# Topics. "What the council decided" is a question of its own, "it" and "the last week" are none.
_THESE = ("it", "them", "this", "that", "these", "those")
_QUESTION_WORDS = ("what", "how", "why", "who", "when", "where", "whether")
_SUBJECT = _phrase(
    "subject",
    opening=(
        *_THESE,
        *_QUESTION_WORDS,
        *("today", "yesterday"),
        "(?:news )?(?:articles?|clippings?|stories|reports|coverage)",
        "(?:the )?(?:last|past|latest|newest|most recent)",
    ),
)
# "The ferry in May 2026", "the ferry by Ada Brandt" and "who built the ferry" ask for more than a topic. "The barrier
# but not the auditors", "the ferry or the bridge": what holds all of the words is none of them.
_SOUGHT = _phrase(
    "sought",
    opening=(*_THESE, *("her", "him", "me", "you"), *_QUESTION_WORDS, *("whom", "which")),
    inside=(
        *("is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "say", "says", "said"),
        *("by", "from", "since", "before", "after", "until", "between"),
        *("that", "which", "who", "what", "how", "why", "when", "where"),
        *("published", "written", "dated", r"(?:1\d|20)\d\d"),
        *("or", "but", "not", "no", "nor", "without", "except", "only"),
    ),
)
# "The article Salt on the wind"; "the article by Ada Brandt" tells no title.
_CALLED = (
    "[\"“'‘]?"
    + _phrase("called", opening=("by", "on", "about", "from", "in", "of", "that", "which", "you", "i", "all"))
    + "[\"”'’]?"
)
_NEWS_ON = _any(
    f"(?:the )?{_NEWS} {_any(_ON, 'with', 'in', 'from')}",
    f"{_maybe('(?:is there|are there|have you(?: got)?|do you have) ')}{_ANY_NEWS} {_any(_ON, 'with', 'from')}",
    "new with",
)

# News of no topic, but perhaps of some days.
_DATE_OR_DAY = rf"(?:the )?(?:week (?:of|beginning) )?(?:{DATE}|{DAY})"
_DAYS = (
    rf"(?P<days>(?:on|in|during|from|of|for|between|since) {_DATE_OR_DAY}"
    rf"(?: ?(?:to|until|till|through|and|-|–) ?{_DATE_OR_DAY})?|{RELATIVE_DAYS})"
)
_OWN_NEWS = rf"(?P<days>{BARE_DAYS})['’]s? (?:(?:latest|main|top) )?(?:news|headlines|stories)"
_LATELY = _any(
    *("recently", "lately"),
    "(?:in|over|during) (?:(?:the |these )?(?:last|past) (?:(?:few|couple of) )?|recent )(?:days|weeks|months)",
)
_HAPPENED = _any(
    *("(?:has )?happened", "(?:(?:is|was|has been|been) )?happening", "(?:(?:is|was) )?(?:reported|in the news)"),
    *("(?:made|makes) (?:the )?(?:news|headlines)", "did (?:i|we) miss", "have (?:i|we) missed"),
)

# What may stand before and behind.
_PLEASE = (
    r"\s*(?:(?:please|can|could|would|will you|you|i want you to|give me|show me|tell me|write|make"
    r"|what's|what (?:is|are|was|were))[ ,]+)*"
)
# None of the words before "sentences" is another "in": "in a words in a words ..." could be read in very many ways.
_IN_A_FEW_SENTENCES = r"in (?:(?!in\b)\w+ ){1,3}(?:sentences?|words|lines|points|paragraphs?)"
_MANNER = f"(?:,? {_any('please', 'for me', 'briefly', _IN_A_FEW_SENTENCES)})*"
_END = rf"{_MANNER}\s*[?.!]*(?: \((?P<carried>[^()]*)\))?\s*"

_FORMS: Mapping[Wanted, tuple[str, ...]] = {
    "date": (
        f"{_WHEN} (?:was|were|is|are|did) (?:{_ARTICLE_ON}|this) {_APPEARED}",
        f"{_PLEASE}(?:the )?(?:publication date|(?:publication )?date of {_ARTICLE_ON})",
        f"how old is {_ARTICLE_ON}",
    ),
    "author": (
        f"who (?:wrote|authored|(?:is|was) the author of|(?:are|were) the authors of) (?:{_ARTICLE_ON}|this)",
        f"who (?:is|was) {_ARTICLE_ON} (?:written )?by",
        f"who (?:wrote|authored) the {_any(_PIECE, _TOLD_OF)} {_any(_ON, 'of', 'with')} {_SUBJECT}",
        "who (?:is|are) the authors?",
    ),
    "outlet": (
        f"(?:who|(?:which|what) (?:outlet|newspaper|paper|source|site|magazine)) published {_ARTICLE_ON}",
        f"where (?:was|is|were|are) {_ARTICLE_ON} (?:published|from)",
    ),
    "news": (
        f"what(?:['’]s)? {_HAPPENED} {_any(_DAYS, _LATELY)}",
        f"{_PLEASE}(?:the )?{_any(_NEWS, 'news', 'headlines')}(?: {_DAYS})?",
        f"(?:(?:what['’]s|what is|is there anything|anything) new|{_ANY_NEWS})(?: {_any(_DAYS, _LATELY)})?",
        f"{_PLEASE}{_maybe(f'{_SUM_UP} ')}{_OWN_NEWS}",
        f"{_PLEASE}{_SUM_UP} (?P<days>{BARE_DAYS})",
        f"{_PLEASE}{_SUM_UP} (?:the )?(?:news|headlines)(?: {_DAYS})?",
        f"{_PLEASE}{_SUM_UP} (?:{_THE} )?{_SEVERAL}",
        f"what do {_THE} {_SEVERAL}(?: {_DAYS})? (?:say|tell(?: me| us)?)",
    ),
    "summary": (
        f"{_PLEASE}{_ARTICLE_ON}(?: all)? about",
        f"{_PLEASE}{_THE} {_any(_ONE_OR_SEVERAL, _PIECE, 'story')}(?: (?:called|(?:en)?titled))? {_CALLED} about",
        f"{_PLEASE}{_THE} {LATEST} (?:news )?(?:article|clipping)(?: {_ON} {_SOUGHT})?",
        f"{_PLEASE}{_NEWS_ON} {_SOUGHT}",
        f"{_PLEASE}(?:an? |the )?{_SUMMARY} of the {_PIECE} {_any(_ON, 'of', 'with')} {_SUBJECT}",
        f"{_PLEASE}(?:summari[sz]e|sum up) the {_PIECE} {_any(_ON, 'of', 'with')} {_SUBJECT}",
        f"what (?:does|do) {_ARTICLE} (?:say|tell(?: me| us)?)",
        f"{_PLEASE}(?:an? |the )?{_SUMMARY}(?: of (?:{_ARTICLE_ON}|this|{_SUBJECT}))?",
        f"{_PLEASE}(?:the )?(?:main|key) points?(?: (?:of|in) {_ARTICLE_ON})?",
        f"{_PLEASE}(?:summari[sz]e|sum up)(?: (?:{_ARTICLE_ON}|this|{_SUBJECT}))?",
    ),
    "articles": (
        f"{_COUNTED} (?:(?:are )?{_ABOUT}|{_MENTION}) {_SOUGHT}(?: {_HELD})?",
        f"{_COUNTED} {_HELD} (?:{_ON}|(?:that|which) {_MENTION}) {_SOUGHT}",
        f"{_PLEASE}(?:{_HELD} )?(?:find |list )?{_SOME}{_SEVERAL} {_ON} {_SOUGHT}",
    ),
    "library": (
        f"(?:how many|what|which) {_THINGS} {_HELD}",
        f"{_PLEASE}{_THE} {LATEST} {_SEVERAL}",
        f"(?:how many|{_PLEASE}(?:list )?)(?P<anywhere> ?{_SOME}{_SEVERAL})",
        f"{_PLEASE}(?:a )?list(?: of)?(?: all)?(?: the| your| my)? {_THINGS}(?: {_HERE})?",
        f"what(?:'s| is) (?:in )?{_LIBRARY}(?: about)?",
        "what (?:can|could|should) i ask(?: you)?(?: about)?",
        f"what (?:dates|years|period|time) (?:do {_ARTICLE}|does {_LIBRARY}) cover",
    ),
}
PATTERNS = tuple(
    (wanted, re.compile(f"(?:{form}){_END}", re.IGNORECASE)) for wanted, forms in _FORMS.items() for form in forms
)
NEWEST = re.compile(rf"\b{LATEST} {_ONE_OR_SEVERAL}\b|^{_PLEASE}{_NEWS_ON}\b", re.IGNORECASE)
SEVERAL_ON = re.compile(rf"\b(?:articles|clippings) {_ON}\b", re.IGNORECASE)
