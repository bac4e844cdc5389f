"""The commands and examples of docs/evaluation.md, run as they stand but into a folder of the test."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ingest import add

PROJECT = Path(__file__).resolve().parents[2]
GUIDE = PROJECT / "docs" / "evaluation.md"
QUESTIONS = "evaluation/testsets/sample/questions.jsonl"


def blocks(language: str) -> list[str]:
    """The guide's blocks of code in `language`."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def commands() -> list[str]:
    """Every line of the guide's shell blocks."""
    return [line for block in blocks("sh") for line in block.splitlines()]


def printed_by(example: str, **variables: str) -> str:
    """What the Python `example` prints where the guide is read: in the project's folder."""
    done = subprocess.run(
        [sys.executable, "-c", example],
        cwd=PROJECT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_guide_leads_from_nothing_to_a_comparison_and_to_drafts(tmp_path: Path) -> None:
    environment = {**os.environ, "DATELINE_DATA_DIR": str(tmp_path / "library")}
    for line in commands():
        words = shlex.split(line.replace("evaluation/runs/", f"{tmp_path}/").replace("--limit 12", "--limit 3"))
        assert words[:3] == [".venv/bin/python", "-m", "evaluation"]
        if words[3] == "run":
            words += ["--cache", str(tmp_path / "cache")]
        done = subprocess.run(
            [sys.executable, *words[1:]], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    assert (tmp_path / "quotes" / "report.html").is_file()
    assert "verdict" in (tmp_path / "embedded" / "comparison.html").read_text(encoding="utf-8")
    assert len((tmp_path / "drafted.jsonl").read_text(encoding="utf-8").splitlines()) == 20


def test_the_example_of_another_system_runs_as_it_stands() -> None:
    _, another = blocks("python")
    assert printed_by(another) == "1.0\n"


@pytest.mark.slow
def test_the_example_over_a_library_runs_as_it_stands(tmp_path: Path) -> None:
    over_library, _ = blocks("python")
    first = (PROJECT / QUESTIONS).read_text(encoding="utf-8").splitlines(keepends=True)[:2]
    (tmp_path / "questions.jsonl").write_text("".join(first), encoding="utf-8")
    assert QUESTIONS in over_library
    example = over_library.replace(QUESTIONS, str(tmp_path / "questions.jsonl"))
    add([PROJECT / "articles"], data_dir=tmp_path / "library")
    printed = printed_by(
        example.replace("evaluation/runs/", f"{tmp_path}/"), DATELINE_DATA_DIR=str(tmp_path / "library")
    )
    assert 0 <= float(printed) <= 1
    metrics = json.loads((tmp_path / "python" / "metrics.json").read_text(encoding="utf-8"))
    assert (metrics["counts"]["gold_articles"], metrics["counts"]["gold_articles_unknown"]) == (4, 0)
