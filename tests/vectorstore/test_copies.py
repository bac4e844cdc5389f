"""Articles that carry one text: linked when they are stored, counted once when something is searched."""

import datetime as dt
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select, update

from core.errors import ArticleNotFoundError
from core.types import Filters
from tests.vectorstore.samples import MODEL, entry, prose, vectors
from vectorstore.catalogue import Catalogue
from vectorstore.database import sqlite_url
from vectorstore.interface import Entry, Library
from vectorstore.opening import open_library
from vectorstore.schema import articles, sketches

OpenLibrary = Callable[..., Library]
QUERY = "zzz"


def told(name: str, paragraphs: Sequence[str], day: int = 1, *, seed: int = 0) -> Entry:
    """An article of January 2031 in an outlet of its own."""
    return entry(name, paragraphs, source=f"Paper {name}", published=dt.date(2031, 1, day), seed=seed)


def wire(name: str, day: int = 1, *, own: Sequence[str] = ()) -> Entry:
    """The wire story of this file, with paragraphs of the outlet's `own` after it."""
    return told(name, [*prose(1), *own], day)


def clusters(folder: Path) -> set[frozenset[str]]:
    """Which articles share a cluster, as the catalogue has it."""
    catalogue = Catalogue(sqlite_url(folder / "catalogue.sqlite3"))
    with catalogue.engine.connect() as connection:
        rows = connection.execute(select(articles.c.id, sketches.c.cluster).join(sketches)).all()
    catalogue.close()
    assert all(row.cluster is not None for row in rows)
    return {frozenset(row.id for row in rows if row.cluster == cluster) for cluster in {row.cluster for row in rows}}


def together(*names: str) -> frozenset[str]:
    return frozenset(names)


def searched(library: Library, limit: int = 10, **named: object) -> list[tuple[str, tuple[str, ...]]]:
    """Each passage found: its article, and the articles that carry it as well."""
    found = library.search(QUERY, vectors(1, 5)[0], limit=limit, **named)  # type: ignore[arg-type]  # test helper
    return [(passage.article.id, tuple(copy.article_id for copy in passage.copies)) for passage in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


def test_copies_are_linked_within_a_batch_and_across_batches(library: Library, folder: Path) -> None:
    library.add([wire("a"), told("other", prose(2)), wire("b")])
    library.add([wire("c", own=prose(3, 50)), told("another", prose(4))])
    assert clusters(folder) == {together("a", "b", "c"), together("other"), together("another")}


def test_two_clusters_become_one_when_an_article_carries_both(library: Library, folder: Path) -> None:
    first, second = prose(5, 200), prose(6, 200)
    library.add([told("one", first), told("two", second)])
    assert clusters(folder) == {together("one"), together("two")}
    library.add([told("both", [*first, *second])])
    assert clusters(folder) == {together("one", "two", "both")}


def test_a_revision_that_tells_another_story_leaves_the_cluster(library: Library, folder: Path) -> None:
    library.add([wire("a"), wire("b"), wire("c")])
    library.add([told("a", prose(7))])
    assert clusters(folder) == {together("a"), together("b", "c")}
    library.add([wire("a")])
    assert clusters(folder) == {together("a", "b", "c")}


def test_one_passage_stands_for_all_copies_and_names_them(library: Library) -> None:
    library.add([wire("a", 3), wire("b", 1), wire("c", 2), told("other", prose(2), seed=9)])
    found = library.search(QUERY, vectors(1, 0)[0], limit=10)
    of_wire = [passage for passage in found if passage.article.id != "other"]
    # Four paragraphs once each, and not twelve.
    assert len(of_wire) == 4
    assert len({passage.text for passage in of_wire}) == 4
    for passage in of_wire:
        named = {passage.article.id, *(copy.article_id for copy in passage.copies)}
        assert named == {"a", "b", "c"}
        days = [copy.published for copy in passage.copies]
        assert days == sorted(days, key=str)
    assert [passage.rank for passage in found] == list(range(1, len(found) + 1))


def test_what_only_one_copy_says_is_found_and_is_not_said_to_stand_in_the_others(library: Library) -> None:
    library.add([wire("a"), wire("b", own=["Only the Bay Herald spoke with the harbour master about the crane."])])
    found = library.search("harbour master crane", vectors(1, 3)[0], limit=10)
    own = next(passage for passage in found if "Herald" in passage.text)
    assert (own.article.id, own.copies) == ("b", ())
    assert len(found) == 5


def test_a_later_figure_is_found_beside_the_earlier_one(library: Library) -> None:
    ending = "In the lower town the storm took the roofs of houses, and the council counted {} of them by the evening."
    library.add([told("a", [*prose(1), ending.format(8_517)]), told("b", [*prose(1), ending.format(11_234)])])
    found = library.search("How many roofs did the storm take?", vectors(1, 3)[0], limit=10)
    tolls = {passage.article.id: passage for passage in found if "roofs" in passage.text}
    assert set(tolls) == {"a", "b"}
    assert all(passage.copies == () for passage in tolls.values())


def test_an_article_names_all_that_carry_its_text_earliest_first(library: Library) -> None:
    library.add([wire("a", 3), wire("b", 1), wire("c", 2), told("other", prose(2), seed=9)])
    assert [copy.article_id for copy in library.copies("a")] == ["b", "c"]
    assert library.copies("other") == ()
    with pytest.raises(ArticleNotFoundError, match="nobody"):
        library.copies("nobody")


def test_filters_hold_for_copies_too(library: Library) -> None:
    library.add([wire("a", 1), wire("b", 2), wire("c", 3)])
    assert {name for name, _ in searched(library, filters=Filters(sources=("Paper b",)))} == {"b"}
    for name, copies in searched(library, filters=Filters(until=dt.date(2031, 1, 2))):
        assert {name, *copies} == {"a", "b"}


def test_copies_do_not_crowd_out_other_articles(library: Library) -> None:
    library.add([wire(f"w{number:02}") for number in range(20)])
    library.add([told(f"other{number}", prose(100 + number, 50), seed=50 + number) for number in range(4)])
    found = searched(library, limit=8)
    assert len({name for name, _ in found if name.startswith("other")}) == 4
    assert len(found) == 8


def test_a_removed_copy_is_named_no_more(library: Library, folder: Path) -> None:
    library.add([wire("a"), wire("b"), wire("c")])
    library.remove(["b"])
    assert clusters(folder) == {together("a", "c")}
    for name, copies in searched(library):
        assert {name, *copies} == {"a", "c"}


def test_very_many_copies_are_named_up_to_a_bound(library: Library) -> None:
    library.add([wire(f"w{number:02}") for number in range(30)])
    assert all(len(copies) == 20 for _, copies in searched(library, limit=4))


def test_an_article_without_words_is_stored_and_linked_with_nothing(library: Library, folder: Path) -> None:
    library.add([told("dots", ["... ?!"]), told("dashes", ["... ?!"])])
    assert clusters(folder) == {together("dots"), together("dashes")}
    assert all(copies == () for _, copies in searched(library))


def test_comparing_that_was_cut_short_is_done_by_the_next_opening(tmp_path: Path) -> None:
    library = open_library(tmp_path, MODEL)
    library.add([wire("a"), wire("b")])
    library.close()
    # As a kill between storing and comparing leaves it.
    catalogue = Catalogue(sqlite_url(tmp_path / "catalogue.sqlite3"))
    with catalogue.engine.begin() as connection:
        connection.execute(update(sketches).values(cluster=None))
    catalogue.close()
    (tmp_path / "closed.json").unlink()
    open_library(tmp_path, MODEL).close()
    assert clusters(tmp_path) == {together("a", "b")}


def test_clusters_outlive_a_rebuilt_index_and_find_further_copies(tmp_path: Path) -> None:
    library = open_library(tmp_path, MODEL)
    library.add([wire("a"), wire("b")])
    library.close()
    shutil.rmtree(tmp_path / "lexical")
    library = open_library(tmp_path, MODEL)
    assert library.status().indexes["lexical"] == "rebuilt"
    library.add([wire("c")])
    library.close()
    assert clusters(tmp_path) == {together("a", "b", "c")}
