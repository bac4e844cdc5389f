"""What `python -m ingest` does with the library and the sources it was given, with real parts."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from core.types import EmbeddingIdentity
from ingest.cli import main
from ingest.columns import Columns
from ingest.kept import keep_sources
from ingest.origins import forget_origins
from tests.ingest.command import Command
from vectorstore.interface import Library
from vectorstore.opening import open_library

PROJECT = Path(__file__).parent.parent.parent
ROWS = [
    {
        "doc_id": "b1",
        "title": "Bridge opens",
        "date": "2026-03-06",
        "text": "The bridge opened.\n\nCars came.",
        "source": "The Echo",
        "author": "M. Olt; K. Rae",
        "url": "https://echo.example/bridge",
        "section": "City",
    },
    {"doc_id": "f1", "text": "\u2028Le ferry s'est arrêté à midi, dit-on.  "},
]


def _dump(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "dump.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def _open(command: Command, name: str = "library") -> Library:
    from models.packaged import DIMENSION, NAME, WEIGHTS_SHA256

    return open_library(command.data_dir.parent / name, EmbeddingIdentity(NAME, DIMENSION, WEIGHTS_SHA256))


@pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl.gz"])
def test_an_export_ingests_back_to_an_identical_library(command: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "note.md").write_text("---\ntitle: Rain\ndate: 2026-03-07\n---\n# Rain\n\nIt rained on Saturday.")
    command(_dump(tmp_path, *ROWS), tmp_path / "note.md")
    assert command("export", tmp_path / name) == (0, "exported 3\n")

    second = Command(tmp_path / "second", command.capsys)
    assert len(second.json(tmp_path / name)["added"]) == 3

    before, after = _open(command), _open(command, "second")
    try:
        assert before.articles_after() == after.articles_after()
        for article in before.articles_after():
            assert before.chunks(article.id) == after.chunks(article.id)
            assert (
                before.entries([article.id])[article.id].vectors == after.entries([article.id])[article.id].vectors
            ).all()
    finally:
        before.close()
        after.close()
    assert command.json(tmp_path / name)["unchanged"] == ["b1", "f1", *_third(command)]


def _third(command: Command) -> list[str]:
    return [summary["id"] for summary in command.json("list") if summary["id"].startswith("note-")]


def test_an_export_is_jsonl_on_standard_output(command: Command, tmp_path: Path) -> None:
    command(_dump(tmp_path, *ROWS))

    code, printed = command("export")

    assert code == 0
    assert [json.loads(line)["doc_id"] for line in printed.rstrip("\n").split("\n")] == ["b1", "f1"]


def test_an_export_that_cannot_be_written_leaves_nothing_behind(command: Command, tmp_path: Path) -> None:
    (tmp_path / "there.jsonl").mkdir()

    assert command("export", tmp_path / "there.jsonl")[0] == 1
    assert command("export", tmp_path / "none" / "all.jsonl")[0] == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_an_export_replaces_no_pipe_and_no_link(command: Command, tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link.jsonl"
    command(_dump(tmp_path, *ROWS))
    os.mkfifo(pipe)
    link.symlink_to("linked.jsonl")

    assert command("export", pipe)[0] == 1
    assert command("export", link)[0] == 0
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert (tmp_path / "linked.jsonl").is_file()


def test_columns_of_other_names_are_mapped_and_kept_for_refresh(command: Command, tmp_path: Path) -> None:
    path = _dump(tmp_path, {"doc_id": "a", "body": "It rained.", "day": "2026-03-06"})

    assert command.json(path, "--map", "text=body,date=day")["added"] == ["a"]
    assert command.json("list")[0]["published"] == "2026-03-06"
    assert command.json("refresh")["unchanged"] == ["a"]
    assert command.json("refresh", path)["unchanged"] == ["a"]


def test_refresh_reads_what_was_named_so_far(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("It rained.")
    command(folder)
    command(_dump(tmp_path, *ROWS))
    (folder / "b.txt").write_text("It snowed.")

    report = command.json("refresh")

    assert (len(report["added"]), len(report["unchanged"]), report["failed"]) == (1, 3, [])
    assert command.json("status")["sources"] == [str(folder), str(tmp_path / "dump.jsonl")]


def test_refresh_of_a_library_without_sources_is_wrong_use(command: Command) -> None:
    _open(command).close()

    assert command("refresh")[0] == 2


def test_a_source_that_is_forgotten_is_kept_no_more_and_its_articles_stay(command: Command, tmp_path: Path) -> None:
    path = _dump(tmp_path, *ROWS)
    command(path)

    assert command("forget", path) == (0, f"forgotten: {path}; the articles from it stay\n")
    status = command.json("status")
    assert (status["sources"], status["articles"]) == ([], 2)
    assert command.json("forget", path) == {"forgotten": [], "missing": [str(path)]}


def _folder(tmp_path: Path) -> Path:
    """A folder with a file, a dump of two rows, and an archive in a folder below."""
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("It rained.")
    _dump(folder, *ROWS)
    with zipfile.ZipFile(folder / "deep" / "more.zip", "w") as archive:
        archive.writestr("x/snow.txt", "Snow fell.")
    return folder


def test_what_came_from_a_folder_is_removed_with_it(command: Command, tmp_path: Path) -> None:
    (tmp_path / "in-between.txt").write_text("The wind turned.")
    command(_folder(tmp_path), tmp_path / "in-between.txt")

    assert command("remove", tmp_path / "in") == (0, f"forgotten: {tmp_path / 'in'}\nremoved 4\n")
    assert command.json("status")["sources"] == [str(tmp_path / "in-between.txt")]
    assert [summary["id"].rpartition("-")[0] for summary in command.json("list")] == ["in-between"]


def test_what_came_from_a_folder_that_is_gone_is_removed_too(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command(_folder(tmp_path))
    shutil.rmtree(tmp_path / "in")

    assert command("remove", "in/deep") == (0, "removed 1\n")
    assert command("remove", "in") == (0, "forgotten: in\nremoved 3\n")


def test_one_dump_of_a_folder_is_removed_by_a_pattern(command: Command, tmp_path: Path) -> None:
    command(_folder(tmp_path))

    assert command.json("remove", tmp_path / "in" / "*.jsonl")["removed"] == ["b1", "f1"]


def test_of_a_library_from_before_origins_files_are_known_and_dumps_once_they_are_read_again(
    command: Command, tmp_path: Path
) -> None:
    folder = _folder(tmp_path)
    command(folder)
    library = _open(command)
    forget_origins(library, [article.id for article in library.articles_after()])
    library.close()

    (removed,) = command.json("remove", folder / "a.txt")["removed"]
    assert removed.startswith("a-")
    code, printed = command("remove", folder / "dump.jsonl")
    assert (code, "no article is known to come from it" in printed) == (1, True)
    assert len(command.json("refresh")["unchanged"]) == 3
    assert command("remove", folder / "dump.jsonl") == (0, "removed 2\n")


def test_an_address_that_is_removed_is_forgotten_and_its_articles_stay(command: Command) -> None:
    library = _open(command)
    keep_sources(library, ["https://echo.example/feed.xml"], Columns())
    library.close()

    printed = "forgotten: https://echo.example/feed.xml; the articles from it stay\n"
    assert command("remove", "https://echo.example/feed.xml") == (0, printed)


def test_a_sound_library_is_verified(command: Command, tmp_path: Path) -> None:
    command(_dump(tmp_path, *ROWS))

    assert command("verify") == (0, "2 articles: all well\n")
    assert command.json("verify") == {"articles": 2, "problems": []}


def test_the_indexes_are_built_anew_without_embedding(command: Command, tmp_path: Path) -> None:
    command(_dump(tmp_path, *ROWS))

    assert command("reindex") == (0, "indexed 2 chunks of 2 articles\n")
    assert command("verify")[0] == 0


def test_the_report_names_the_sources_that_took_longest(command: Command, tmp_path: Path) -> None:
    path = _dump(tmp_path, *ROWS)

    (slowest,) = command.json(path)["slowest"]

    assert slowest["source"] == str(path)
    assert slowest["seconds"] >= 0


def _run(*arguments: str | Path, data_dir: Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ingest", "--data-dir", str(data_dir), *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, input=given, capture_output=True, check=False)


@pytest.mark.parametrize("packed", [False, True])
def test_standard_input_is_a_source(tmp_path: Path, packed: bool) -> None:
    rows = "".join(json.dumps(row) + "\n" for row in ROWS).encode()

    done = _run("-", "--json", data_dir=tmp_path / "library", given=gzip.compress(rows) if packed else rows)

    assert json.loads(done.stdout)["added"] == ["b1", "f1"]


def test_other_text_on_standard_input_is_another_article(tmp_path: Path) -> None:
    def added_by(text: bytes) -> list[str]:
        done = _run("-", "--json", data_dir=tmp_path / "library", given=text)
        ids: list[str] = json.loads(done.stdout)["added"]
        return ids

    bakery, choir = b"The bakery sold 300 loaves.", b"The choir has 41 members."
    added = [added_by(text) for text in (bakery, choir, choir)]
    assert [len(ids) for ids in added] == [1, 1, 0]
    assert added[0] != added[1]


def test_an_empty_standard_input_is_named(tmp_path: Path) -> None:
    done = _run("-", data_dir=tmp_path / "library")

    assert (done.returncode, done.stdout.splitlines()[0]) == (1, b"failed: standard input: is empty")


@pytest.mark.slow
def test_following_takes_in_what_comes_until_it_is_stopped(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("It rained.")
    command = [
        sys.executable,
        "-m",
        "ingest",
        "--follow",
        "--json",
        "--data-dir",
        str(tmp_path / "library"),
        str(folder),
    ]

    with subprocess.Popen([*command, str(folder)], cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        (folder / "b.txt").write_text("It snowed.")
        second = json.loads(process.stdout.readline())
        process.terminate()
        code = process.wait(60)

    assert (len(first["added"]), len(second["added"]), code) == (1, 1, 0)


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["list"],
        ["verify"],
        ["export"],
        ["refresh"],
        ["remove", "a"],
        ["forget", "a"],
        ["reindex"],
        ["reembed"],
    ],
)
def test_where_there_is_no_library_only_taking_something_in_makes_one(
    command: Command, tmp_path: Path, words: list[str]
) -> None:
    assert main([*words, "--data-dir", str(command.data_dir)]) == 1
    assert (
        f"There is no library in {command.data_dir}. `.venv/bin/python -m ingest SOURCE"
        in command.capsys.readouterr().err
    )
    assert list(tmp_path.iterdir()) == []


def test_an_export_of_nothing_replaces_no_file(command: Command, tmp_path: Path) -> None:
    _open(command).close()
    (tmp_path / "backup.jsonl").write_text('{"text": "It rained."}\n')

    assert command("export", tmp_path / "backup.jsonl")[0] == 1
    assert command("export", tmp_path / "new.jsonl") == (0, "exported 0\n")
    assert (tmp_path / "backup.jsonl").read_text() == '{"text": "It rained."}\n'


def test_the_lock_file_of_word_among_the_sources_does_not_stop_the_others(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _dump(tmp_path, *ROWS)

    report = command.json("~$article.docx", "dump.jsonl")

    assert (len(report["added"]), [failure["source"] for failure in report["failed"]]) == (2, ["~$article.docx"])


@pytest.mark.parametrize("words", [[""], ["refresh", ""], ["a.txt", "", "--follow"]])
def test_an_empty_source_is_wrong_use(command: Command, words: list[str]) -> None:
    _open(command).close()

    assert main([*words, "--data-dir", str(command.data_dir)]) == 2
    assert "a SOURCE is empty" in command.capsys.readouterr().err
