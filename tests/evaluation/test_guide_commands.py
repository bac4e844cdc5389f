"""The commands of docs/evaluation.md, run as they stand but into a folder of the test."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
GUIDE = PROJECT / "docs" / "evaluation.md"


def commands() -> list[str]:
    """Every line of the guide's shell blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


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
