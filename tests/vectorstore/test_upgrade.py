"""A library made by an earlier version opens, works, and is as if it had been made by this one."""

import datetime as dt
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import LibraryError
from core.types import Filters
from tests.vectorstore.samples import MODEL, entry, many, prose, vectors
from tests.vectorstore.test_reembed import NEW, Encoder
from vectorstore.opening import open_library
from vectorstore.reembed import reembed

NEW_TABLES = ("revision_chunks", "revisions", "sketches", "remembered")
NEW_COLUMNS = ("modified", "published_from", "page_starts")


def run(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "catalogue.sqlite3", isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library in format 1: three articles, of which two carry one text."""
    library = open_library(tmp_path, MODEL)
    library.add([*many(1), entry("a", prose(1), source="One"), entry("b", prose(1), source="Two")])
    library.close()
    run(
        tmp_path,
        *(f"DROP TABLE {name}" for name in NEW_TABLES),
        *(f"ALTER TABLE articles DROP COLUMN {name}" for name in NEW_COLUMNS),
        "UPDATE meta SET value = '1' WHERE name = 'format'",
        "DELETE FROM meta WHERE name = 'sketches'",
    )
    return tmp_path


def add_a_column(folder: Path) -> None:
    run(folder, "ALTER TABLE articles ADD COLUMN modified DATE")


def lose_an_index(folder: Path) -> None:
    shutil.rmtree(folder / "lexical")


@pytest.mark.parametrize("cut_short", [lambda _: None, add_a_column, lose_an_index])
def test_a_library_of_format_1_opens_and_works(folder: Path, cut_short: Callable[[Path], None]) -> None:
    cut_short(folder)
    library = open_library(folder, MODEL)
    assert library.status().articles == 3
    assert library.status().indexes["dense"] == "ok"
    assert library.article("a").published_from == ""
    assert library.verify() == ()
    found = library.search("zzz", vectors(1, 0)[0], limit=5)
    assert {(p.article.id, p.copies[0].article_id) for p in found if p.copies} <= {("a", "b"), ("b", "a")}
    assert any(p.copies for p in found)
    library.add([entry("a", ["Rewritten."])])
    assert library.article("a", 1).text == "\n\n".join(prose(1))
    library.close()
    again = open_library(folder, MODEL)
    assert again.status().indexes == {"dense": "ok", "lexical": "ok"}
    again.close()


def test_a_library_of_format_1_can_be_moved_to_another_model(folder: Path) -> None:
    assert reembed(folder, NEW, Encoder()) == 10
    library = open_library(folder, NEW)
    assert library.status().articles == 3
    library.close()


def test_a_library_of_format_2_keeps_its_index_and_searches_what_is_revised_from_now_on(tmp_path: Path) -> None:
    library = open_library(tmp_path, MODEL)
    library.add([entry("a", ["Of zeppelins."])])
    library.add([entry("a", ["Of gliders."])])
    library.close()
    run(tmp_path, "DROP TABLE revision_chunks", "UPDATE meta SET value = '2' WHERE name = 'format'")
    before = [path.name for path in sorted((tmp_path / "lexical" / "chunks").iterdir())]
    again = open_library(tmp_path, MODEL)
    assert [path.name for path in sorted((tmp_path / "lexical" / "chunks").iterdir())] == before
    assert again.article("a", 1).text == "Of zeppelins."
    long_ago = Filters(as_of=dt.date(2001, 1, 1))
    assert again.search("zeppelins", vectors(1, 0)[0], limit=5, filters=long_ago) == ()
    again.add([entry("a", ["Of rockets."])])
    assert len(again.revisions("a")) == 3
    again.close()


def test_signatures_made_in_another_way_are_made_anew(folder: Path) -> None:
    open_library(folder, MODEL).close()
    run(folder, "UPDATE meta SET value = 'another way' WHERE name = 'sketches'", "UPDATE sketches SET signature = x''")
    library = open_library(folder, MODEL)
    library.add([entry("c", prose(1), source="Three")])
    found = library.search(prose(1)[0], vectors(1, 0)[0], limit=1)[0]
    assert {found.article.id, *(copy.article_id for copy in found.copies)} == {"a", "b", "c"}
    library.close()


def test_a_library_of_a_later_version_is_refused(folder: Path) -> None:
    run(folder, "UPDATE meta SET value = '4' WHERE name = 'format'")
    with pytest.raises(LibraryError, match=r"format 4.*Update Dateline"):
        open_library(folder, MODEL)
