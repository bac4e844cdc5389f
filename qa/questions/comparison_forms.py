"""Questions that compare two things, told by their form: "How do X and Y differ?", "Which is cheaper, X or Y?"

English forms only. What compares more than two, or asks for the most of all, is left as it stands, and so is a choice
without a degree: "Who won, X or Y?" has one answer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.words import WORD, content_words, stem

# What people compare things by; "more" and "less" stand before every other adjective.
_ADJECTIVES = """
    bad big bright broad cheap clean close cold cool dark dear deep dense dirty dry early easy far fast few fit good
    hard healthy heavy high hot large late light long loud low narrow near new noisy old poor quick quiet rare rich
    safe short simple slow small soft steep strict strong tall thick thin tough warm weak wet wide young
""".split()  # noqa: SIM905 - sixty quoted words hide the words
_IRREGULAR = {"bad": "worse", "far": "farther", "good": "better"}
_SHORT_VOWEL = re.compile(r"[^aeiou][aeiou][bdgmnpt]$")


def _comparative(adjective: str) -> str:
    """The form that compares: "cheaper", "larger", "heavier", "bigger"."""
    if adjective.endswith("e"):
        return f"{adjective}r"
    if adjective.endswith("y"):
        return f"{adjective[:-1]}ier"
    doubled = adjective[-1] if _SHORT_VOWEL.search(adjective) else ""
    return _IRREGULAR.get(adjective, f"{adjective}{doubled}er")


_BASE = {_comparative(adjective): adjective for adjective in _ADJECTIVES}

_BE, _DO = r"(?P<be>is|are|was|were)", r"(?P<do>does|do|did)"
# What a pronoun stands for, the question does not tell.
_THING = r"(?!(?:i|we|you|he|she|it|they|this|that|these|those|there)\b)[^,;:?!()]{1,80}?"
_A, _B = rf"(?P<a>{_THING})", rf"(?P<b>{_THING})"
_EITHER = rf"(?:either )?{_A} or {_B}"
_MARK = r"\s*[,:;–—-]+\s*"
_DEGREE = rf"(?:(?P<base>{'|'.join(_BASE)})|(?:more|less) (?P<long>[a-z]{{3,20}}))"
_AMOUNT = rf"(?:(?P<base2>{'|'.join(_BASE)})|(?:more|less|fewer)(?: (?P<counted>[\w'’-]+(?: [\w'’-]+){{0,3}}?))?)"
_VERB = r"(?P<verb>(?!(?:is|are|was|were)\b)[a-z]+)"
_MORE = rf"(?:{_BE} (?:the )?{_DEGREE}(?: [a-z]+)??|{_VERB} {_AMOUNT})"
_NOUN = r"(?!(?:is|are|was|were)\b)[\w'’-]+"
_WHICH = rf"(?:which|who|what)(?: (?:one|of the two(?: [a-z]+)?|{_NOUN}(?: {_NOUN})?))??"
# "Than expected", "than 100 years", "than the year before": no second thing.
_THAN = (
    r"than (?!\d|(?:a|an|one|two|three|ever|before|usual|expected|planned|average|last|in|at|on)\b"
    r"|the (?:year|month|week|previous|last|one) )"
)
_OPENING = r"\s*(?:(?:and|so|but|please|now)\b,? )*(?:(?:can|could) you )?(?:(?:tell me|explain|describe) )?"
# Behind a follow-up stand the words that were carried over to it.
_END = r"\s*[?.!]*(?P<carried> \(.*\))?\s*"
_DIFFERENCES = r"(?:what(?:['’]s| is| are| was| were) )?(?:the )?(?:[a-z]+ )?differences?"
_FEW_WORDS = r"(?!(?:how|what|wh[oy]|when|where|which|did|does|do|is|are|was|were)\b)(?=\S+(?: \S+){2,8}$)"
_FORMS = [
    re.compile(f"{_OPENING}{form}{_END}", re.IGNORECASE)
    for form in (
        rf"{_DIFFERENCES}(?: in (?P<what>[\w -]{{2,40}}?))? between {_A} and {_B}",
        rf"(?:(?:how|in what ways?|in which ways?) )?{_DO} {_A} and {_B} (?:differ|compare)",
        rf"how {_DO} {_A} (?:compare|differ) (?:with|to|from|against) {_B}",
        rf"how {_BE} {_A} different from {_B}",
        rf"(?:compare|contrast) {_A} (?:and|with|to|against) {_B}",
        rf"{_FEW_WORDS}{_A} (?:vs\.?|versus) {_B}",
        rf"{_WHICH} {_MORE}(?:{_MARK}| ){_EITHER}",
        rf"{_EITHER}{_MARK}{_WHICH} {_MORE}",
        rf"{_BE} {_A} or {_B} (?:the )?{_DEGREE}(?: [a-z]+)??",
        rf"{_DO} {_EITHER} {_VERB} {_AMOUNT}",
        rf"(?:how much )?{_BE} {_A} {_DEGREE} {_THAN}{_B}",
        rf"how much {_DEGREE} {_BE} {_A} {_THAN}{_B}",
        rf"{_DO} {_A} {_VERB} {_AMOUNT} {_THAN}{_B}",
    )
]
_SHARED = re.compile(r"(?P<shared>.* (?P<noun>[a-z]+) (?:of|in|for|at|on|from|during|under)) (?P<rest>\S.*)")
_ANYTHING = "What is known about "
_PREPOSITION = re.compile(r" (?:of|in|for|at|on|from|during|under) ")
_ARTICLE = re.compile(r"(?:the|an?|his|her|its|their|our) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things that are compared: its `name`, a `question` about it alone, and the `words` that tell it from
    the other one (stems). `anything`: whatever is told of it answers."""

    name: str
    question: str
    words: frozenset[str]
    anything: bool = False

    def named_in(self, text: str) -> bool:
        """Whether `text` holds at least half of the words."""
        return 2 * len(self.words & _stems(text)) >= len(self.words)

    def last_in(self, text: str) -> int:
        """Where one of the words stands last in `text`, -1 for nowhere."""
        return max((one.start() for one in WORD.finditer(text) if stem(one.group()) in self.words), default=-1)


def compared(question: str) -> tuple[Side, ...]:
    """The two things that `question` compares; none where it does not.

    >>> [side.question for side in compared("Which is cheaper, the bus or the tram?")]
    ['How cheap is the bus?', 'How cheap is the tram?']
    >>> [side.question for side in compared("How do the fares of the bus and the tram differ?")]
    ['What are the fares of the bus?', 'What are the fares of the tram?']
    >>> compared("Who won, Holm or Tarn?")
    ()
    """
    for found in filter(None, (form.fullmatch(question) for form in _FORMS)):
        names = _names(found["a"].strip(), found["b"].strip())
        if own := _own_words(*names):
            asked = [_asked(found.groupdict(), name) for name in names]
            return tuple(
                Side(name, f"{question or _ANYTHING + name}?{found['carried'] or ''}", words, question is None)
                for name, question, words in zip(names, asked, own, strict=True)
            )
    return ()


def _names(one: str, other: str) -> tuple[str, str]:
    """Both in full: of "the fares of the bus" and "the tram", the latter stands for "the fares of the tram"."""
    head = _SHARED.fullmatch(one)
    alike = head and bool(_ARTICLE.match(head["rest"])) == bool(_ARTICLE.match(other))
    return (one, f"{head['shared']} {other}") if head and alike and not _PREPOSITION.search(other) else (one, other)


def _own_words(one: str, other: str) -> tuple[frozenset[str], ...]:
    """The words of each that the other has not, () where they do not tell them apart."""
    for words_of in (lambda name: frozenset(content_words(name)), _stems):
        words, others = words_of(one), words_of(other)
        if words - others and others - words:
            return words - others, others - words
    return ()


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(match.group()) for match in WORD.finditer(text))


def _asked(parts: Mapping[str, str | None], name: str) -> str | None:
    """The question about `name` alone, without its mark; None where nothing in particular is asked."""
    if degree := _base(parts, "base") or parts.get("long"):
        return f"How {degree} {(parts['be'] or '').lower()} {name}"
    if verb := parts.get("verb"):
        return f"How {_base(parts, 'base2') or _much(parts['counted'])} {_done(parts.get('do'), name, verb)}"
    if what := parts.get("what"):
        return f"What is the {what} of {name}"
    head = _SHARED.fullmatch(name)
    return f"What {'are' if head['noun'].endswith('s') else 'is'} {name}" if head else None


def _base(parts: Mapping[str, str | None], part: str) -> str | None:
    return _BASE.get((parts.get(part) or "").lower())


def _much(counted: str | None) -> str:
    if not counted:
        return "much"
    several = counted.endswith("s") or counted in {"people", "men", "women", "children"}
    return f"{'many' if several else 'much'} {counted}"


def _done(auxiliary: str | None, name: str, verb: str) -> str:
    """ "Does the bus cost" of "costs", "has the bus carried" of "carried", which needs no other form of the verb."""
    if auxiliary:
        return f"{auxiliary.lower()} {name} {verb}"
    if not verb.endswith("s"):
        return f"has {name} {verb}"
    base = "have" if verb == "has" else re.sub(r"(?<=[hosx])es$|s$", "", verb)
    return f"does {name} {base}"
