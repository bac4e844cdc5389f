"""Which files a corpus is, and when two libraries hold the same articles."""

from pathlib import Path

import pytest

from core.errors import TestSetError
from evaluation.corpus import corpus_files, library_hash
from tests.evaluation.makers import FERRY, MILL
from tests.fakes import MemoryLibrary, article


def test_what_is_hidden_inside_a_folder_does_not_belong_to_it(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", ".hidden.txt", "a/.git/d.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Rain fell.")
    assert corpus_files([tmp_path]) == (tmp_path / "a" / "c.txt", tmp_path / "b.txt")


@pytest.mark.parametrize("place", ["run/../articles", ".notes/articles", "../articles"])
def test_how_a_folder_is_reached_hides_nothing_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    for folder in ("run", "articles", ".notes/articles"):
        (tmp_path / folder).mkdir(parents=True)
    for folder in ("articles", ".notes/articles"):
        (tmp_path / folder / "one.txt").write_text("Rain fell.")
    monkeypatch.chdir(tmp_path / "run" if place.startswith("../") else tmp_path)
    assert corpus_files([Path(place)]) == (Path(place) / "one.txt",)


def test_a_folder_without_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".hidden.txt").write_text("Rain fell.")
    with pytest.raises(TestSetError, match="holds no files"):
        corpus_files([tmp_path])


def test_a_librarys_hash_follows_every_article_and_not_their_order() -> None:
    both = library_hash(MemoryLibrary(FERRY, MILL))
    assert both == library_hash(MemoryLibrary(MILL, FERRY))
    changed = article("It carried 43 goats.", id="ferry")
    others = {library_hash(MemoryLibrary(*held)) for held in ([FERRY], [changed, MILL])}
    assert len({both, *others}) == 3
    assert library_hash(MemoryLibrary()) == ""


def test_articles_beyond_the_first_page_count_too() -> None:
    many = [article("Rain fell.", id=str(place)) for place in range(501)]
    assert library_hash(MemoryLibrary(*many)) != library_hash(MemoryLibrary(*many[:500]))
