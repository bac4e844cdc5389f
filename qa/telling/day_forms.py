"""Which words mean a day as seen from the day of writing: "yesterday", "last Sunday", "resigned on Thursday".

Told by forms alone. "The shop opens on Thursday" and "announced a strike on Thursday" may mean a day to come: a
weekday, or "today", is one of the days just past only where it stands at a verb that is certainly in the past.
"""

import re

from core.calendar import DAYS, MONTHS
from core.sentences import Span, sentence_spans

_WEEKDAY = rf"(?:{'|'.join(DAYS)})"
_PART = r"(?: (?:morning|afternoon|evening|night))?"
# "Yesterday's" vote was told at another time; "Thursday week" and "Thursday before last" are other days.
_ENDS = r"(?![\w'’]|-\w| (?:week|last|next|(?:before|after) (?:last|next))\b)"
_NUMBER = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
_UNIT = r"(?:nights?|days?|weeks?|months?|years?|decades?|century|season|morning|afternoon|evening|moment|time)"


def _not_behind(words: str) -> str:
    return "".join(rf"(?<!\b{word} )" for word in words.split())


# Whatever tells of a time, plain or not.
_TIME = re.compile(
    rf"\b(?:(?:last|next) )?{_WEEKDAY}s?\b|\b(?-i:{'|'.join(MONTHS)})\b|\b(?:1\d|20)\d\d\b|\b\d{{1,2}}[/.]\d{{1,2}}\b"
    rf"|\b(?:last|next|this|that|same|coming|past|previous|following|every|each) (?:few )?{_UNIT}\b"
    rf"|\b{_UNIT} (?:before|after|earlier|later)\b|\b(?:today|tonight|yesterday|tomorrow|ago|fortnight|weekends?)\b"
    r"|\b(?:spring|summer|autumn|winter|Christmas|Easter|Whitsun)\b",
    re.IGNORECASE,
)
# Days that the words alone tell, whatever the verb.
_BY_ITSELF = re.compile(
    rf"{_not_behind('before like of only')}\byesterday\b{_PART}{_ENDS}"
    rf"|{_not_behind('of for')}\btomorrow\b{_PART}{_ENDS}"
    rf"|{_not_behind('the this its his her their our my at before')}"
    rf"\b(?:last (?:{_WEEKDAY}{_PART}|month|year)|next {_WEEKDAY}{_PART}){_ENDS}"
    rf"|{_not_behind('than about around some nearly almost over under roughly least most or to and')}"
    rf"(?<![\w.,–-]){_NUMBER} (?:days?|weeks?) ago\b",
    re.IGNORECASE,
)
_DAY = rf"(?P<day>on {_WEEKDAY}{_PART}|today){_ENDS}"
_BARE_DAY = rf"(?P<day>(?:on )?{_WEEKDAY}{_PART}|today){_ENDS}"
# Verbs of the past that are no participles: in "the ferry damaged in the storm sails on Thursday" another verb follows.
_DID = (
    r"(?:said|told|added|announced|declared|stated|admitted|denied|confirmed|insisted|claimed|argued|testified|warned"
    r"|replied|wrote|spoke|met|went|came|began|took|gave|saw|drove|broke|chose|rose|fell|won|lost|led|fled|struck|sang"
    r"|sank|died|arrived|happened|resigned|voted|appeared|landed|collapsed|gathered|returned|retired|surrendered)"
)
_WAS_DONE = r"(?:was|were) (?:\w+ly )?(?:\w{2,}ed|held|shot|found|made|sold|built|sent|caught|taken|blown|torn|stolen)"
# What is done to a thing at once: "ordered the bridge on Thursday" leaves open what happens then.
_DID_IT = (
    r"(?:passed|approved|rejected|adopted|opened|closed|visited|contradicted|defended|elected|appointed|dismissed|arrested"
    r"|killed|injured|damaged|destroyed|published|presented|signed|won|lost|left|fled|struck|hit|beat|defeated|bought|sold"
    r"|convicted|acquitted|sentenced|fined|blocked|raided|seized|rescued|discovered|found|attacked|accused|criticised"
    r"|criticized|apologised|unveiled|launched|repealed|dropped|resumed|ended|began|started|lifted|reached|entered)"
)
_A = r"(?:the|an?|its|his|her|their|all|both)"
_THING = rf"{_A} (?:[\w'’-]+ ){{1,3}}"
_PLACE = rf"(?:in|at|near|off|outside) (?:{_THING}|[\w'’-]+ )"
_IN_THE_PAST = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # "Said late on Thursday", "was blown up Thursday".
        rf"\b(?:{_DID}|{_WAS_DONE}) (?:(?:up|down|off|out|late|early) )*{_BARE_DAY}",
        rf"\b(?:{_DID}|{_WAS_DONE}) {_PLACE}{_DAY}",
        rf"\b{_DID_IT} {_THING}{_DAY}",
        # "The minister on Tuesday defended the fee", "On Monday the mayor opened the hall".
        rf"\b{_DAY} (?:{_DID}|{_DID_IT})\b",
        rf"^{_DAY},? (?:the |an? )?(?:[\w'’-]+ ){{1,3}}?(?:{_DID}|{_DID_IT} {_A}|{_WAS_DONE})\b",
    )
)
# Plans, rules, and times of their own: with one of these in front, or between verb and day, another day may be meant.
_LEAVES_OPEN = re.compile(
    r"\b(?:will|would|shall|should|may|might|could|can|must|am|is|are|be|being|has|have|had|not|never|if|unless|wants?"
    r"|wanted|plan\w*|schedul\w*|due|set|expect\w*|going|ahead|hop(?:e|es|ed|ing)|demand\w*|propos\w*|always|usually"
    r"|often|sometimes|normally|used|to|again|until|since|from|between|about|over|for|that|who|which|whose|when|while"
    # What can be called for a day.
    r"|vote|match|meeting|strike|election|talks|game|hearing|concert|festival|march|protest|rally|session|summit|debate"
    r"|trial|race|deadline|visit|conference|auction)\b",
    re.IGNORECASE,
)
# Days in what is retold are those of the tale.
_TALE = re.compile(r"\b(?:novel|film|movie|story|stories|tale|legend|poem|opera|drama|fiction\w*)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:–—.?!][\"”’»]?\s")


def plain_day(text: str) -> Span | None:
    """Where `text`, a paragraph or less, names its one day; None where it names another time too, or none certainly.

    >>> text = "The mayors met last Sunday."
    >>> text[slice(*plain_day(text))]
    'last Sunday'
    >>> plain_day("The shop opens on Thursday.") is None
    True
    """
    if _TALE.search(text):
        return None
    found = _BY_ITSELF.search(text)
    span = found.span() if found else _in_the_past(text)
    times = [time.span() for time in _TIME.finditer(text)]
    return span if span and all(span[0] <= start and end <= span[1] for start, end in times) else None


def _in_the_past(text: str) -> Span | None:
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        for found in filter(None, (form.search(sentence) for form in _IN_THE_PAST)):
            clause = _CLAUSE.split(sentence[: found.start("day")])[-1]
            if not _LEAVES_OPEN.search(clause):
                return start + found.start("day"), start + found.end("day")
    return None
