"""`python -m ingest` run in the test's own process, with what it printed."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.cli import main


class Command:
    """`main` over one library, with what it printed."""

    def __init__(self, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data_dir = data_dir
        self.capsys = capsys

    def __call__(self, *arguments: str | Path) -> tuple[int, str]:
        code = main([*map(str, arguments), "--data-dir", str(self.data_dir)])
        return code, self.capsys.readouterr().out

    def json(self, *arguments: str | Path) -> Any:
        return json.loads(self(*arguments, "--json")[1])
