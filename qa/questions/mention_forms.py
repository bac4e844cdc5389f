"""Questions for whatever is told of one thing, or was said by one speaker: "Tell me about X", "What did X say about Y?"

English forms only, and a few words without a verb, as they are typed into a search field.
"""

import re
from dataclasses import dataclass

from core.words import FUNCTION_WORDS, WORD, content_words

_NAME = r"(?P<name>[^,;:?!()]{2,80}?)"
_TOPIC = r"(?P<topic>[^;:?!()]{2,80}?)"
_ON = r"(?:about|on|of|regarding|concerning)"
_ARTICLES = r"(?:the )?(?:articles?|library|clippings?|texts?|stor(?:y|ies))"
_PAPERS = r"(?:the )?(?:(?:news)?papers|press|media|news|outlets|articles)"
_OPENING = (
    r"\s*(?:(?:and|so|please|now)\b,? )*(?:(?:can|could|will|would) you )?(?:please )?"
    r"(?:(?:give|show|find) (?:me|us) )?(?:(?:an?|some|any|the|all|everything|anything|something) )?"
)
_INFORMATION = (
    r"(?:(?:short|brief|quick|more|further|general) )?"
    r"(?:overview|background|information|info|facts|details|quotes|passages|mentions)"
)
_KNOWN = (
    rf"what (?:(?:do|does|can|could) (?:you|we|i|they|{_ARTICLES}) (?:know|tell (?:me|us)|say|find|learn)"
    r"|is (?:known|said|told|reported))"
)
# "Deny", "warn" and "promise" ask for something in particular.
_AUDIENCE = (
    "(?:the |his |her |their )?(?:court|jury|judge|inquiry|hearing|trial|committee|council|parliament|inquest|tribunal"
    "|police|press|reporters|journalists|newspaper|paper|crowd|meeting)"
)
_SAY = (
    "(?:(?:say|said|says|think|thinks|claim|claimed|argue|argued|comment|commented|write|wrote|critici[sz]e)"
    f"(?: (?:to|in|before|at) (?P<to>{_AUDIENCE}))?|tell (?:us|(?P<told>{_AUDIENCE})))"
)
_VIEW = r"(?:reaction|response|comments?|statements?|views?|position|opinion|verdict|criticism|assessment)"
# "At the hearing", "in an interview"; "in May" limits the days.
_WHEN = r"(?P<when>when|after|at|during|in(?= (?:the|an?|his|her|their|court|parliament)\b))"
_OF_WHAT = rf"(?: (?:about|on|of|{_WHEN}) {_TOPIC})?"
_END = r"(?:,? please)?\s*[?.!]*\s*"
_OF_A_THING = (
    rf"(?:tell (?:me|us) (?:(?:more|something|everything|all) )?{_ON} {_TOPIC})",
    rf"(?:{_KNOWN} {_ON} {_TOPIC})",
    # "Explain how ..." asks for something in particular.
    rf"(?:explain|describe|define) (?!(?:how|why|what|when|where|whether|who|which|it|that|this)\b){_TOPIC}",
    # No paper is named: they are not the speaker, but whatever they tell is sought.
    rf"what (?:do|did|have|has|does) {_PAPERS} (?:say|said|write|written|report|reported) {_ON} {_TOPIC}",
    rf"(?:{_INFORMATION} {_ON} {_TOPIC})",
    rf"(?:(?:what|how) about {_TOPIC})",
    # A place or an occasion with a name; "what happened to the mill" asks for something in particular.
    r"what (?:has )?happened (?:in|at) (?:the )?(?P<topic>(?-i:[A-ZÀ-Þ])[^;:?!()]{1,80}?)",
)
_BY_A_SPEAKER = (
    rf"what (?:else )?(?:did|does|do|has|have|had) {_NAME} (?:have to )?{_SAY}{_OF_WHAT}",
    rf"(?:quotes?|statements?|comments?|remarks?) (?:by|from) {_NAME}(?: (?:about|on) {_TOPIC})?",
    rf"what (?:is|are|was|were) {_NAME}['’]s? {_VIEW}(?: (?:to|on|of|about) {_TOPIC})?",
    rf"how did {_NAME} (?:react|respond|comment)(?: (?:to|on) {_TOPIC})?",
)
_BY_ANYBODY = (
    rf"what (?:are|were) (?:people|others|they) saying about {_TOPIC}",
    rf"what (?:do|did) (?:people|others|critics and supporters) say about {_TOPIC}",
    rf"who (?:has )?(?:said (?:what|something|anything)|commented|spoke|spoken) (?:about|on) {_TOPIC}",
    rf"(?:the )?(?:reactions?|responses?) to {_TOPIC}",
    rf"how did (?:people|others) (?:react|respond) to {_TOPIC}",
)
_FORMS = tuple(
    (speaks, re.compile(f"{_OPENING}{form}{_END}", re.IGNORECASE))
    for speaks, forms in ((False, _OF_A_THING), (True, _BY_A_SPEAKER), (True, _BY_ANYBODY))
    for form in forms
)
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][\w.'’-]*")
_MOST_WORDS = 6
_GREETINGS = frozenset({"bye", "hello", "hey", "hi", "no", "ok", "okay", "test", "thank", "thanks", "yes"})
_JOINS = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"})


@dataclass(frozen=True, slots=True)
class Mention:
    """What sentences are sought: those that name the `topic`; where `speech` is wanted, that report what was said of
    it, by the `speaker` if one is named. Both as stems; `office`: those of the speaker that are no name. The topic of
    an `occasion` is when it was said, and need not be what was said.
    """

    topic: frozenset[str]
    speaker: frozenset[str] = frozenset()
    speech: bool = False
    office: frozenset[str] = frozenset()
    occasion: bool = False


def mention(question: str) -> Mention | None:
    """The sentences that `question` asks for; None where it asks for something in particular.

    >>> sorted(mention("Tell me about the filter plant").topic)
    ['filter', 'plant']
    >>> found = mention("What did Ada Brandt say about the ferry?")
    >>> sorted(found.speaker), sorted(found.topic)
    (['ada', 'brandt'], ['ferri'])
    >>> mention("What did Ada Brandt pay for the ferry?") is None
    True
    """
    for speech, form in _FORMS:
        if found := form.fullmatch(question):
            parts = found.groupdict()
            speaker = frozenset(content_words(parts.get("name") or ""))
            # What was told a court was mostly said where the court is spoken of.
            about = (parts.get(part) for part in ("topic", "to", "told"))
            topic = frozenset(content_words(next(filter(None, about), "")))
            office = frozenset(content_words(_CAPITALISED.sub("", parts.get("name") or "")))
            occasion = bool(parts.get("when"))
            return Mention(topic, speaker, speech, office, occasion) if speaker or topic else None
    words = frozenset(content_words(question)) if _is_bare(question) else None
    return Mention(words) if words else None


def _is_bare(question: str) -> bool:
    """Whether these are a few words that name something, and no sentence."""
    words = [match.group() for match in WORD.finditer(question)]
    plain = not re.search(r"[?!:;,.]", question) and 0 < len(words) <= _MOST_WORDS
    return plain and not any(word.lower() in (FUNCTION_WORDS - _JOINS) | _GREETINGS for word in words)
