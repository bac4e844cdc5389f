"""What it costs to find that nothing has changed: time and memory of a second ingest of one large dump.

    python -m benchmarks.unchanged --articles 100000

Articles of 600 invented words are put into a library with vectors drawn at random, because embedding 100,000 of them
would take hours and has no part in the question. Then `python -m ingest DUMP --json` is run in a process of its own.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.settings import PROJECT
from core.types import Chunk, EmbeddingIdentity
from ingest.documents import RawRow
from ingest.parse.registry import parse
from models.packaged import DIMENSION, NAME, WEIGHTS_SHA256
from vectorstore.interface import Entry
from vectorstore.opening import open_library

MODEL = EmbeddingIdentity(NAME, DIMENSION, WEIGHTS_SHA256)
_BATCH = 500
_SYLLABLES = ["ba", "den", "kor", "li", "mu", "nar", "po", "ris", "sel", "tan", "ve", "wo", "zim", "fal", "gre", "hol"]
_FUNCTION_WORDS = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "that",
    "it",
    "was",
    "on",
    "for",
    "with",
    "as",
    "at",
    "by",
    "from",
    "is",
    "were",
    "has",
    "had",
    "not",
]
_WORDS_EACH = 600


def write_dump(path: Path, count: int) -> None:
    """JSONL of `count` articles, no two of which share a sentence."""
    rng = random.Random(1)
    words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 3))) for _ in range(5_000)]
    with path.open("w", encoding="utf-8") as lines:
        for number in range(count):
            drawn = rng.choices(words, k=_WORDS_EACH)
            drawn[::3] = rng.choices(_FUNCTION_WORDS, k=len(drawn[::3]))
            text = " ".join(" ".join(drawn[at : at + 20]).capitalize() + "." for at in range(0, _WORDS_EACH, 20))
            row = {"doc_id": f"a{number}", "title": f"Story {number}", "date": "2031-02-03", "text": text}
            lines.write(json.dumps({**row, "source": f"Paper {number % 50}"}) + "\n")


def fill(folder: Path, dump: Path) -> None:
    """Store the dump's articles, each as one chunk with a vector drawn at random."""
    rng = np.random.default_rng(1)
    library = open_library(folder, MODEL)
    for batch in _batches(dump):
        library.add([_with_vector(entry, rng) for entry in batch])
    library.close()


def _batches(dump: Path) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    with dump.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            article = parse(RawRow(f"{dump}:{number}", dump.stem, json.loads(line)))
            whole = Chunk(f"{article.id}-0", article.id, 0, len(article.text))
            batch.append(Entry(article, (whole,), np.empty((1, DIMENSION), np.float32)))
            if len(batch) == _BATCH:
                yield batch
                batch = []
    yield batch


def _with_vector(entry: Entry, rng: np.random.Generator) -> Entry:
    vector = rng.normal(size=(1, DIMENSION)).astype(np.float32)
    return Entry(entry.article, entry.chunks, vector / np.linalg.norm(vector))


class Again(NamedTuple):
    """Seconds of the whole second command, of them on a CPU, the most memory it had in MB, and what was unchanged."""

    seconds: float
    cpu_seconds: float
    megabytes: float
    unchanged: int


def again(folder: Path, dump: Path) -> Again:
    """Run `python -m ingest` on the dump that the library in `folder` holds."""
    command = [sys.executable, "-m", "ingest", str(dump), "--json", "--data-dir", str(folder)]
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Again(
        seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1_000, len(json.loads(done.stdout)["unchanged"])
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000, help="articles of the dump (default 100,000)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        dump, library = Path(folder) / "dump.jsonl", Path(folder) / "library"
        write_dump(dump, arguments.articles)
        begun = time.perf_counter()
        fill(library, dump)
        print(
            f"stored {arguments.articles} articles, {dump.stat().st_size / 1e6:.0f} MB: "
            f"{time.perf_counter() - begun:.0f} s"
        )
        found = again(library, dump)
        print(
            f"{found.unchanged} unchanged articles recognised in {found.seconds:.1f} s, {found.cpu_seconds:.1f} s of "
            f"them on a CPU (100,000: at most 60 s), {found.megabytes:.0f} MB (less than 1,000)"
        )


if __name__ == "__main__":
    main()
