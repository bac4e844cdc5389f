"""Hybrid retrieval beside its own halves and rank fusion: `python -m benchmarks.retrieval_quality [SET ...]`.

For every answerable question of the development sets, the same candidates are ranked four ways. `@2000` tells whether
the gold passage stands in the first 2,000 characters read, the fair measure where chunks differ in length.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from core.settings import PROJECT, load_settings
from core.types import Filters
from evaluation.corpus import build_library
from evaluation.gold import Gold, holds, locate
from evaluation.predictions import PassageSpan
from evaluation.questions import read_test_set
from models.embedder import open_embedder
from vectorstore.catalogue import Catalogue
from vectorstore.database import sqlite_url
from vectorstore.dense import open_folder
from vectorstore.fusion import fuse
from vectorstore.hybrid import POOL, Candidates, HybridSearch
from vectorstore.layout import Layout
from vectorstore.lexical import LexicalIndex
from vectorstore.lookup import Ranked, passages_of
from vectorstore.past import read_past
from vectorstore.read_once import ReadOnce
from vectorstore.shown import read_shown

DATA = PROJECT.parent / "shared" / "data"
SETS = ("news-2022", "wiki-qa", "multihop-250")
READ = 40
RRF_K = 60  # the constant of Cormack et al. 2009

Ranking = Callable[[Candidates], NDArray[np.float64]]


def ranks(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rank of each score, the highest being 1."""
    order = np.argsort(-scores, kind="stable")
    found = np.empty(len(scores))
    found[order] = np.arange(1, len(scores) + 1)
    return found


RANKINGS: dict[str, Ranking] = {
    "dense only": lambda found: found.dense,
    "BM25 only": lambda found: found.lexical,
    "rank fusion": lambda found: 1 / (RRF_K + ranks(found.dense)) + 1 / (RRF_K + ranks(found.lexical)),
    "Dateline": lambda found: fuse(found.dense, found.lexical),
}


def measures(spans: Sequence[PassageSpan], gold: Gold) -> tuple[float, ...]:
    """hit@1, hit@4, hit@10, reciprocal rank within 10, and whether gold stands in the first 2,000 characters."""
    hits = [any(holds(span, occurrences) for occurrences in gold.passages) for span in spans]
    first = next((rank for rank, hit in enumerate(hits, start=1) if hit), READ + 1)
    read = np.cumsum([span.end - span.start for span in spans])
    within = any(hit and end <= 2000 for hit, end in zip(hits, read, strict=True))
    return float(first == 1), float(first <= 4), float(first <= 10), 1 / first if first <= 10 else 0.0, float(within)


def measure_set(name: str) -> dict[str, NDArray[np.float64]]:
    """Ranking -> (n_questions, 5) measures."""
    settings = load_settings()
    built = build_library([DATA / name / "corpus.jsonl.gz"], settings)
    embedder = open_embedder(settings.embedding_model, threads=settings.threads)
    search = _open_search(built.data_dir)
    questions = [
        question for question in read_test_set(DATA / name / "questions.jsonl").questions if question.gold_passages
    ]
    rows: dict[str, list[tuple[float, ...]]] = {ranking: [] for ranking in RANKINGS}
    for question in tqdm(questions, desc=name, disable=not sys.stderr.isatty()):
        gold = locate(question, search.catalogue.article)
        vector = np.asarray(embedder.embed_query(question.question), dtype=np.float32)
        found = search.candidates(question.question, vector, Filters(), POOL)
        for ranking, score in RANKINGS.items():
            rows[ranking].append(measures(_best_spans(search.catalogue, found, score(found)), gold))
    return {ranking: np.array(row) for ranking, row in rows.items()}


def _open_search(data_dir: Path) -> HybridSearch:
    catalogue = Catalogue(sqlite_url(Layout(data_dir).catalogue))
    identity = catalogue.identity()
    layout = Layout(data_dir, identity.generation)
    dense = open_folder(layout.dense, identity.library_id)
    shown = ReadOnce(lambda: read_shown(catalogue))
    past = ReadOnce(lambda: read_past(catalogue, identity.embedding.dimension))
    return HybridSearch(catalogue, dense, LexicalIndex(layout.lexical), shown, past)


def _best_spans(catalogue: Catalogue, found: Candidates, scores: NDArray[np.float64]) -> list[PassageSpan]:
    order = np.argsort(-scores, kind="stable")[:READ]
    passages = passages_of(catalogue, Ranked(found.located.keys, scores, found.dense).part(order))
    return [PassageSpan(passage.article.id, passage.chunk.start, passage.chunk.end) for passage in passages]


def main(sets: Sequence[str]) -> None:
    if not DATA.is_dir():
        sys.exit("the development data (../shared/data) is not here")
    print("| set | ranking | hit@1 | hit@4 | hit@10 | MRR@10 | @2000 |\n|---|---|---|---|---|---|---|")
    for name in sets or SETS:
        for ranking, values in measure_set(name).items():
            print(f"| {name} | {ranking} | " + " | ".join(f"{value:.3f}" for value in values.mean(axis=0)) + " |")


if __name__ == "__main__":
    main(sys.argv[1:])
