"""`python -m ingest` with the real embedder and the real library."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ingest import add
from ingest.cli import main
from tests.ingest.command import Command

PROJECT = Path(__file__).parent.parent.parent


def _write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text)
    return path


def test_an_article_is_added_found_unchanged_updated_and_removed(command: Command, tmp_path: Path) -> None:
    path = _write(tmp_path / "in", "bridge-opens.txt", "date 2026-03-06 The bridge opened on Friday.")

    first = command.json(path)
    again = command.json(tmp_path / "in")
    path.write_text("date 2026-03-07 The bridge opened on Saturday.")
    changed = command.json(path)

    (article_id,) = first["added"]
    assert (again["unchanged"], again["embedded"]) == ([article_id], 0)
    assert (changed["updated"], changed["embedded"]) == ([article_id], 1)
    assert command("remove", article_id) == (0, "removed 1\n")
    assert command.json("status")["articles"] == 0


def test_each_failure_is_named_and_everything_else_done(command: Command, tmp_path: Path) -> None:
    good = _write(tmp_path / "in", "a.txt", "The bridge opened.")
    empty = _write(tmp_path / "in", "b.txt", "")

    code, printed = command(good.parent, tmp_path / "none")

    assert code == 1
    assert printed.splitlines()[:2] == [
        f"failed: {empty}: is empty",
        f"failed: {tmp_path / 'none'}: no such file or folder",
    ]
    assert printed.splitlines()[2].startswith("added 1, updated 0, unchanged 0, failed 2: 1 chunks embedded in ")


def test_all_well_is_exit_code_0_and_one_line(command: Command, tmp_path: Path) -> None:
    code, printed = command(_write(tmp_path / "in", "a.txt", "The bridge opened."))

    assert code == 0
    assert len(printed.splitlines()) == 1


def test_status_tells_what_the_library_holds(command: Command, tmp_path: Path) -> None:
    command(_write(tmp_path / "in", "a.txt", "The bridge opened."))

    status = command.json("status")

    assert (status["articles"], status["chunks"]) == (1, 1)
    assert status["indexes"] == {"dense": "ok", "lexical": "ok"}
    assert status["bytes"] > 0
    assert "embedding model  all-MiniLM-L6-v2" in command("status")[1]


def test_list_shows_the_articles_that_match(command: Command, tmp_path: Path) -> None:
    rows = [
        {"doc_id": "b1", "title": "Bridge opens", "date": "2026-03-06", "source": "Echo", "text": "It opened."},
        {"doc_id": "f1", "title": "Ferry stops", "text": "It stopped."},
    ]
    command(_write(tmp_path / "in", "dump.jsonl", "\n".join(map(json.dumps, rows))))

    assert command("list", "bridge") == (0, "b1  2026-03-06  Echo  Bridge opens\n")
    assert {summary["id"] for summary in command.json("list")} == {"b1", "f1"}


def test_removing_what_is_not_there_is_named(command: Command, tmp_path: Path) -> None:
    command(_write(tmp_path / "in", "a.txt", "The bridge opened."))

    assert command("remove", "nothing") == (1, "failed: nothing: the library holds no such article\nremoved 0\n")


def test_another_embedding_model_is_an_error_that_names_the_way_out(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from core.types import EmbeddingIdentity
    from vectorstore.opening import open_library

    open_library(command.data_dir, EmbeddingIdentity("another", 8)).close()

    assert main(["status", "--data-dir", str(command.data_dir)]) == 1
    assert "python -m ingest reembed" in capsys.readouterr().err


def test_reembed_moves_the_library_to_the_model_of_the_settings(command: Command, tmp_path: Path) -> None:
    import numpy as np

    from core.types import EmbeddingIdentity
    from ingest.pipeline import Ingest
    from tests.ingest.fakes import CountingEmbedder, ListedDocuments, row
    from vectorstore.opening import open_library

    class UnitEmbedder(CountingEmbedder):
        identity = EmbeddingIdentity("another", 4)

        def encode(self, texts):
            return np.full((len(texts), 4), 0.5, np.float32)

    library = open_library(command.data_dir, UnitEmbedder.identity)
    Ingest(library, UnitEmbedder()).run(ListedDocuments([row("a"), row("b", "Snow fell.")]))
    library.close()

    assert command.json("reembed") == {"embedded": 2, "embedding_model": "all-MiniLM-L6-v2"}
    assert command.json("status")["embedding_model"] == "all-MiniLM-L6-v2"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["status", "more"],
        ["remove"],
        ["list", "a", "b"],
        ["--nonsense", "x"],
        ["export", "a", "b"],
        ["verify", "more"],
        ["status", "--map", "text=body"],
        ["list", "--follow"],
        ["x", "--every", "5"],
        ["x", "--follow", "--every", "0"],
        ["x", "--max-pages", "0"],
        ["x", "--timeout", "never"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_a_setting_that_cannot_be_used_is_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_NONSENSE", "1")

    assert main(["status"]) == 2
    assert "DATELINE_NONSENSE" in capsys.readouterr().err


def test_an_empty_list_of_columns_is_wrong_use(command: Command) -> None:
    assert command("x", "--map", "")[0] == 2


def test_add_takes_one_source_or_several_into_the_folder_it_is_given(tmp_path: Path) -> None:
    one = _write(tmp_path / "in", "a.txt", "The bridge opened.")
    two = _write(tmp_path / "in", "b.txt", "The ferry stopped.")

    first = add(one, data_dir=tmp_path / "library")
    second = add([one, str(two)], data_dir=str(tmp_path / "library"))

    assert (len(first.added), len(second.added), len(second.unchanged)) == (1, 1, 1)


def test_add_prints_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    add(_write(tmp_path / "in", "a.txt", "The bridge opened."), data_dir=tmp_path / "library")

    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_sigterm_stores_the_batch_in_hand_and_reports_it(tmp_path: Path) -> None:
    """Enough articles for many batches, so that the signal comes in the middle of them."""
    rows = (json.dumps({"doc_id": str(n), "text": f"In year {n} the bridge opened."}) for n in range(20_000))
    dump = _write(tmp_path / "in", "dump.jsonl", "\n".join(rows))
    command = [sys.executable, "-m", "ingest", "--json", "--data-dir", str(tmp_path / "library")]
    environment = {**os.environ, "DATELINE_LOG_LEVEL": "INFO"}

    with subprocess.Popen(
        [*command, str(dump)], cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        while "stored" not in (line := process.stderr.readline()):
            assert line, "ended before anything was stored"
        process.send_signal(signal.SIGTERM)
        printed, messages = process.communicate(timeout=120)

    report = json.loads(printed)
    assert (process.returncode, report["stopped"]) == (1, True)
    assert 0 < len(report["added"]) < 20_000
    assert "stopped" in messages
    status = subprocess.run([*command, "status"], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert json.loads(status.stdout)["articles"] == len(report["added"])


def test_torch_is_not_imported(tmp_path: Path) -> None:
    path = _write(tmp_path / "in", "a.txt", "The bridge opened.")
    code = (
        "import sys; from ingest import add; "
        f"add({str(path)!r}, data_dir={str(tmp_path / 'library')!r}); assert 'torch' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True)
