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

    Where every outlet in it is named as its source, it is asked of these, without the words that say so; and where
    those may also mean the outlet itself ("What did the Post say ...?"), as it stands of all as well.
    """
    held = filters.sources or sources
    named = named_outlets(question, held)
    as_it_stands = Meaning(question, question, filters, named)
    told = attribution(question, held)
    telling = tuple(dict.fromkeys(source for outlet in told.outlets for source in outlet))
    if not telling or any(set(telling).isdisjoint(outlet) for outlet in named):
        return (as_it_stands,)
    of_these = Meaning(question, told.rest, replace(filters, sources=telling), told.outlets)
    return (of_these,) if told.plain else (of_these, as_it_stands)
