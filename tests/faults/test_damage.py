"""Files of a closed library truncated, garbled and deleted: indexes are built anew, a lost catalogue is named."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import DiskFullError, LibraryDamagedError
from tests.vectorstore.samples import MODEL, UNRELATED, many, vectors
from vectorstore.interface import Library
from vectorstore.layout import Layout
from vectorstore.opening import open_library

pytestmark = pytest.mark.faults

ARTICLES = 150


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of 300 chunks, closed."""
    folder = tmp_path_factory.mktemp("sound") / "library"
    library = open_library(folder, MODEL)
    library.add(many(ARTICLES))
    library.close()
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    shutil.copytree(sound, tmp_path / "library", copy_function=shutil.copy2)
    return tmp_path / "library"


@pytest.fixture(autouse=True)
def _nothing_left_open(folder: Path) -> Iterator[None]:
    yield
    lock = folder / "owner.json"
    assert not lock.exists()


def graph_file(folder: Path, name: str) -> Path:
    return next(folder.glob(f"dense-1/*/{name}"))


def garble(path: Path, start: int, length: int = 400) -> None:
    content = bytearray(path.read_bytes())
    content[start : start + length] = b"\xa5" * len(content[start : start + length])
    path.write_bytes(bytes(content))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def assert_whole(library: Library) -> None:
    """Every thirtieth article is found by its word and by its vector."""
    assert library.status().articles == ARTICLES
    for number in range(0, ARTICLES, 30):
        given = many(1, first=number)[0]
        assert library.search(f"unique{number}", UNRELATED, limit=1)[0].article.id == f"a{number}"
        assert library.search("zzz", given.vectors[1], limit=1)[0].chunk.id == f"a{number}#1"


def states(folder: Path) -> dict[str, str]:
    library = open_library(folder, MODEL)
    try:
        assert_whole(library)
        return dict(library.status().indexes)
    finally:
        library.close()


def test_an_untouched_library_opens_without_a_check(folder: Path) -> None:
    assert Layout(folder).was_closed_cleanly()
    assert states(folder) == {"dense": "ok", "lexical": "ok"}


@pytest.mark.parametrize(
    "name", ["data_level0.bin", "link_lists.bin", "length.bin", "header.bin", "index_metadata.pickle"]
)
def test_a_truncated_graph_file_is_found_and_the_index_built_anew(folder: Path, name: str) -> None:
    path = graph_file(folder, name)
    if not path.stat().st_size:
        pytest.skip("so small a graph has no upper level")
    truncate(path)
    assert states(folder) == {"dense": "rebuilt", "lexical": "ok"}
    assert states(folder) == {"dense": "ok", "lexical": "ok"}


@pytest.mark.parametrize("name", ["data_level0.bin", "header.bin", "index_metadata.pickle"])
def test_a_garbled_graph_file_is_found_and_the_index_built_anew(folder: Path, name: str) -> None:
    garble(graph_file(folder, name), start=40)
    assert states(folder) == {"dense": "rebuilt", "lexical": "ok"}


def test_vectors_swapped_inside_the_graph_are_found(folder: Path) -> None:
    path = graph_file(folder, "data_level0.bin")
    content = bytearray(path.read_bytes())
    # One record: 4 bytes of degree, 32 neighbours of 4 bytes, 32 dimensions of 4 bytes, label of 8.
    record = 4 + 32 * 4 + 32 * 4 + 8
    first, second = slice(132, 132 + 128), slice(record + 132, record + 132 + 128)
    content[first], content[second] = content[second], content[first]
    path.write_bytes(bytes(content))
    assert states(folder) == {"dense": "rebuilt", "lexical": "ok"}


@pytest.mark.parametrize("damage", [truncate, lambda path: garble(path, 0), lambda path: garble(path, 20_000, 3_000)])
def test_a_damaged_chroma_database_is_found_and_the_index_built_anew(folder: Path, damage: object) -> None:
    assert callable(damage)
    damage(folder / "dense-1" / "chroma.sqlite3")
    assert states(folder)["lexical"] == "ok"


def test_a_deleted_dense_index_is_built_anew(folder: Path) -> None:
    shutil.rmtree(folder / "dense-1")
    assert states(folder) == {"dense": "rebuilt", "lexical": "ok"}


def test_deleted_graph_files_are_noticed(folder: Path) -> None:
    shutil.rmtree(graph_file(folder, "header.bin").parent)
    assert states(folder) == {"dense": "rebuilt", "lexical": "ok"}


@pytest.mark.parametrize("suffix", [".idx", ".term", ".fast", ".store", ".fieldnorm"])
def test_a_garbled_lexical_segment_is_found_and_the_index_built_anew(folder: Path, suffix: str) -> None:
    path = next((folder / "lexical" / "chunks").glob(f"*{suffix}"))
    garble(path, path.stat().st_size // 3, 20)
    assert states(folder) == {"dense": "ok", "lexical": "rebuilt"}


@pytest.mark.parametrize("name", ["meta.json", ".managed.json"])
def test_a_truncated_lexical_list_of_files_is_found(folder: Path, name: str) -> None:
    truncate(folder / "lexical" / "articles" / name)
    assert states(folder)["dense"] == "ok"


def test_a_deleted_lexical_index_is_built_anew(folder: Path) -> None:
    shutil.rmtree(folder / "lexical")
    assert states(folder) == {"dense": "ok", "lexical": "rebuilt"}


def test_entries_missing_from_or_left_in_the_indexes_are_put_right(folder: Path) -> None:
    saved = folder.parent / "saved"
    shutil.copytree(folder, saved)
    library = open_library(folder, MODEL)
    library.add(many(5, first=ARTICLES))
    library.remove(["a3"])
    library.close()
    # Indexes of an older state under a newer catalogue: five articles missing, one too many.
    for index in ("dense-1", "lexical"):
        shutil.rmtree(folder / index)
        shutil.copytree(saved / index, folder / index)
    library = open_library(folder, MODEL)
    assert library.status().indexes == {"dense": "repaired", "lexical": "rebuilt"}
    assert library.search("unique152", UNRELATED, limit=1)[0].article.id == "a152"
    assert all(passage.article.id != "a3" for passage in library.search("unique3", vectors(1, 3)[0], limit=20))
    library.close()


@pytest.mark.parametrize("damage", [truncate, lambda path: garble(path, 0), lambda path: garble(path, 8_192, 30_000)])
def test_a_damaged_catalogue_is_an_error_that_says_what_to_do(folder: Path, damage: object) -> None:
    assert callable(damage)
    damage(folder / "catalogue.sqlite3")
    with pytest.raises(LibraryDamagedError, match=r"backup.*ingest the sources again"):
        open_library(folder, MODEL)


def test_a_lost_closing_record_costs_a_check_and_nothing_else(folder: Path) -> None:
    (folder / "closed.json").unlink()
    assert states(folder) == {"dense": "ok", "lexical": "ok"}


def test_a_garbled_closing_record_costs_a_check_and_nothing_else(folder: Path) -> None:
    truncate(folder / "closed.json")
    assert states(folder) == {"dense": "ok", "lexical": "ok"}


def test_too_little_free_disk_is_refused_before_anything_is_written(folder: Path) -> None:
    library = open_library(folder, MODEL, free=lambda _: 1_000_000)
    before = library.status()
    with pytest.raises(DiskFullError, match="1 MB free; storing 1 article"):
        library.add(many(1, first=ARTICLES))
    assert library.status().articles == before.articles
    assert_whole(library)
    library.close()
