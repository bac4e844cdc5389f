"""Kill -9 at random moments of ingest, and what is lost by it.

    python -m benchmarks.faults [--kills 40] [--chunks 20000]
    python -m benchmarks.faults --kills 0 --chunks 83600

A child adds articles with random vectors and acknowledges each batch. It is killed at a random moment, or, in every
other round, while Chroma writes its graph to disk. Then the library is opened, and what was acknowledged is looked for.
Prints a row a kill and, last, what must be three zeros: acknowledged articles lost, libraries that could not be opened,
wrong answers. Exit code 1 where they are not. Without kills: how often an undamaged graph passes over a vector that it
holds, which is what the kills' "passed over" has to be compared with.
"""

import argparse
import datetime as dt
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import LibraryError
from core.settings import PROJECT
from core.types import Article, Chunk, EmbeddingIdentity
from vectorstore.interface import Entry, Vectors
from vectorstore.opening import open_library

DIMENSION = 384
MODEL = EmbeddingIdentity("random-vectors", DIMENSION)
CHUNKS = 10
BATCH = 10
SAMPLE = 25
LOOK_UPS = 20_000


def vectors_of(number: int) -> Vectors:
    """The vectors of article `number`, (CHUNKS, DIMENSION) float32, unit length."""
    found = np.random.default_rng(number).normal(size=(CHUNKS, DIMENSION)).astype(np.float32)
    unit: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


def entry(number: int) -> Entry:
    """An article of CHUNKS chunks that only a word and its vectors tell from the others."""
    pieces = [f"Piece {position} of unique{number} tells of the harbour and its bridge." for position in range(CHUNKS)]
    text, chunks = "\n\n".join(pieces), []
    start = 0
    for position, piece in enumerate(pieces):
        chunks.append(Chunk(f"{number}#{position}", f"a{number}", start, start + len(piece)))
        start += len(piece) + 2
    article = Article(f"a{number}", f"Story {number}", text, dt.date(2031, 1, 1), "The Beacon")
    return Entry(article, tuple(chunks), vectors_of(number))


def add_without_end(folder: Path, first: int) -> None:
    """The child: add batches of articles from number `first` on, printing each number that is stored."""
    library = open_library(folder, MODEL)
    print("open", flush=True)
    for start in range(first, 10_000_000, BATCH):
        library.add([entry(number) for number in range(start, start + BATCH)])
        print(start + BATCH, flush=True)


@dataclass
class Score:
    """What all kills together did."""

    lost: int = 0
    unreadable: int = 0
    wrong: int = 0
    missed: int = 0


def graph_times(folder: Path) -> dict[str, int]:
    """When each graph file was last written, in ns."""
    times = {}
    for path in folder.glob("dense-*/*/*.*"):
        try:
            times[str(path)] = path.stat().st_mtime_ns
        except FileNotFoundError:  # replaced while we looked
            times[str(path)] = 0
    return times


def acknowledged_until_killed(folder: Path, first: int, *, in_flush: bool, rng: random.Random) -> int:
    """Run the child from `first` on and kill it; the number after the last article that it said was stored."""
    command = [sys.executable, "-m", "benchmarks.faults", "--child", str(folder), str(first)]
    child = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    before = graph_times(folder)
    deadline = time.monotonic() + (240 if in_flush else rng.uniform(0, 4))
    # The pipe holds thousands of lines, so that nobody needs to read them before the child is dead.
    # A flush lasts some milliseconds: looked for often enough to be met, killed at a random moment of it.
    while time.monotonic() < deadline and not (in_flush and graph_times(folder) != before):
        time.sleep(0.0005 if in_flush else 0.01)
    if in_flush:
        time.sleep(rng.uniform(0, 0.03))
    child.kill()
    numbers = [int(line) for line in child.stdout.read().split("\n")[:-1]]
    child.wait()
    return max(numbers, default=first)


def check(folder: Path, acknowledged: int, score: Score, rng: random.Random) -> Iterator[str]:
    """Open the library and look for everything acknowledged; words for the row."""
    began = time.perf_counter()
    try:
        library = open_library(folder, MODEL)
    except LibraryError as error:
        score.unreadable += 1
        yield f"unreadable: {error}"
        return
    yield f"{time.perf_counter() - began:6.1f} s to open"
    ids = [f"a{number}" for number in range(acknowledged)]
    lost = len(ids) - len(library.content_hashes(ids))
    wrong = missed = 0
    recent = range(max(0, acknowledged - SAMPLE), acknowledged)
    for number in (*rng.sample(range(acknowledged), min(SAMPLE, acknowledged)), *recent):
        position = rng.randrange(CHUNKS)
        by_vector = library.search("zzz", vectors_of(number)[position], limit=1)
        by_word = library.search(f"unique{number}", vectors_of(-number % 10**9)[0], limit=1)
        missed += [passage.chunk.id for passage in by_vector] != [f"{number}#{position}"]
        wrong += [passage.article.id for passage in by_word] != [f"a{number}"]
    # The graph is an approximation, and may pass over a vector that it holds rightly; that is told apart here.
    if missed and library.verify():
        wrong += missed
    status = library.status()
    library.close()
    score.lost += lost
    score.missed += missed
    score.wrong += wrong
    yield f"{status.chunks:7,} chunks, dense {status.indexes['dense']}, lexical {status.indexes['lexical']}"
    yield f"lost {lost}, wrong {wrong}, passed over {missed}"


def passed_over(folder: Path, articles: int, rng: random.Random) -> int:
    """How many of LOOK_UPS chunks are not found by their own vectors in the library as it stands."""
    library = open_library(folder, MODEL)
    missed = 0
    for _ in range(LOOK_UPS):
        number, position = rng.randrange(articles), rng.randrange(CHUNKS)
        found = library.search("zzz", vectors_of(number)[position], limit=1)
        missed += [passage.chunk.id for passage in found] != [f"{number}#{position}"]
    faults = library.verify()
    library.close()
    assert not faults, faults
    return missed


def main(kills: int, chunks: int, seed: int) -> int:
    """Fill a library with `chunks` chunks, kill `kills` times, print what came of it."""
    rng = random.Random(seed)
    score = Score()
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name) / "library"
        library = open_library(folder, MODEL)
        following = -(-chunks // CHUNKS)
        for start in range(0, following, 200):
            library.add([entry(number) for number in range(start, min(start + 200, following))])
        library.close()
        print(f"filled: {following * CHUNKS:,} chunks of {DIMENSION} dimensions")
        if not kills:
            print(f"undamaged: {passed_over(folder, following, rng)} of {LOOK_UPS:,} look-ups passed over their vector")
            return 0
        for kill in range(1, kills + 1):
            in_flush = kill % 2 == 0
            following = acknowledged_until_killed(folder, following, in_flush=in_flush, rng=rng)
            words = "; ".join(check(folder, following, score, rng))
            print(f"kill {kill:2} {'in the flush' if in_flush else 'at random   '}: {words}", flush=True)
    print(f"{kills} kills: acknowledged lost {score.lost}, unreadable {score.unreadable}, wrong answers {score.wrong}")
    return int(bool(score.lost or score.unreadable or score.wrong))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        add_without_end(Path(sys.argv[2]), int(sys.argv[3]))
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--chunks", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    sys.exit(main(chosen.kills, chosen.chunks, chosen.seed))
