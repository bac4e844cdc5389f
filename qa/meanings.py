"""What a question may mean once the outlets that it names are known: its source, or what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.types import Filters
from qa.attribution import attribution
from qa.outlets import named_outlets


@dataclass(frozen=True, slots=True)
class Meaning:
    """One way to take the question that was `asked`: `text` is searched for and read, within `filters`.

    Where several `outlets` are to speak, each as those of the library's sources that go by its name, they take turns.
    """

    asked: str
    text: str
    filters: Filters
    outlets: tuple[tuple[str, ...], ...] = ()


def meanings_of(question: str, filters: Filters, sources: Sequence[str]) -> tuple[Meaning, ...]:
    """The ways to take `question`, the likeliest first, over a library of `sources`.

    Where one outlet is named and it is the source, it is asked, without the words that say so; and where those may also
    mean the outlet itself ("What did the Post say ...?"), all are asked as well, as it stands. Where several are named,
    it is mostly told apart by them what each says: all words are read. Measured: docs/decisions.md.
    """
    held = filters.sources or sources
    named = named_outlets(question, held)
    as_it_stands = Meaning(question, question, filters, named)
    told = attribution(question, held)
    if len(told.outlets) != 1 or any(set(told.outlets[0]).isdisjoint(outlet) for outlet in named):
        return (as_it_stands,)
    of_it = Meaning(question, told.rest, replace(filters, sources=told.outlets[0]), told.outlets)
    return (of_it,) if told.plain else (of_it, as_it_stands)
