"""Moving a library to another embedding model."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update

from core.errors import LibraryBusyError, LibraryDamagedError, LibraryError
from core.types import EmbeddingIdentity
from tests.vectorstore.samples import MODEL, many, vectors
from vectorstore.catalogue import Catalogue
from vectorstore.database import sqlite_url
from vectorstore.interface import Vectors
from vectorstore.meta import read_meta, write_meta
from vectorstore.opening import open_library
from vectorstore.reembed import reembed
from vectorstore.schema import chunks

NEW = EmbeddingIdentity("new-model", 48)


class Encoder:
    """Gives every text a vector of its own; breaks off after `limit` texts."""

    def __init__(self, limit: int = 1_000_000) -> None:
        self.seen: list[str] = []
        self.limit = limit

    def __call__(self, texts: Sequence[str]) -> Vectors:
        if len(self.seen) + len(texts) > self.limit:
            raise KeyboardInterrupt
        self.seen += texts
        return np.concatenate([vectors(1, len(text), NEW.dimension) for text in texts])


@pytest.fixture
def folder(tmp_path: Path, chroma_url: str) -> Path:
    """A closed library of 50 articles with 2 chunks each."""
    library = open_library(tmp_path, MODEL, chroma_url=chroma_url)
    library.add(many(50))
    library.close()
    return tmp_path


def test_every_chunk_gets_a_vector_of_the_new_model(folder: Path, chroma_url: str) -> None:
    told: list[tuple[int, int]] = []
    encoder = Encoder()
    assert reembed(folder, NEW, encoder, chroma_url=chroma_url, progress=lambda *step: told.append(step)) == 100
    assert told[-1] == (100, 100)
    library = open_library(folder, NEW, chroma_url=chroma_url)
    article = library.article("a7")
    chunk = library.chunks("a7")[1]
    text = article.text[chunk.start : chunk.end]
    assert text in encoder.seen
    best = library.search("zzz", vectors(1, len(text), NEW.dimension)[0], limit=1)[0]
    assert len(best.text) == len(text)
    assert library.embedding == NEW
    library.close()


def test_a_vector_that_is_cut_off_is_named_and_made_anew(folder: Path, chroma_url: str) -> None:
    catalogue = Catalogue(sqlite_url(folder / "catalogue.sqlite3"))
    with catalogue.engine.begin() as connection:
        connection.execute(update(chunks).where(chunks.c.key == 3).values(vector=b"short"))
    catalogue.close()
    with pytest.raises(LibraryDamagedError, match="reembed"):
        open_library(folder, MODEL, chroma_url=chroma_url)
    assert reembed(folder, NEW, Encoder(), chroma_url=chroma_url) == 100
    library = open_library(folder, NEW, chroma_url=chroma_url)
    assert library.verify() == ()
    library.close()


def test_an_interrupted_run_leaves_the_old_library_and_goes_on_later(folder: Path, chroma_url: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        reembed(folder, NEW, Encoder(limit=70), chroma_url=chroma_url)
    library = open_library(folder, MODEL, chroma_url=chroma_url)
    given = many(50)[31]
    assert library.search("zzz", given.vectors[0], limit=1)[0].chunk.id == "a31#0"
    library.close()
    second = Encoder()
    assert reembed(folder, NEW, second, chroma_url=chroma_url) == 60
    assert len(second.seen) == 60


def test_an_open_library_is_not_reembedded(folder: Path, chroma_url: str) -> None:
    library = open_library(folder, MODEL, chroma_url=chroma_url)
    with pytest.raises(LibraryBusyError, match="open in another process"):
        reembed(folder, NEW, Encoder(), chroma_url=chroma_url)
    library.close()


def test_vectors_of_a_wrong_shape_leave_the_library_as_it_was(folder: Path, chroma_url: str) -> None:
    with pytest.raises(LibraryError, match="left as it was"):
        reembed(folder, NEW, lambda texts: vectors(len(texts), 1), chroma_url=chroma_url)
    open_library(folder, MODEL, chroma_url=chroma_url).close()


def test_a_folder_without_a_library_is_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library"):
        reembed(tmp_path / "nothing", NEW, Encoder())


def test_a_library_of_a_newer_format_is_left_as_it_was(tmp_path: Path) -> None:
    open_library(tmp_path, MODEL).close()
    catalogue = Catalogue(sqlite_url(tmp_path / "catalogue.sqlite3"))
    with catalogue.engine.begin() as connection:
        write_meta(connection, format="99")
    with pytest.raises(LibraryError, match="newer version"):
        reembed(tmp_path, NEW, Encoder())
    with catalogue.engine.connect() as connection:
        assert read_meta(connection)["format"] == "99"
    catalogue.close()
