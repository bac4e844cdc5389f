"""A few kills of a writing process; `python -m benchmarks.faults` does many more, on a larger library."""

import random
from pathlib import Path

import pytest

from benchmarks.faults import BATCH, MODEL, Score, acknowledged_until_killed, check, entry
from vectorstore.opening import open_library

pytestmark = [pytest.mark.faults, pytest.mark.slow]


def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    folder, score, rng = tmp_path / "library", Score(), random.Random(7)
    library = open_library(folder, MODEL)
    library.add([entry(number) for number in range(BATCH)])
    library.close()
    following = BATCH
    for _ in range(3):
        following = acknowledged_until_killed(folder, following, in_flush=False, rng=rng)
        list(check(folder, following, score, rng))
    assert (score.lost, score.unreadable, score.wrong) == (0, 0, 0)
