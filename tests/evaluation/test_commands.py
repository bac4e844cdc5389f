"""The commands, over a real library with the real models, and free of what their caller has set."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import TestSetError
from core.settings import load_settings
from core.types import Article
from evaluation.cli import main
from evaluation.commands.gate import as_shipped
from evaluation.commands.run import run
from evaluation.system import describe
from ingest import add
from tests.evaluation.makers import FERRY, MILL


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Two questions, of which one has an answer that nothing gives."""
    rows = [
        {"qid": "1", "question": "How many goats did the ferry carry?", "answers": ["42 goats"]},
        {"qid": "2", "question": "How many goats did the ferry carry at dawn?", "answers": ["seven llamas"]},
    ]
    path = tmp_path / "set.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def written(path: Path, *articles: Article) -> Path:
    rows = [{"doc_id": one.id, "title": one.title, "text": one.text} for one in articles]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.slow
def test_a_run_on_a_library_goes_on_only_while_its_articles_are_the_same(tmp_path: Path, questions: Path) -> None:
    settings, out = load_settings(data_dir=tmp_path / "library", threads=1), tmp_path / "out"
    corpus = tmp_path / "corpus.jsonl"
    add([written(corpus, FERRY, MILL)], settings=settings)
    measured = run(settings, questions, out)
    assert measured.scorecard.failed == 0
    # The missed question shows what was retrieved, of which the run itself had asked for nothing.
    assert "The old mill burned" in (out / "report.html").read_text(encoding="utf-8")
    again = run(settings, questions, out)
    assert again.metrics["run"]["corpus_hash"] == measured.metrics["run"]["corpus_hash"] != ""
    add([written(corpus, FERRY, replace(MILL, text="The old mill stands."))], settings=settings)
    with pytest.raises(TestSetError, match="other corpus hash"):
        run(settings, questions, out)


def test_a_library_that_is_not_there_is_an_error_and_is_not_made(tmp_path: Path, questions: Path) -> None:
    missing = tmp_path / "libary"
    with pytest.raises(TestSetError, match=r"libary: there is no article.*--corpus"):
        run(load_settings(data_dir=missing), questions, tmp_path / "out")
    assert not missing.exists()


def named_by_file(path: Path, *names: str) -> Path:
    """A question a name, about the ferry: its answer stands in the file of that name."""
    rows = [
        {
            "qid": name,
            "question": "How many goats did the ferry carry?",
            "answers": ["42 goats"],
            "gold_doc_ids": [name],
            "gold_passages": ["It carried 42 goats."],
        }
        for name in names
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.slow
def test_articles_of_a_library_are_known_by_the_names_of_their_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings(data_dir=tmp_path / "library", threads=1)
    (tmp_path / "Goats_at_sea.txt").write_text(FERRY.text)
    add([tmp_path / "Goats_at_sea.txt"], settings=settings)
    measured = run(settings, named_by_file(tmp_path / "set.jsonl", "Goats_at_sea"), tmp_path / "out")
    assert [measured.scorecard.value(name) for name in ("article.hit@1", "passage.hit@1", "citation.validity")] == [
        1
    ] * 3
    assert (measured.scorecard.value("citation.recall") or 0) > 0

    some = named_by_file(tmp_path / "some.jsonl", "Goats_at_sea", "the-mill")
    command = ["run", "--data-dir", str(settings.data_dir), "--model", "", "--questions"]
    assert main([*command, str(some), "--out", str(tmp_path / "some")]) == 0
    assert "1 of the 2 articles that the test set names are not known" in capsys.readouterr().out
    assert "1 of the 2 articles that the test set names" in (tmp_path / "some" / "report.html").read_text()

    none = named_by_file(tmp_path / "none.jsonl", "the-mill", "the-bridge")
    with pytest.raises(TestSetError, match=r"none of the 2 articles .*the-bridge.* is in the library.*--corpus"):
        run(settings, none, tmp_path / "none")


def test_the_gate_measures_the_project_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    default = load_settings(threads=3)
    for name, value in {"CHAT_MODEL": "openai:m", "PASSAGES": "3", "REFUSAL": "0.9", "MAX_FILE_MB": "1"}.items():
        monkeypatch.setenv(f"DATELINE_{name}", value)
    settings = load_settings(threads=3)
    assert describe(settings) != describe(default)
    assert as_shipped(settings) == default


def test_drafting_asks_a_model_only_where_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_CHAT_MODEL", "openai:m")
    # Nothing listens on this port: asking the model fails.
    monkeypatch.setenv("DATELINE_CHAT_BASE_URL", "http://127.0.0.1:9/v1")
    story, out = tmp_path / "story.txt", tmp_path / "drafted.jsonl"
    story.write_text("The bridge over the Orrin was closed again on 14 March 2026 after a long argument.")
    command = ["draft", "--articles", str(story), "--out", str(out)]
    assert main(command) == 0
    assert json.loads(out.read_text())["answers"] == ["14 March 2026"]
    assert main(command) == 1
    assert "rows that may have been checked" in capsys.readouterr().err
    out.unlink()
    assert main([*command, "--model", "openai:m"]) == 1
    said = capsys.readouterr().err
    assert "openai:m" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("option", ["--questions", "--out", "--corpus", "--cache"])
def test_an_empty_name_of_a_file_is_not_the_current_folder(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"--questions": "q.jsonl", "--out": str(tmp_path / "out"), option: ""}
    with pytest.raises(SystemExit) as ended:
        main(["run", *(word for pair in given.items() for word in pair)])
    assert ended.value.code == 2
    assert f"argument {option}: is empty: give a name" in capsys.readouterr().err
