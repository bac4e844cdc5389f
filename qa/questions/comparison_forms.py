"""Questions that compare two to five things, told by form: "How do X, Y and Z differ?", "Which is cheaper, X or Y?"

English forms only. What asks for the most of all that there are is left as it stands, and so is a choice without a
degree: "Who won, X or Y?" has one answer.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.words import WORD, content_words, stem

# What people compare things by; "more" and "less" stand before every other adjective.
_ADJECTIVES = """
    bad big bright broad cheap clean close cold cool dark dear deep dense dirty dry early easy far fast few fit good
    hard healthy heavy high hot large late light long loud low narrow near new noisy old poor quick quiet rare rich
    safe short simple slow small soft steep strict strong tall thick thin tough warm weak wet wide young
""".split()  # noqa: SIM905 - sixty quoted words hide the words
_IRREGULAR = {"bad": "worse", "far": "farther", "good": "better"}
_IRREGULAR_MOST = {"worse": "worst", "better": "best"}
_SHORT_VOWEL = re.compile(r"[^aeiou][aeiou][bdgmnpt]$")


def _comparative(adjective: str) -> str:
    """The form that compares: "cheaper", "larger", "heavier", "bigger"."""
    if adjective.endswith("e"):
        return f"{adjective}r"
    if adjective.endswith("y"):
        return f"{adjective[:-1]}ier"
    doubled = adjective[-1] if _SHORT_VOWEL.search(adjective) else ""
    return _IRREGULAR.get(adjective, f"{adjective}{doubled}er")


def _superlative(comparative: str) -> str:
    """The form for the most of several: "cheapest" of "cheaper"."""
    return _IRREGULAR_MOST.get(comparative, f"{comparative[:-1]}st")


_MORE_THAN_ONE = {_comparative(adjective): adjective for adjective in _ADJECTIVES}
_MOST_OF_ALL = {_superlative(comparative): adjective for comparative, adjective in _MORE_THAN_ONE.items()}
_BASE = {**_MORE_THAN_ONE, **_MOST_OF_ALL}

_BE, _DO = r"(?P<be>is|are|was|were)", r"(?P<do>does|do|did)"
# What a pronoun stands for, the question does not tell; "what Ada and Ben said" is no thing and another.
_THING = (
    r"(?!(?:i|we|you|he|she|it|they|this|that|these|those|there|what|how|who|why|when|where|whether)\b)"
    r"[^,;:?!()]{1,80}?"
)
_A, _B = rf"(?P<a>{_THING})", rf"(?P<b>{_THING})"
# "The bus, the tram and the ferry"; of two, the first and the last.
_AND = rf"{_A}(?P<further>(?:, {_THING}){{0,3}}),? and {_B}"
_THREE_OR_MORE = rf"{_A}(?P<further>(?:, {_THING}){{1,3}}),? and {_B}"
_OR = rf"(?:either )?{_A}(?P<further>(?:, {_THING}){{0,3}}),? or {_B}"
_VS = r"(?:vs\.?|versus)"
_SEPARATES = re.compile(rf", | {_VS} ", re.IGNORECASE)
_MARK = r"\s*[,:;–—-]+\s*"


def _degree(adjectives: Iterable[str], adverbs: str) -> str:
    return rf"(?:(?P<base>{'|'.join(adjectives)})|(?:{adverbs}) (?P<long>[a-z]{{3,20}}))"


def _amount(adjectives: Iterable[str], adverbs: str) -> str:
    counted = r"(?P<counted>[\w'’-]+(?: [\w'’-]+){0,3}?)"
    return rf"(?:(?P<base2>{'|'.join(adjectives)})|(?:{adverbs})(?: {counted})?)"


_DEGREE, _AMOUNT = _degree(_MORE_THAN_ONE, "more|less"), _amount(_MORE_THAN_ONE, "more|less|fewer")
_ANY_DEGREE = _degree(_BASE, "more|less|most|least")
_ANY_AMOUNT = _amount(_BASE, "more|less|fewer|most|least|fewest")
_VERB = r"(?P<verb>(?!(?:is|are|was|were)\b)[a-z]+)"
_MORE = rf"(?:{_BE} (?:the )?{_DEGREE}(?: [a-z]+)??|{_VERB} {_AMOUNT})"
_MOST = rf"(?:{_BE} (?:the )?{_ANY_DEGREE}(?: [a-z]+)??|{_VERB} (?:the )?{_ANY_AMOUNT})"
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
# "Differ in price"; in winter, in practice and in 2024 is no property.
_IN_WHAT = (
    r"(?: in (?:their )?(?P<what>(?!(?:spring|summer|autumn|winter|practice|theory|general|detail|use)\b)"
    r"(?-i:[a-z-]{3,20}(?: [a-z-]{3,20})?)))?"
)
_FEW_WORDS = r"(?!(?:how|what|wh[oy]|when|where|which|did|does|do|is|are|was|were)\b)(?=\S+(?: \S+){2,8}$)"
_FORMS = [
    re.compile(f"{_OPENING}{form}{_END}", re.IGNORECASE)
    for form in (
        rf"{_DIFFERENCES}(?: in (?P<what>[\w -]{{2,40}}?))? between {_AND}",
        rf"(?:(?:how|in what ways?|in which ways?) )?{_DO} {_AND} (?:differ|compare){_IN_WHAT}",
        rf"how {_DO} {_A} (?:compare|differ) (?:with|to|from|against) {_B}",
        rf"how {_BE} {_A} different from {_B}",
        rf"(?:compare|contrast) {_AND}",
        rf"(?:compare|contrast) {_A} (?:with|to|against) {_B}",
        rf"{_FEW_WORDS}{_A}(?P<further>(?: {_VS} {_THING}){{0,3}}) {_VS} {_B}",
        rf"{_WHICH} {_MOST}{_MARK}{_OR}",
        # "Who won the most gold or silver medals?" asks of all.
        rf"{_WHICH} {_MORE} (?:either )?{_A} or {_B}",
        rf"{_OR}{_MARK}{_WHICH} {_MOST}",
        rf"(?:between|among|of) {_AND}{_MARK}{_WHICH} {_MOST}",
        # "Which of the towns and villages is the largest?" asks of all, too.
        rf"(?:which|who)(?: one)? of {_THREE_OR_MORE} {_MOST}",
        rf"{_BE} {_OR} (?:the )?{_ANY_DEGREE}(?: [a-z]+)??",
        rf"{_DO} {_OR} {_VERB} (?:the )?{_ANY_AMOUNT}",
        rf"(?:how much )?{_BE} {_A} {_DEGREE} {_THAN}{_B}",
        rf"how much {_DEGREE} {_BE} {_A} {_THAN}{_B}",
        rf"{_DO} {_A} {_VERB} {_AMOUNT} {_THAN}{_B}",
    )
]
_SAYS_MOST = re.compile(rf"\b(?:{'|'.join(_MOST_OF_ALL)}|most|least|fewest)\b")
_SHARED = re.compile(r"(?P<shared>.* (?P<noun>[a-z]+) (?:of|in|for|at|on|from|during|under)) (?P<rest>\S.*)")
_ANYTHING = "What is known about "
_TWO = 2
_PREPOSITION = re.compile(r" (?:of|in|for|at|on|from|during|under) ")
_ARTICLE = re.compile(r"(?:the|an?|his|her|its|their|our) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that are compared: its `name`, a `question` about it alone, and the `words` that tell it from
    the others (stems). `anything`: whatever is told of it answers."""

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
    """The things that `question` compares; none where it does not.

    >>> [side.question for side in compared("Which is cheaper, the bus or the tram?")]
    ['How cheap is the bus?', 'How cheap is the tram?']
    >>> [side.question for side in compared("How do the fares of the bus and the tram differ?")]
    ['What are the fares of the bus?', 'What are the fares of the tram?']
    >>> compared("Who won, Holm or Tarn?")
    ()
    """
    for found in filter(None, (form.fullmatch(question) for form in _FORMS)):
        parts = found.groupdict()
        names = _names(parts)
        # "Ada Brandt, the mayor, and Ben Ochs" are two.
        if len(names) > _TWO and not _alike(names):
            continue
        names = _in_full(names)
        if own := _own_words(names):
            asked = [_asked(parts, name) for name in names]
            return tuple(
                Side(name, f"{question or _ANYTHING + name}?{found['carried'] or ''}", words, question is None)
                for name, question, words in zip(names, asked, own, strict=True)
            )
    return ()


def settles(question: str, sentence: str) -> bool:
    """Whether `sentence` says of something that it is the most, where `question` asks which of several is.

    >>> settles("Which is cheapest, the bus, the tram or the ferry?", "The ferry is the cheapest way across.")
    True
    """
    asked = set(_SAYS_MOST.findall(question.lower()))
    return bool(asked) and asked <= set(_SAYS_MOST.findall(sentence.lower()))


def _names(parts: Mapping[str, str | None]) -> tuple[str, ...]:
    further = _SEPARATES.split(parts.get("further") or "")[1:]
    return tuple((name or "").strip() for name in (parts["a"], *further, parts["b"]))


def _in_full(names: tuple[str, ...]) -> tuple[str, ...]:
    """Of "the fares of the bus" and "the tram", the latter stands for "the fares of the tram"."""
    first, *others = names
    head = _SHARED.fullmatch(first)
    if not head or not _alike([head["rest"], *others]) or any(map(_PREPOSITION.search, others)):
        return names
    return (first, *(f"{head['shared']} {other}" for other in others))


def _alike(names: Sequence[str]) -> bool:
    """Whether an article stands before all of `names`, or none."""
    return len({bool(_ARTICLE.match(name)) for name in names}) == 1


def _own_words(names: Sequence[str]) -> tuple[frozenset[str], ...]:
    """The words of each that no other has, () where they do not tell them apart."""
    for words_of in (lambda name: frozenset(content_words(name)), _stems):
        words = [words_of(name) for name in names]
        own = [one.difference(*words[:place], *words[place + 1 :]) for place, one in enumerate(words)]
        if all(own):
            return tuple(own)
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
