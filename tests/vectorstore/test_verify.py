"""Telling what is wrong with a library, and building its indexes anew."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import LibraryBusyError, LibraryError
from tests.vectorstore.samples import MODEL, UNRELATED, many, vectors
from tests.vectorstore.test_upgrade import run
from vectorstore.catalogue import Catalogue
from vectorstore.database import sqlite_url
from vectorstore.dense import DenseIndex
from vectorstore.interface import Library
from vectorstore.lexical import LexicalIndex
from vectorstore.opening import open_library
from vectorstore.reindex import reindex
from vectorstore.stores import Stores
from vectorstore.verify import verify

OpenLibrary = Callable[..., Library]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed library of 20 articles with 2 chunks each."""
    library = open_library(tmp_path, MODEL)
    library.add(many(20))
    library.close()
    return tmp_path


def found(folder: Path, damage: Callable[[Stores], None]) -> tuple[str, ...]:
    """What `verify` says after `damage`, without the repair that opening would make."""
    from vectorstore.dense import open_folder

    catalogue = Catalogue(sqlite_url(folder / "catalogue.sqlite3"))
    dense: DenseIndex = open_folder(folder / "dense-1", catalogue.identity().library_id)
    with closing(catalogue), closing(dense), closing(LexicalIndex(folder / "lexical")) as lexical:
        stores = Stores(catalogue, dense, lexical)
        damage(stores)
        return verify(stores, MODEL)


def test_a_sound_library_has_nothing_wrong(library: Library) -> None:
    library.add(many(20))
    library.remove(["a3"])
    assert library.verify() == ()


def drop_vectors(stores: Stores) -> None:
    stores.dense.delete([1, 2, 3])


def swap_a_vector(stores: Stores) -> None:
    # Not written over: hnswlib wires the neighbours of a changed vector anew, and now and then cuts one off.
    stores.dense.delete([5])
    stores.dense.upsert([5], vectors(1, 777))


def drop_an_article(stores: Stores) -> None:
    stores.lexical.delete([4])
    stores.lexical.commit()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (drop_vectors, ("dense index: 3 of 40 vectors missing",)),
        (swap_a_vector, ("dense index: 1 of 40 vectors wrong",)),
        (
            drop_an_article,
            ("lexical index: 1 articles missing or too many", "lexical index: 2 chunks missing or too many"),
        ),
    ],
)
def test_an_index_that_differs_is_named(folder: Path, damage: Callable[[Stores], None], said: tuple[str, ...]) -> None:
    assert found(folder, damage) == said


def test_a_changed_text_and_a_chunk_outside_it_are_named(folder: Path) -> None:
    run(folder, "UPDATE articles SET text = 'Short.' WHERE id = 'a7'")
    assert found(folder, lambda _: None) == (
        "article 'a7': its content is not what its hash says",
        "article 'a7': a chunk lies outside its text",
    )


def test_articles_that_were_not_compared_are_counted(folder: Path) -> None:
    run(folder, "UPDATE sketches SET cluster = NULL WHERE article_key < 4")
    assert found(folder, lambda _: None) == ("3 articles were not compared with the others yet",)


def test_indexes_are_built_anew_from_the_catalogue(tmp_path: Path, chroma_url: str) -> None:
    library = open_library(tmp_path, MODEL, chroma_url=chroma_url)
    library.add(many(20))
    library.close()
    status = reindex(tmp_path, MODEL, chroma_url=chroma_url)
    assert (status.articles, status.chunks) == (20, 40)
    assert status.indexes == {"dense": "rebuilt", "lexical": "rebuilt"}
    library = open_library(tmp_path, MODEL, chroma_url=chroma_url)
    assert library.status().indexes == {"dense": "ok", "lexical": "ok"}
    assert library.verify() == ()
    assert library.search("unique7", UNRELATED, limit=1)[0].article.id == "a7"
    library.close()


def test_an_open_library_is_not_reindexed(folder: Path) -> None:
    library = open_library(folder, MODEL)
    with pytest.raises(LibraryBusyError, match="open in another process"):
        reindex(folder, MODEL)
    library.close()


def test_a_folder_without_a_library_is_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library"):
        reindex(tmp_path / "nothing", MODEL)
