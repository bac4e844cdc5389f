"""Prepare the packaged embedding model for this machine: `python -m models.prepare`, which `make setup` calls.

Every candidate form is made and measured on invented text; the fastest that stays true to fp32 is kept. Does nothing
when what stands is up to date. For the default model, torch is imported for this alone (`candidates.py`).
"""

import argparse
import logging
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from core.errors import DatelineError, ModelError
from models.candidates import REFERENCE, Candidate, build, export_onnx, supported_candidates
from models.embedder_prepared import PreparedEncoder, load_tokenizer, open_network
from models.packaged import WEIGHTS_SHA256, packaged_folder, sha256_of, verify_weights
from models.prepared import (
    FORMAT,
    TOKENIZER,
    Manifest,
    PreparedForm,
    find_prepared,
    model_dir,
    processor,
    write_manifest,
)
from models.runtimes import COMPILED, PREPARED_DIR, Floats
from models.sample_texts import sample_paragraphs, sample_sentences

log = logging.getLogger(__name__)

# The mean alone would let a few ruined texts hide behind the rest.
COSINE_FLOOR = 0.99
# Where two forms are as near as this, measuring again would put the other one first.
NEARLY = 0.85
LOW_PERCENTILE = 5
_LOCK_WAIT_S = 600
# Enough for a ratio; set-up should not take long on a slow machine.
_TIMED_PARAGRAPHS = 16


@dataclass(frozen=True, slots=True)
class Measured:
    """A candidate with its files, its speed per second of processor time and how close it stays to fp32."""

    candidate: Candidate
    folder: Path
    chunks_per_cpu_s: float
    query_cpu_ms: float
    cosine_mean: float
    cosine_low: float

    def figures(self) -> dict[str, float]:
        return {
            "chunks_per_cpu_s": round(self.chunks_per_cpu_s, 1),
            "query_cpu_ms": round(self.query_cpu_ms, 2),
            "cosine_mean": round(self.cosine_mean, 5),
            f"cosine_p{LOW_PERCENTILE}": round(self.cosine_low, 5),
        }


def prepare(prepared_dir: Path, *, threads: int) -> PreparedForm:
    """The prepared form in `prepared_dir`, made now unless it is there; one process makes it, others wait.

    Raises ModelError where the packaged weights are not the genuine ones or the folder cannot be written.
    """
    folder = model_dir(prepared_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=_LOCK_WAIT_S):
            return find_prepared(prepared_dir) or _prepare(prepared_dir, threads=threads)
    except Timeout as error:
        raise ModelError(f"another process has been preparing {folder} for {_LOCK_WAIT_S} s: try again") from error
    except OSError as error:
        raise ModelError(f"the embedding model cannot be prepared in {folder}: {error}") from error


def _prepare(prepared_dir: Path, *, threads: int) -> PreparedForm:
    started = time.perf_counter()
    source = packaged_folder()
    verify_weights(source)
    log.warning("preparing the embedding model for this machine, once; this takes about half a minute")
    folder = model_dir(prepared_dir)
    with tempfile.TemporaryDirectory(prefix="building-", dir=folder) as scratch:
        measured = measure_all(source, Path(scratch), threads=threads)
        best = choose(measured)
        shutil.copyfile(source / TOKENIZER, best.folder / TOKENIZER)
        files = {path.name: sha256_of(path) for path in sorted(best.folder.iterdir())}
        name = f"{best.candidate.name}-{files[best.candidate.model][:12]}"
        kept = _publish(best.folder, folder / name)
    write_manifest(prepared_dir, _manifest(best, measured, kept.name, files))
    _remove_others(folder, keep=kept)
    # What was compiled of earlier forms, or by an earlier version of the run time.
    shutil.rmtree(prepared_dir / COMPILED, ignore_errors=True)
    log.info("prepared the embedding model form=%s seconds=%.1f", best.candidate.name, time.perf_counter() - started)
    form = find_prepared(prepared_dir)
    if form is None:
        raise ModelError(f"what was written to {folder} does not read back the same: check the disk, then `make setup`")
    return form


def measure_all(source: Path, scratch: Path, *, threads: int) -> tuple[Measured, ...]:
    """Every supported candidate made from the weights in `source` below `scratch`, and measured with `threads`."""
    onnx = scratch / "fp32.onnx"
    export_onnx(source, onnx)
    reference: Floats | None = None
    results: list[Measured] = []
    for candidate in supported_candidates():
        folder = scratch / candidate.name
        folder.mkdir()
        path = build(candidate, onnx, folder)
        network = open_network(path, candidate.runtime, candidate.precision, threads=threads)
        encoder = PreparedEncoder(network, load_tokenizer(source / TOKENIZER))
        vectors = encoder.encode(sample_sentences() + sample_paragraphs())
        reference = vectors if candidate == REFERENCE else reference
        assert reference is not None, "the reference comes first"
        results.append(_measure(candidate, folder, encoder, cosines(vectors, reference)))
    return tuple(results)


def _measure(candidate: Candidate, folder: Path, encoder: PreparedEncoder, close: Floats) -> Measured:
    paragraphs, question = sample_paragraphs()[:_TIMED_PARAGRAPHS], sample_sentences()[:1]
    return Measured(
        candidate,
        folder,
        chunks_per_cpu_s=len(paragraphs) / _fastest(encoder, paragraphs, times=2),
        query_cpu_ms=1000 * _fastest(encoder, question, times=8),
        cosine_mean=float(close.mean()),
        cosine_low=float(np.percentile(close, LOW_PERCENTILE)),
    )


def _fastest(encoder: PreparedEncoder, texts: Sequence[str], *, times: int) -> float:
    """CPU seconds, over all threads, of the fastest of several runs.

    Not time by the clock: on a busy machine that told more about the other work than about the candidates.
    """
    seconds = []
    for _ in range(times):
        started = time.process_time()
        encoder.encode(texts)
        seconds.append(time.process_time() - started)
    return min(seconds)


def cosines(vectors: Floats, reference: Floats) -> Floats:
    """Cosine of each pair of rows, both (n, dim) of unit length -> (n,)."""
    pairs: Floats = np.einsum("nd,nd->n", vectors, reference)
    return pairs


def choose(measured: Sequence[Measured]) -> Measured:
    """The fastest on chunks among those whose mean and low-percentile cosine to fp32 reach the floor; of those that are
    about as fast, the truest."""
    faithful = [one for one in measured if min(one.cosine_mean, one.cosine_low) >= COSINE_FLOOR]
    fastest = max(one.chunks_per_cpu_s for one in faithful)
    return max((one for one in faithful if one.chunks_per_cpu_s >= NEARLY * fastest), key=lambda one: one.cosine_low)


def _manifest(best: Measured, measured: Sequence[Measured], folder: str, files: dict[str, str]) -> Manifest:
    return Manifest(
        format=FORMAT,
        weights_sha256=WEIGHTS_SHA256,
        processor=processor(),
        versions={best.candidate.runtime: version(best.candidate.runtime)},
        runtime=best.candidate.runtime,
        precision=best.candidate.precision,
        folder=folder,
        model=best.candidate.model,
        files=files,
        measured={one.candidate.name: one.figures() for one in measured},
    )


def _publish(built: Path, target: Path) -> Path:
    # What stands under this name was damaged, or the manifest would have led to it.
    shutil.rmtree(target, ignore_errors=True)
    return built.rename(target)


def _remove_others(folder: Path, *, keep: Path) -> None:
    for path in folder.iterdir():
        # A process on another system may still hold an older form open; it goes the next time.
        if path.is_dir() and path != keep and not path.name.startswith("building-"):
            shutil.rmtree(path, ignore_errors=True)


def main(arguments: Sequence[str] | None = None) -> int:
    from core.logs import configure_logging
    from core.settings import load_settings

    parser = argparse.ArgumentParser(prog="python -m models.prepare", description=__doc__)
    parser.add_argument(
        "--prepared-dir",
        type=Path,
        default=PREPARED_DIR,
        help="folder for the prepared model (default: models/prepared)",
    )
    options = parser.parse_args(arguments)
    try:
        settings = load_settings()
        configure_logging(settings.log_level)
        form = prepare(options.prepared_dir, threads=settings.threads)
    except DatelineError as error:
        parser.exit(1, f"{error}\n")
    print(f"embedding model ready: {form.runtime}, {form.precision}")  # noqa: T201 - this module is a command line
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
