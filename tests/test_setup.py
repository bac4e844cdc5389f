"""What `make setup` leaves behind, in a folder of the test's own."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from core.settings import PROJECT

pytestmark = pytest.mark.skipif(shutil.which("make") is None or sys.platform == "win32", reason="make is not here")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one module, with a Python that has no packages."""
    folder = tmp_path / "project"
    venv.create(folder / ".venv")
    shutil.copy(PROJECT / "Makefile", folder)
    (folder / "harbour.py").write_text("print('found')\n", encoding="utf-8")
    subprocess.run(["make", "--silent", ".venv/.importable"], cwd=folder, check=True)
    return folder


def _found_from_elsewhere(project: Path, folder: Path) -> str:
    python = project / ".venv" / "bin" / "python"
    return subprocess.run(
        [python, "-m", "harbour"], cwd=folder, capture_output=True, text=True, check=False
    ).stdout.strip()


def test_its_python_finds_the_project_from_any_folder(project, tmp_path):
    assert _found_from_elsewhere(project, tmp_path) == "found"


def test_a_project_that_was_moved_is_found_where_it_is(project, tmp_path):
    moved = project.rename(tmp_path / "moved")
    assert _found_from_elsewhere(moved, tmp_path) == "found"
