"""Earlier states of articles, walking through a library, and what an ingest asks it to remember."""

import datetime as dt
from dataclasses import replace

import pytest

from core.errors import ArticleNotFoundError
from core.types import Article
from tests.vectorstore.samples import FULL, entry, many, vectors
from vectorstore.interface import Entry, Library


def stored(article: Article) -> Entry:
    return Entry(article, (), vectors(0, 1))


def test_every_field_of_an_article_comes_back_now_and_from_an_earlier_revision(library: Library) -> None:
    library.add([stored(FULL)])
    assert library.article("full") == FULL
    changed = replace(FULL, text="Only page.", modified=None, published_from="", page_starts=())
    library.add([stored(changed)])
    assert library.article("full") == changed
    assert library.article("full", 1) == FULL
    assert library.article("full", 2) == changed


def test_revisions_are_listed_oldest_first_with_the_time_each_was_replaced(library: Library) -> None:
    for title in ("One", "Two", "Three"):
        library.add([stored(replace(FULL, title=title))])
    listed = library.revisions("full")
    assert [(one.number, one.title) for one in listed] == [(1, "One"), (2, "Two"), (3, "Three")]
    assert [one.replaced is None for one in listed] == [False, False, True]
    assert listed[0].replaced is not None
    assert listed[0].added <= listed[0].replaced <= dt.datetime.now(dt.UTC)
    assert listed[2].content_hash == library.content_hashes(["full"])["full"]
    assert listed[0].characters == len(FULL.text)


def test_only_the_latest_revision_is_searched(library: Library) -> None:
    library.add([entry("a", ["About zeppelins."])])
    library.add([entry("a", ["About gliders."])])
    assert [p.text for p in library.search("zeppelins", vectors(1, 2)[0], limit=5)] == ["About gliders."]
    assert library.article("a", 1).text == "About zeppelins."


def test_storing_the_same_content_again_is_no_revision(library: Library) -> None:
    library.add([stored(FULL)])
    library.add([stored(FULL)])
    assert len(library.revisions("full")) == 1


def test_a_revision_that_is_not_there_is_named(library: Library) -> None:
    library.add([stored(FULL)])
    for number in (0, 2, -1):
        with pytest.raises(ArticleNotFoundError, match=f"revision {number} of an article 'full'"):
            library.article("full", number)
    with pytest.raises(ArticleNotFoundError, match="nobody"):
        library.revisions("nobody")


def test_removing_an_article_takes_its_revisions_along(library: Library) -> None:
    library.add([stored(FULL)])
    library.add([stored(replace(FULL, title="Two"))])
    assert library.remove(["full"]) == 1
    with pytest.raises(ArticleNotFoundError):
        library.article("full", 1)
    library.add([stored(FULL)])
    assert len(library.revisions("full")) == 1


def test_revisions_of_many_articles_in_one_batch_are_counted_apart(library: Library) -> None:
    library.add(many(3))
    library.add([entry("a1", ["New."], seed=3)])
    library.add([entry(f"a{number}", ["Newer."], seed=3) for number in range(3)])
    assert [len(library.revisions(f"a{number}")) for number in range(3)] == [2, 3, 2]


def test_the_library_is_walked_through_in_order_of_ids(library: Library) -> None:
    library.add([stored(replace(FULL, id=name)) for name in ("b", "d", "a", "c", "e \x00")])
    walked: list[str] = []
    while found := library.articles_after(walked[-1] if walked else "", 2):
        walked += [article.id for article in found]
    assert walked == ["a", "b", "c", "d", "e \x00"]
    assert library.articles_after("", 1)[0] == replace(FULL, id="a")


def test_a_walk_hands_over_few_long_articles_at_once(library: Library) -> None:
    long = "x" * 3_000_000
    library.add([stored(replace(FULL, id=f"{number}", text=long)) for number in range(3)])
    # At most 4,000,000 characters at once, and at least one article.
    assert [article.id for article in library.articles_after("", 200)] == ["0"]


def test_stored_entries_come_back_with_their_chunks_and_vectors(library: Library) -> None:
    given = many(3)
    library.add(given)
    held = library.entries(["a2", "a0", "nobody"])
    assert set(held) == {"a0", "a2"}
    assert held["a2"].chunks == given[2].chunks
    # float16 keeps three digits.
    assert held["a2"].vectors == pytest.approx(given[2].vectors, abs=1e-3)


def test_what_an_ingest_wants_remembered_is_kept_replaced_and_forgotten(library: Library) -> None:
    library.remember({"feed:a": "one", "feed:b": "two", "odd \x00": "\ud800"})
    library.remember({"feed:a": "new", "feed:b": None, "feed:c": None})
    assert library.remembered(["feed:a", "feed:b", "odd \x00", "never"]) == {"feed:a": "new", "odd \x00": "\ud800"}
