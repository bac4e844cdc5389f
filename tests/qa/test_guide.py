"""The Python of docs/guide.md, run as it stands over the sample articles."""

import os
import re
import subprocess
import sys

from core.settings import PROJECT

BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_the_guides_python_runs_over_the_sample_articles(tmp_path):
    environment = {**os.environ, "DATELINE_DATA_DIR": str(tmp_path / "library")}
    blocks = BLOCK.findall((PROJECT / "docs" / "guide.md").read_text(encoding="utf-8"))
    filled = "from ingest import add\nadd('articles')\n"
    done = subprocess.run(
        [sys.executable, "-c", filled + "\n".join(blocks)],
        cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "462 million" in done.stdout
