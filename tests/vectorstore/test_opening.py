"""Opening a library in folders of any name and with any content, and after things that went wrong."""

from pathlib import Path

from tests.vectorstore.samples import MODEL, many
from vectorstore.opening import open_library


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "Who? 100%20"
    library = open_library(folder, MODEL)
    library.add(many(3))
    library.close()
    (folder / "closed.json").unlink()
    library = open_library(folder, MODEL)
    status = library.status()
    library.close()
    assert (folder / "catalogue.sqlite3").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    assert status.articles == 3
    assert set(status.indexes.values()) == {"ok"}
