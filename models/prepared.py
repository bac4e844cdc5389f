"""The prepared form of the packaged embedding model on disk: a manifest, and the files that it vouches for.

The manifest is written last and replaced in one step, so a reader sees the old form or the new one, never half.
"""

import hashlib
import json
import logging
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from models.packaged import NAME, WEIGHTS_SHA256, sha256_of
from models.runtimes import Runtime

log = logging.getLogger(__name__)

# Raised whenever what is prepared changes, so that older forms are made again.
FORMAT = 1
TOKENIZER = "tokenizer.json"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class PreparedForm:
    """Where the chosen network and its tokenizer lie, and what carries it."""

    runtime: Runtime
    precision: str
    model: Path
    tokenizer: Path


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was prepared from which weights on which processor, with the figures that decided.

    `files` maps names within `folder` to their SHA-256; `measured` maps each candidate to its figures.
    """

    format: int
    weights_sha256: str
    processor: str
    versions: Mapping[str, str]
    runtime: Runtime
    precision: str
    folder: str
    model: str
    files: Mapping[str, str]
    measured: Mapping[str, Mapping[str, float]]


def model_dir(prepared_dir: Path) -> Path:
    """Folder of everything prepared for the packaged model."""
    return prepared_dir / NAME


def read_manifest(prepared_dir: Path) -> Manifest | None:
    """The manifest, or None where there is none that can be read."""
    path = model_dir(prepared_dir) / _MANIFEST
    try:
        return Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        log.warning("the manifest of the prepared embedding model cannot be read path=%s error=%s", path, error)
        return None


def write_manifest(prepared_dir: Path, manifest: Manifest) -> None:
    """Make `manifest` the one in force, in one step."""
    path = model_dir(prepared_dir) / _MANIFEST
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    draft.replace(path)


def find_prepared(prepared_dir: Path) -> PreparedForm | None:
    """The prepared form in force, or None where it must be prepared (again); why is logged."""
    manifest = read_manifest(prepared_dir)
    if manifest is None:
        log.info("the embedding model is not prepared yet path=%s", prepared_dir)
        return None
    reason = _unusable(manifest, model_dir(prepared_dir) / manifest.folder)
    if reason:
        log.warning("the prepared embedding model cannot be used, preparing it again reason=%s", reason)
        return None
    folder = model_dir(prepared_dir) / manifest.folder
    return PreparedForm(manifest.runtime, manifest.precision, folder / manifest.model, folder / TOKENIZER)


def _unusable(manifest: Manifest, folder: Path) -> str:
    if (manifest.format, manifest.weights_sha256) != (FORMAT, WEIGHTS_SHA256):
        return "it was made by another version"
    if manifest.processor != processor():
        return "it was made for another processor"
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            return f"{name} is missing"
        if sha256_of(path) != expected:
            return f"{name} is damaged"
    return ""


def processor() -> str:
    """What tells one kind of processor from another, since the fastest form depends on it."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith(("flags", "Features")):
                features = line.split(":", 1)[1]
                return f"{platform.machine()} {hashlib.sha256(features.encode()).hexdigest()[:12]}"
    except OSError:
        pass
    return f"{platform.machine()} {platform.processor()}"
