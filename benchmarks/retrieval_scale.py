"""Speed and memory of retrieval, and of whole answers, from a large library.

    python -m benchmarks.retrieval_scale [--chunks 100000] [--queries 300] [--answers 60] [--revised 500] [--dir DIR]
        [--embed-ms 0]

Fills a library (once: DIR is kept and used again) with generated chunks of about 1,000 characters whose words follow
Zipf's law and whose vectors cluster as those of related texts do, then opens it and measures searches with and without
a date filter, and after them answers in quotes mode with both networks. Vectors of the questions searched for are
given, so `--embed-ms` adds what the embedder takes. Prints milliseconds (p50, p95), the ratio of filtered to
unfiltered, and the process's memory before and after the networks have come. What the answers say means nothing.
Last, some of the articles are revised, and searches as of random days are timed.
"""

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
from tokenizers import Tokenizer

from core.settings import load_settings
from core.types import Article, Chunk, EmbeddingIdentity, Filters
from models.embedder import open_embedder
from models.evidence import WEIGHTS, open_reader
from models.evidence_network import TOKENIZER
from qa.assistant import Assistant
from qa.opening import limits_from
from vectorstore.interface import Entry, Library, Vectors
from vectorstore.opening import open_library

DIMENSION = 384
MODEL = EmbeddingIdentity("generated-vectors", DIMENSION)
CHUNKS = 8
TOPICS = 2_000
STOP_WORDS = 100
FIRST_DAY = dt.date(2021, 1, 1)
DAYS = 5 * 365


class Generator:
    """Articles with words and vectors that are the same for the same number."""

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        # Words that the networks know as wholes: invented ones fall into many pieces, which take three times as long.
        known = Tokenizer.from_file(str(WEIGHTS / TOKENIZER)).get_vocab()
        self.words = sorted(word for word in known if len(word) > 2 and word.isascii() and word.isalpha())
        rng.shuffle(self.words)
        self.stop_words = frozenset(self.words[:STOP_WORDS])
        # Zipf's law: the r-th word's share falls as 1/r.
        share = 1 / np.arange(1, len(self.words) + 1)
        self.cumulative = np.cumsum(share / share.sum())
        self.topics = unit(rng.normal(size=(TOPICS, DIMENSION)))

    def paragraph(self, rng: np.random.Generator, words: int = 155) -> str:
        picked = np.searchsorted(self.cumulative, rng.random(words))
        return " ".join(self.words[number] for number in picked).capitalize() + "."

    def entry(self, number: int) -> Entry:
        """Article `number`: CHUNKS paragraphs about one topic."""
        rng = np.random.default_rng(number + 1)
        paragraphs = [self.paragraph(rng) for _ in range(CHUNKS)]
        chunks, start = [], 0
        for position, paragraph in enumerate(paragraphs):
            chunks.append(Chunk(f"{number}#{position}", f"a{number}", start, start + len(paragraph)))
            start += len(paragraph) + 2
        day = FIRST_DAY + dt.timedelta(days=int(rng.integers(DAYS)))
        title = self.paragraph(rng, 8)
        article = Article(f"a{number}", title, "\n\n".join(paragraphs), day, f"Outlet {number % 40}")
        return Entry(article, tuple(chunks), self.near(rng, number % TOPICS, CHUNKS))

    def near(self, rng: np.random.Generator, topic: int, count: int) -> Vectors:
        """(count, DIMENSION) vectors at a cosine of about .7 to the topic's, as passages of one story have."""
        return unit(self.topics[topic] + rng.normal(size=(count, DIMENSION)) / DIMENSION**0.5)

    def question(self, number: int) -> tuple[str, Vectors]:
        """A question of 8 words out of article `number`, and a vector near that article's.

        The commonest words are left out, as the index leaves out the stop words of real questions.
        """
        rng = np.random.default_rng(number + 10_000_000)
        words = self.entry(number).article.text.lower().replace(".", "").split()
        given = [word for word in words if word not in self.stop_words]
        asked = [given[position] for position in rng.integers(len(given), size=8)]
        return " ".join(asked), self.near(rng, number % TOPICS, 1)[0]


def unit(vectors: np.ndarray) -> Vectors:
    """`vectors` scaled to length 1, float32."""
    found: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return found


def fill(folder: Path, articles: int) -> None:
    """Add what is missing of `articles` articles."""
    generator, library = Generator(), open_library(folder, MODEL)
    held = library.status().articles
    began = time.perf_counter()
    for start in range(held, articles, 50):
        library.add([generator.entry(number) for number in range(start, min(start + 50, articles))])
        if start % 1_000 == 0:
            print(f"  {start:,} of {articles:,} articles, {time.perf_counter() - began:.0f} s", flush=True)
    library.close()


def timings(library: Library, questions: list[tuple[str, Vectors]], filters: Iterator[Filters]) -> np.ndarray:
    """Milliseconds of one search each."""
    found = []
    for question, vector in questions:
        limits = next(filters)
        began = time.perf_counter()
        library.search(question, vector, limit=30, filters=limits)
        found.append(1_000 * (time.perf_counter() - began))
    return np.array(found)


def months(seed: int, days: int) -> Iterator[Filters]:
    """Date filters of `days` days at random places."""
    rng = np.random.default_rng(seed)
    while True:
        since = FIRST_DAY + dt.timedelta(days=int(rng.integers(DAYS - days)))
        yield Filters(since=since, until=since + dt.timedelta(days=days))


def days(seed: int) -> Iterator[Filters]:
    """As of random days."""
    rng = np.random.default_rng(seed)
    while True:
        yield Filters(as_of=FIRST_DAY + dt.timedelta(days=int(rng.integers(DAYS))))


def unfiltered() -> Iterator[Filters]:
    while True:
        yield Filters()


def measure(folder: Path, queries: int, embed_ms: float) -> None:
    """Open the library and print the table."""
    generator = Generator()
    began = time.perf_counter()
    library = open_library(folder, MODEL)
    opened = time.perf_counter() - began
    status = library.status()
    numbers = np.random.default_rng(5).integers(status.articles, size=queries).tolist()
    questions = [generator.question(number) for number in numbers]
    began = time.perf_counter()
    library.search(*questions[0], limit=30)
    first = time.perf_counter() - began
    timings(library, questions[:20], unfiltered())
    print(f"{status.chunks:,} chunks; opened in {opened:.2f} s, first search after {first:.2f} s more")
    plain = timings(library, questions, unfiltered()) + embed_ms
    print(f"{'no filter':<24} p50 {np.median(plain):6.1f} ms   p95 {np.quantile(plain, 0.95):6.1f} ms")
    for name, days in (("one month", 30), ("one year", 365), ("four years of five", 4 * 365)):
        limited = timings(library, questions, months(1, days)) + embed_ms
        ratio = np.median(limited) / np.median(plain)
        p95 = np.quantile(limited, 0.95)
        print(f"{name:<24} p50 {np.median(limited):6.1f} ms   p95 {p95:6.1f} ms   p50 {ratio:.2f} x unfiltered")
    memory = psutil.Process().memory_info().rss / 1e6
    print(f"memory of this process   {memory:6.0f} MB")
    library.close()


def measure_answers(folder: Path, count: int) -> None:
    """Open the library with both networks and print how long whole answers take."""
    generator, settings = Generator(), load_settings()
    library = open_library(folder, MODEL)
    embedder = open_embedder(settings.embedding_model, threads=settings.threads)
    assistant = Assistant(library, embedder, open_reader(threads=settings.threads), limits=limits_from(settings))
    numbers = np.random.default_rng(6).integers(library.status().articles, size=count + 5).tolist()
    seconds = [assistant.ask(generator.question(number)[0]).seconds for number in numbers][5:]
    for stage in ("total", "read", "retrieve"):
        taken = [1_000 * one[stage] for one in seconds]
        print(f"answer, {stage:<16} p50 {np.median(taken):6.1f} ms   p95 {np.quantile(taken, 0.95):6.1f} ms")
    print(f"memory with the networks {psutil.Process().memory_info().rss / 1e6:5.0f} MB")
    library.close()


def measure_past(folder: Path, revised: int, queries: int) -> None:
    """Revise the first `revised` articles, where they were not yet, and print how long searches as of a day take."""
    generator, library = Generator(), open_library(folder, MODEL)
    for number in range(revised):
        if len(library.revisions(f"a{number}")) == 1:
            entry = generator.entry(number)
            library.add([replace(entry, article=replace(entry.article, title=f"{entry.article.title} Corrected."))])
    numbers = np.random.default_rng(7).integers(library.status().articles, size=queries + 1).tolist()
    questions = [generator.question(number) for number in numbers]
    (first,) = timings(library, questions[:1], days(8))
    taken = timings(library, questions[1:], days(9))
    name, p95 = f"as of a day, {revised} revised", np.quantile(taken, 0.95)
    print(f"{name:<24} p50 {np.median(taken):6.1f} ms   p95 {p95:6.1f} ms   the first {first:.0f} ms")
    library.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--answers", type=int, default=60, help="whole answers after the searches (default: 60)")
    parser.add_argument("--revised", type=int, default=500, help="articles revised in the end (default: 500)")
    parser.add_argument("--dir", type=Path, help="folder of the library, kept; by default a temporary one")
    parser.add_argument("--embed-ms", type=float, default=0.0, help="added to every search for embedding the question")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="scale-") as temporary:
        folder = chosen.dir or Path(temporary) / "library"
        fill(folder, -(-chosen.chunks // CHUNKS))
        measure(folder, chosen.queries, chosen.embed_ms)
        if chosen.answers:
            measure_answers(folder, chosen.answers)
        if chosen.revised:
            measure_past(folder, chosen.revised, chosen.queries)
    return 0


if __name__ == "__main__":
    sys.exit(main())
