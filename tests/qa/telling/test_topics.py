from collections.abc import Sequence
from dataclasses import replace

from core.types import Article, Copy, Filters, Passage
from qa.telling.topics import on_topic
from tests.fakes import MemoryLibrary, WordEmbeddings, article, passage

NAMES = [f"outlet {number}" for number in range(20)]


class _OneStory(MemoryLibrary):
    """Finds one passage, which every other article carries too."""

    def search(self, *_: object, **_named: object) -> tuple[Passage, ...]:
        first, *others = self.held.values()
        return (replace(passage(first.text, id=first.id), copies=_copies(others)),)


def _copies(articles: Sequence[Article]) -> tuple[Copy, ...]:
    return tuple(Copy(one.id, one.title, one.source, one.published, one.url) for one in articles)


def test_the_nearest_copies_of_a_story_are_those_that_the_search_names_first():
    library = _OneStory(*(article("The ferry sails.", id=name) for name in NAMES))
    found = on_topic("the barrier", library, WordEmbeddings(), Filters())
    assert [one.id for one in found.nearest] == NAMES[:3]
