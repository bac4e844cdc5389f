"""Words of a question that name an outlet as its source: "according to the Courier", "What did the Courier report?".

They are about who tells, not about what is told: articles seldom name their own outlet, so that such words draw search
and reading away from the passages that answer.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qa.questions.outlets import openings, outlet_forms, short_forms

Replacement = Callable[[re.Match[str]], str]
Pattern = tuple[str, Replacement]
PIECE = r"(?:articles?|reports?|stor(?:y|ies)|pieces?|coverage)"
LEADS = (
    r"(?:according to|as (?:\w+ly )?(?:reported|told|covered|described|discussed|stated|quoted|mentioned|noted|detailed"
    rf"|published|written) (?:by|in))(?: (?:an?|the|another)(?: \w+)? {PIECE} (?:from|in|by|of))?(?: (?:both|either))?"
)
TELLS = r"(?:report|say|said|writes?|wrote|written|tells?|told|publish|print|cover|describe|mention)(?:e?d|e?s)?"
# "As the Courier reported, ..." and "The Courier reported that ...": verbs of an outlet that is the subject.
REPORTED = (
    r"(?:(?:has|had) )?(?:(?:first|also|recently) )?"
    r"(?:reported|reports|said|says|wrote|writes|written|told|tells|stated|states|noted|notes|claimed|claims|put it)"
)
_GIVES_A_SOURCE = re.compile(r"\b(?:according to|as) ", re.IGNORECASE)
_SENTENCE = r"(?:^\s*|(?<=[.;:!?] ))"
# A name that is written as one: "As the courier said, ..." may be of whoever brings parcels.
CAPITAL = r"(?-i:(?=(?:[Tt]he |(?![Tt]he ))[\"“'‘]?(?:[Tt]he |(?![Tt]he ))[A-Z\d]))"
# What may follow an outlet that is named as a source. "The Post Office", "the Post's owner" and "the Post reporter" are
# other things than the Post.
AFTER_OUTLET = (
    r"(?=\s*(?:[,.;:?!)]|$)|\s+(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|did|does|do|has|have|had"
    r"|will|would|can|could|should|in|on|at|by|from|after|before|since|until|between|during|about|and|or|but|that|this"
    rf"|last|suggests?|dated|{TELLS})\b)"
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a question says of its source.

    `outlets` are named as such, in order, each as the library's sources that go by the name; `rest` is the question
    without the words that do so. `plain` where these can mean nothing else: "What did the Post say?" may be asked
    about the Post, "according to the Post" may not.
    """

    rest: str
    outlets: tuple[tuple[str, ...], ...] = ()
    plain: bool = False


def attribution(question: str, sources: Sequence[str]) -> Attribution:
    """Which of the library's `sources` the words of `question` name as the source of what is told.

    >>> found = attribution("Who won, according to the Courier?", ["The Wend Courier", "Strata"])
    >>> found.rest, found.outlets, found.plain
    ('Who won?', (('The Wend Courier',),), True)
    """
    shorter = short_forms(sources).items()
    forms = {short.casefold(): held for short, held in shorter if re.search(rf"\b{re.escape(short)}\b", question)}
    forms |= {form: held for form, held in outlet_forms(sources).items() if form in question.casefold()}
    if not forms:
        return _by_its_beginning(question, sources)
    name = _name(forms)
    rest, plainly = _without(question, _plain(name), name)
    rest, openly = _without(rest, _open(name), name)
    found = _attributed(question, rest, [forms[one] for one in (*plainly, *openly) if one in forms], bool(plainly))
    return found if found.outlets else _by_its_beginning(question, sources)


def _by_its_beginning(question: str, sources: Sequence[str]) -> Attribution:
    """As `attribution`, of outlets that are called by the first words of their names: "according to Falk & Brandis".

    They may be a person's or a town's, so that the source is never plain.
    """
    if not _GIVES_A_SOURCE.search(question):
        return Attribution(question)
    forms = {form.casefold(): held for form, held in openings(sources).items() if form in question}
    rest, named = _without(question, _according(_name(forms)), _name(forms)) if forms else (question, [])
    return _attributed(question, rest, [forms[one] for one in named if one in forms], plain=False)


def _attributed(question: str, rest: str, outlets: Iterable[tuple[str, ...]], plain: bool) -> Attribution:
    found = tuple(dict.fromkeys(outlets))
    # "According to the Courier" and nothing else asks for what tells of the Courier.
    if not found or not re.search(r"\w", rest):
        return Attribution(question)
    return Attribution(_tidy(rest), found, plain)


def _name(forms: Iterable[str]) -> str:
    return f"(?:{'|'.join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))})(?!\\w)"


def _slot(name: str) -> str:
    """One outlet, with an article, quotation marks or "'s report" around its name.

    Each can be read in one way only: in a list of twenty outlets, two ways for each would be a million.
    """
    before = rf"(?>(?:(?!{name})(?:the|an?|another) )?[\"“'‘]?(?:the )?)"
    behind = rf"(?: {PIECE}[\"”'’]?|(?:[\"”'’](?:['’]s)?|['’]s) {PIECE}|[\"”'’])?"
    return rf"{before}{name}{behind}(?!['’]s)"


def _slots(name: str) -> str:
    return rf"{_slot(name)}(?:(?:,? (?:and|or) |, )(?:(?:by|in) )?{_slot(name)})*"


def _plain(name: str) -> tuple[Pattern, ...]:
    """Patterns that name an outlet as the source whatever else is asked, and what stands in their place."""
    return (
        (rf"(?:,? ?)\b{LEADS} {_slots(name)}{AFTER_OUTLET},?", lambda _: " "),
        (rf",? ?\bas {CAPITAL}{_slots(name)} {REPORTED}(?:,|(?=\s*(?:[.;:?!]|$)))", lambda _: " "),
        (rf"(?P<kept>\b{PIECE}) (?:from|in|by|of) {_slots(name)}{AFTER_OUTLET}", _kept),
    )


def _according(name: str) -> tuple[Pattern, ...]:
    """Patterns in which hardly anything but a source stands."""
    return (
        (rf"(?:,? ?)\baccording to {CAPITAL}{_slots(name)}{AFTER_OUTLET},?", lambda _: " "),
        (rf",? ?\bas {CAPITAL}{_slots(name)} {REPORTED}(?:,|(?=\s*(?:[.;:?!]|$)))", lambda _: " "),
    )


def _open(name: str) -> tuple[Pattern, ...]:
    """Patterns that mostly name an outlet as the source."""
    questions = r"\b(?:what|how|why|when|where) "
    asked = rf"(?P<kept>(?:^|{questions})(?:did|does|do|has|have|had) |{questions})"
    whose = rf"[\"“'‘]?(?P<kept>\b(?:the|an?|another|this|that) )[\"“'‘]?(?:the )?{name}[\"”'’]?"
    return (
        (rf"{_SENTENCE}(?:in {CAPITAL}{_slots(name)},|{CAPITAL}{_slots(name)} {REPORTED} that\b)", lambda _: " "),
        (rf"{asked}{_slots(name)}(?= {TELLS}\b)", _pronoun),
        (rf"{whose}(?:['’]s (?={PIECE}\b)| (?=(?!report){PIECE}\b))", _determined),
        # "What profit did the Post report?" has a verb.
        (rf"(?<!\bdid )(?<!\bdoes )(?<!\bdo ){whose} (?=reports?\b)", _determined),
    )


def _kept(found: re.Match[str]) -> str:
    return found["kept"]


def _determined(found: re.Match[str]) -> str:
    """The word before the outlet's name; "an Age story" is no "an story"."""
    return "the " if found["kept"].casefold() in {"a ", "an "} else found["kept"]


def _pronoun(found: re.Match[str]) -> str:
    """A pronoun in the outlet's place: it reads as well in every sentence, and better than without a subject."""
    return found["kept"] + ("they" if found["kept"].casefold().endswith("do ") else "it")


def _without(text: str, patterns: Iterable[Pattern], name: str) -> tuple[str, list[str]]:
    """`text` with what `patterns` find replaced, and the names in that."""
    named: list[str] = []
    for pattern, replacement in patterns:

        def replaced(found: re.Match[str], replacement: Replacement = replacement) -> str:
            named.extend(one.casefold() for one in re.findall(rf"(?<!\w){name}", found.group(), re.IGNORECASE))
            return replacement(found)

        text = re.sub(pattern, replaced, text, flags=re.IGNORECASE)
    return text, named


def _tidy(text: str) -> str:
    """One space between words and none before a mark; a capital at the beginning."""
    text = re.sub(r"\s+(?=[,.;:?!])", "", " ".join(text.split())).lstrip(",;: ")
    return text[:1].upper() + text[1:]
