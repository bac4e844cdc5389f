"""What a question may mean once the outlets that it names are known: its source, or what it is about."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.types import Filters, Turn
from qa.condense import points_back
from qa.questions.about import About, about
from qa.questions.attribution import attribution
from qa.questions.offices import otherwise_called
from qa.questions.outlets import named_outlets
from qa.questions.stated_dates import DATE, stated_dates
from qa.questions.unheld import unheld_outlets

_OUTLETS = re.compile(
    r"\b(?:outlets?|newspapers?|papers|sources?|press|media|agenc(?:y|ies)|elsewhere|others)\b", re.IGNORECASE
)


_SAID_THEN = re.compile(
    r"\b(?:say|said|think|claim(?:ed)?|announced?|tell|told|promised?|warn(?:ed)?|den(?:y|ied)|call(?:ed)?|accused?"
    r"|demand(?:ed)?|argued?|criticis?z?ed?|comment(?:ed)?|respond(?:ed)?|react(?:ed)?|resign(?:ed)?|write|wrote"
    # "The report on the fire" is a thing.
    r"|(?<!the )(?<!a )report(?= (?:about|on|of|in|during|that)))\b"
    rf".*?(?P<days>,? (?:in|on|during) (?:the )?{DATE})",
    re.IGNORECASE,
)
_LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class Meaning:
    """One way to take the question that was `asked`: `text` is searched for and read, within `filters`.

    Where several `outlets` are to speak, each as those of the library's sources that go by its name, they take turns.
    `before`: sections of the outlet that was asked before, by which this is the way to take a follow-up.
    """

    asked: str
    text: str
    filters: Filters
    outlets: tuple[tuple[str, ...], ...] = ()
    before: tuple[str, ...] = ()


def meanings_of(
    question: str, filters: Filters, sources: Sequence[str], before: tuple[str, ...] = ()
) -> tuple[Meaning, ...]:
    """The ways to take `question`, the likeliest first, over a library of `sources`.

    Where one outlet is named and it is the source, it is asked, without the words that say so; and where those may also
    mean the outlet itself ("What did the Post say ...?"), all are asked as well, as it stands. Where several are named,
    it is mostly told apart by them what each says: all words are read. Measured: docs/decisions.md.

    A follow-up is asked of the outlet that was asked `before` (see `source_before`), and of all where it does not tell.
    Where an office is named, all are tried again with its initials or name ("CFO", "chief financial officer").
    """
    ways = _as_named(question, filters, sources, before)
    called = ((way, otherwise_called(way.text)) for way in ways)
    return (*ways, *(replace(way, text=text) for way, text in called if text))


def _as_named(question: str, filters: Filters, sources: Sequence[str], before: tuple[str, ...]) -> tuple[Meaning, ...]:
    """The ways to take `question` by the outlets that it names."""
    held = filters.sources or sources
    named = named_outlets(question, held)
    as_it_stands = Meaning(question, question, filters, named)
    if before and before != filters.sources:
        of_it = Meaning(question, question, replace(filters, sources=before), (before,), before)
        return of_it, replace(as_it_stands, before=before)
    told = attribution(question, held)
    if len(told.outlets) != 1 or any(set(told.outlets[0]).isdisjoint(outlet) for outlet in named):
        return (as_it_stands,)
    of_it = Meaning(question, told.rest, replace(filters, sources=told.outlets[0]), told.outlets)
    return (of_it,) if told.plain else (of_it, as_it_stands)


def said_then(question: str, filters: Filters, newest: dt.date | None) -> tuple[Meaning, ...]:
    """`question` about what was said on a day or in a month, asked of the articles of those days without naming them.

    News does not name its own month. An event may be told of later; what was said stands in the news of the day.
    """
    found = _SAID_THEN.search(question)
    days = stated_dates(f"articles {found['days'].strip(' ,')}", newest) if found else (None, None)
    if not found or not days[0] or not days[1] or (days[1] - days[0]).days >= _LONGEST_MONTH:
        return ()
    since, until = max(days[0], filters.since or days[0]), min(days[1], filters.until or days[1])
    bare = " ".join(f"{question[: found.start('days')].rstrip(' ,')}{question[found.end('days') :]}".split())
    return (Meaning(question, bare, replace(filters, since=since, until=until)),) if since <= until else ()


def asked_about(
    question: str, before: Turn | None, filters: Filters, sources: Sequence[str]
) -> tuple[About | None, Filters]:
    """What `question` asks about the articles themselves, as `about`, and of which: "How many articles from the Courier
    mention the ferry?" asks of those of one outlet.
    """
    told = attribution(question, filters.sources or sources)
    if told.plain and len(told.outlets) == 1 and (asked := about(told.rest, before)):
        return asked, replace(filters, sources=told.outlets[0])
    return about(question, before), filters


def source_before(question: str, history: Sequence[Turn], sources: Sequence[str]) -> tuple[str, ...]:
    """The one outlet, as its sections in `sources`, that a question before named as the source; () for none.

    Follow-ups in between hand it on. A `question` that speaks of outlets itself shares none.
    """
    if _speaks_of_outlets(question, sources):
        return ()
    for turn in reversed(history):
        named = attribution(turn.question, sources).outlets
        if named or not points_back(turn.question) or _speaks_of_outlets(turn.question, sources):
            return named[0] if len(named) == 1 else ()
    return ()


def without_source(history: Sequence[Turn], sources: Sequence[str]) -> tuple[Turn, ...]:
    """`history` without the words that name one outlet as the source, or every outlet that an answer from the catalogue
    names: they are not what it was about.
    """
    told = [attribution(turn.question, sources) for turn in history]
    return tuple(
        Turn(one.rest if len(one.outlets) == 1 else turn.question, _without_outlets(turn, sources))
        for turn, one in zip(history, told, strict=True)
    )


def _without_outlets(turn: Turn, sources: Sequence[str]) -> str:
    """The answer of `turn`, from the catalogue without the outlets that it names, and nothing of a list of articles."""
    asked, answer = about(turn.question), turn.answer
    if asked is None:
        return answer
    for source in sorted((one for one in sources if one and one in answer), key=len, reverse=True):
        answer = re.sub(rf"(?<!\w){re.escape(source)}(?!\w)", "", answer)
    return "" if asked.wanted in {"library", "articles"} else answer


def _speaks_of_outlets(question: str, sources: Sequence[str]) -> bool:
    return bool(
        _OUTLETS.search(question)
        or named_outlets(question, sources)
        or attribution(question, sources).outlets
        or unheld_outlets(question, sources)
    )
