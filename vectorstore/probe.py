"""Comparing the dense index with the catalogue, in a process of its own where the index may be torn.

    python -m vectorstore.probe FOLDER CATALOGUE LIBRARY_ID

prints a comparison as JSON. Chroma may crash on a torn graph; then this process dies, and its parent knows enough.
"""

import json
import logging
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from core.errors import LibraryError
from core.settings import PROJECT
from vectorstore.catalogue import Catalogue, Keys
from vectorstore.database import sqlite_url
from vectorstore.dense import DenseIndex, open_folder
from vectorstore.interface import Vectors
from vectorstore.statements import groups

log = logging.getLogger(__name__)

_BATCH = 2_000
# Vectors went through float16 once and through Chroma's normalisation; another chunk's are far below.
_SAME = 0.999
_QUERIES = 50
# Loading a sound index of 100,000 vectors and reading them all takes about a tenth of this.
_BASE_S, _PER_VECTOR_S = 60.0, 0.002
_STOPPED = (-signal.SIGINT, -signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Keys that the index lacks, has too many, or has with a vector that is not the catalogue's or is not found."""

    expected: int
    missing: tuple[int, ...]
    extra: tuple[int, ...]
    wrong: tuple[int, ...]


def examine(folder: Path, catalogue: Catalogue, library_id: str) -> Comparison | None:
    """The comparison made by a probe of its own; None where the probe crashed, failed or did not end in time.

    Raises LibraryError where somebody stopped the probe, which says nothing about the index.
    """
    if not folder.is_dir():
        return None
    command = [sys.executable, "-m", "vectorstore.probe", str(folder), str(catalogue.engine.url.database), library_id]
    limit_s = _BASE_S + _PER_VECTOR_S * catalogue.counts()[1]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            command,
            cwd=PROJECT,
            capture_output=True,
            timeout=limit_s,
            check=False,
            stdin=subprocess.DEVNULL,
            # Ctrl-C is for this process alone: a probe that died of it would look like a torn graph.
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        log.warning("probe of the dense index did not end: seconds=%.0f", limit_s)
        return None
    if done.returncode in _STOPPED:
        raise LibraryError("The check of the dense index was stopped. Open the library again to check it.")
    try:
        values = json.loads(done.stdout)
        return Comparison(values["expected"], *(tuple(values[name]) for name in ("missing", "extra", "wrong")))
    except (ValueError, KeyError, TypeError):
        complaint = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        log.warning("probe of the dense index failed: exit=%d error=%s", done.returncode, complaint)
        return None


def compare(dense: DenseIndex, catalogue: Catalogue, dimension: int) -> Comparison:
    """What `dense` holds against what the catalogue shows: all keys, all vectors, and a sample of queries.

    Raises LibraryError where the index cannot be read.
    """
    expected, held = catalogue.chunk_keys(), dense.keys()
    wrong: list[int] = []
    for group in groups(np.intersect1d(expected, held).tolist(), _BATCH):
        wrong += _wrong_vectors(dense, catalogue, dimension, group)
    sample = np.intersect1d(expected, held)
    sample = sample[:: max(1, len(sample) // _QUERIES)]
    for key, vector in zip(*catalogue.vectors(sample.tolist(), dimension), strict=True):
        # A copy of the text elsewhere has the same vector, so the similarity is what counts, not the key.
        _, similarities = dense.query(vector, 1)
        if not similarities.size or similarities[0] < _SAME * float(np.linalg.norm(vector)):
            wrong.append(int(key))
    return Comparison(
        expected=len(expected),
        missing=tuple(np.setdiff1d(expected, held).tolist()),
        extra=tuple(np.setdiff1d(held, expected).tolist()),
        wrong=tuple(dict.fromkeys(wrong)),
    )


def _wrong_vectors(dense: DenseIndex, catalogue: Catalogue, dimension: int, keys: Sequence[int]) -> list[int]:
    true_keys, true_vectors = _by_key(*catalogue.vectors(keys, dimension))
    held_keys, held_vectors = _by_key(*dense.vectors(keys))
    if not np.array_equal(true_keys, held_keys) or held_vectors.shape != true_vectors.shape:
        return [int(key) for key in true_keys]
    lengths = np.linalg.norm(true_vectors, axis=1) * np.linalg.norm(held_vectors, axis=1)
    similarities = (true_vectors * held_vectors).sum(axis=1) / np.maximum(lengths, 1e-12)
    # Not "below": a comparison with NaN must count as wrong. All-zero vectors equal only each other.
    same = (similarities >= _SAME) | ((true_vectors == held_vectors).all(axis=1))
    return [int(key) for key in true_keys[~same]]


def _by_key(keys: Keys, vectors: Vectors) -> tuple[Keys, Vectors]:
    order = np.argsort(keys)
    return keys[order], vectors[order]


def main(folder: str, database: str, library_id: str) -> int:
    """Print the comparison as JSON; 1 where the index cannot be read."""
    catalogue = Catalogue(sqlite_url(Path(database)))
    dense = open_folder(Path(folder), library_id)
    try:
        found = compare(dense, catalogue, catalogue.identity().embedding.dimension)
    except LibraryError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(asdict(found)))
    dense.close()
    catalogue.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
