"""Importing Gradio for the page."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_events_of_the_page_import_no_library_for_plots() -> None:
    program = """
import sys
from web.gradio_import import import_gradio
import_gradio()
from gradio import utils
with utils.MatplotlibBackendMananger():  # as Gradio does around each event
    pass
print("matplotlib" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "False"
