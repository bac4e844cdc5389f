import os
import subprocess
import sys

import numpy as np
import pytest

from core.errors import ModelError
from core.settings import PROJECT
from models.evidence import WEIGHTS
from models.evidence_network import INPUTS, NETWORK
from models.runtimes import compile_network

NETWORK_FILE = WEIGHTS / NETWORK


def verdict(compiled_dir):
    compiled = compile_network(NETWORK_FILE, threads=1, precision="f32", compiled_dir=compiled_dir)
    ids = np.array([[101, 2040, 102, 2002, 102]])
    return compiled(dict(zip(INPUTS, (ids, np.ones_like(ids), np.zeros_like(ids)), strict=True)))["verdict"]


def test_what_was_compiled_is_kept_and_gives_the_same(tmp_path):
    first = verdict(tmp_path)
    (kept,) = tmp_path.glob("*.blob")
    written = kept.stat().st_mtime_ns
    assert np.array_equal(verdict(tmp_path), first)
    assert kept.stat().st_mtime_ns == written


@pytest.mark.parametrize("damage", [lambda content: content[:1_000_000], lambda content: b"\0" * len(content)])
def test_a_damaged_one_is_compiled_anew(tmp_path, damage):
    first = verdict(tmp_path)
    (kept,) = tmp_path.glob("*.blob")
    kept.chmod(0o600)
    kept.write_bytes(damage(kept.read_bytes()))
    assert np.array_equal(verdict(tmp_path), first)


def test_a_folder_that_cannot_be_made_costs_only_the_time(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert verdict(tmp_path / "file" / "below").shape == (1, 2)


def test_a_file_that_is_no_network_is_named(tmp_path):
    (tmp_path / "broken.onnx").write_bytes(b"not a network")
    with pytest.raises(ModelError, match=r"broken\.onnx"):
        compile_network(tmp_path / "broken.onnx", threads=1, compiled_dir=tmp_path)


FIRST_CALLS = """
import threading
import numpy as np
from models.evidence import WEIGHTS
from models.evidence_network import NETWORK, open_network

network, together = open_network(WEIGHTS / NETWORK, threads=2, streams=2), threading.Barrier(4)
ids = np.full((1, 32), 102)

def call():
    together.wait()
    network(ids, np.ones_like(ids), np.zeros_like(ids))

threads = [threading.Thread(target=call) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_first_calls_at_the_same_moment_all_return():
    subprocess.run([sys.executable, "-c", FIRST_CALLS], cwd=PROJECT, timeout=60, check=True)


def test_openvino_comes_without_its_converter_which_can_still_be_had():
    program = """
import sys
from models.runtimes import import_openvino
import_openvino()
print(sorted({"openvino.tools.ovc", "onnxruntime"} & set(sys.modules)))
from openvino.tools.ovc import convert_model
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(os.name == "nt", reason="HOME says nothing on Windows")
def test_a_conversion_is_reported_to_nobody(tmp_path):
    program = """
import sys
from pathlib import Path
from models.candidates import Candidate, build
build(Candidate("openvino", "fp32"), Path(sys.argv[2]), Path(sys.argv[1]))
"""
    home = tmp_path / "home"
    home.mkdir()
    # OpenVINO reports nothing from where it takes itself to be tested.
    surroundings = {name: value for name, value in os.environ.items() if name not in ("CI", "TF_BUILD", "JENKINS_URL")}
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), str(NETWORK_FILE)],
        cwd=PROJECT,
        env=surroundings | {"HOME": str(home)},
        timeout=120,
        check=True,
    )
    assert (tmp_path / "model.xml").is_file()
    assert list(home.iterdir()) == []


FIRST_IMPORTS = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
from models.runtimes import import_openvino

sys.setswitchinterval(1e-5)
together = threading.Barrier(4)

def load(_):
    together.wait()
    return import_openvino().Core

with ThreadPoolExecutor(4) as pool:
    list(pool.map(load, range(4)))
"""


def test_first_imports_at_the_same_moment_all_find_it_whole():
    subprocess.run([sys.executable, "-c", FIRST_IMPORTS], cwd=PROJECT, timeout=60, check=True)
