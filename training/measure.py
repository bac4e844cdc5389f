"""Figures on development data, which training never sees: `python -m training.measure`."""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np

from core.sentences import sentence_at, sentence_spans
from evaluation.gold import GoldSpan, holds
from evaluation.predictions import PassageSpan
from models.evidence_network import EvidenceNetwork, Reading
from models.pinpoint import Place, pinpoint
from models.runtimes import Runtime
from training.calibrate import auroc
from training.data import normalise

Record = dict[str, Any]
_CANDIDATES = 20
_MIXES = (0.0, 0.25, 0.5, 0.75, 1.0)


def token_f1(answer: str, gold: str) -> float:
    """F1 of the two answers' normalised words as bags (Rajpurkar et al. 2016).

    >>> round(token_f1("the city of Bremen", "Bremen"), 3)
    0.5
    """
    said, wanted = normalise(answer).split(), normalise(gold).split()
    shared = sum((Counter(said) & Counter(wanted)).values())
    return 2 * shared / (len(said) + len(wanted)) if shared else float(said == wanted)


def measure_reading(network: EvidenceNetwork, folder: Path) -> dict[str, float]:
    """Short answers with the gold passage given: F1, exact match, and whether the span lies in the gold sentence.

    `f1_one_look`: before the words are told more exactly by reading their sentence again.
    """
    texts = {record["doc_id"]: record["text"] for record in _corpus(folder)}
    f1, exact, placed, one_look = [], [], [], []
    for question in _questions(folder):
        text, golds = texts[question["gold_doc_ids"][0]], question["answers"]
        reading = network.read(question["question"], [text])[0]
        ((start, end),) = pinpoint(network, question["question"], [Place(text, reading.start, reading.end)])
        f1.append(max(token_f1(text[start:end], gold) for gold in golds))
        exact.append(max(float(normalise(text[start:end]) == normalise(gold)) for gold in golds))
        one_look.append(max(token_f1(text[reading.start : reading.end], gold) for gold in golds))
        sentences = [(text.find(passage), len(passage)) for passage in question["gold_passages"]]
        placed.append(float(any(a <= start and end <= a + n for a, n in sentences if a >= 0)))
    figures = {"f1": f1, "exact": exact, "f1_one_look": one_look, "in_gold_sentence": placed}
    return {"questions": len(f1), **{name: _share(values) for name, values in figures.items()}}


def measure_abstaining(network: EvidenceNetwork, folder: Path) -> dict[str, float]:
    """AUROC of answerable against unanswerable questions, each with its gold or near article."""
    texts = {record["doc_id"]: record["text"] for record in _corpus(folder)}
    readings, labels = [], []
    for question in _questions(folder):
        articles = question["gold_doc_ids"] or question["near_doc_ids"]
        readings.append(network.read(question["question"], [texts[articles[0]]])[0])
        labels.append(float(question["answerable"]))
    signals = {
        "answerable": [r.answerable for r in readings],
        "relevance": [r.relevance for r in readings],
        "margin": [r.span_score - r.null_score for r in readings],
    }
    known = np.asarray(labels)
    return {
        "questions": len(labels),
        **{f"auroc_{name}": auroc(np.asarray(values), known) for name, values in signals.items()},
        "balanced_accuracy": _best_balance(np.asarray(signals["answerable"]), known),
        "balanced_accuracy_at_half": _balance(np.asarray(signals["answerable"]), known, 0.5),
    }


def _balance(scores: np.ndarray, labels: np.ndarray, threshold: float) -> float:
    said = scores >= threshold
    return round(float((said[labels == 1].mean() + (~said)[labels == 0].mean()) / 2), 4)


def _best_balance(scores: np.ndarray, labels: np.ndarray) -> float:
    return max(_balance(scores, labels, threshold) for threshold in scores)


def measure_ranking(network: EvidenceNetwork, folder: Path, *, limit: int | None = None) -> dict[str, Any]:
    """Passage hits at 1, 4 and 10 of BM25's first 20 chunks, as they come and reordered by mixes of both scores.

    Each mix is the weight of relevance (its log-odds); BM25 has the rest. Both are min-max normalised per question.
    """
    corpus = list(_corpus(folder))
    chunks = [(record["doc_id"], a, b, record["text"][a:b]) for record in corpus for a, b in chunks_of(record["text"])]
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index(bm25s.tokenize([c[3] for c in chunks], show_progress=False), show_progress=False)
    texts = {record["doc_id"]: record["text"] for record in corpus}
    hits: dict[float, list[int]] = {mix: [] for mix in _MIXES}
    found, best = [], []
    for question in _questions(folder)[:limit]:
        words = bm25s.tokenize([question["question"]], show_progress=False)
        places, scores = index.retrieve(words, k=_CANDIDATES, show_progress=False)
        candidates = [chunks[place] for place in places[0]]
        readings = network.read(question["question"], [c[3] for c in candidates])
        odds = np.log([max(r.relevance, 1e-9) / max(1 - r.relevance, 1e-9) for r in readings])
        best.append((max(r.answerable for r in readings), float(question["answerable"])))
        if not question["answerable"]:
            continue
        golds = _gold_places(question, texts)
        right = [holds(PassageSpan(doc, a, b), golds) for doc, a, b, _ in candidates]
        for mix in _MIXES:
            order = np.argsort(-(mix * _spread(odds) + (1 - mix) * _spread(scores[0])), kind="stable")
            hits[mix].append(next((rank for rank, place in enumerate(order, 1) if right[place]), 10**6))
            if mix == 0.5 and question["type"] == "news-linked":
                found.append(float(_says(question, candidates, readings, order)))
    scores_, labels = np.asarray(best).T
    return {
        "questions": len(hits[0.0]),
        "hits_by_mix": {
            str(mix): {f"@{k}": _share([float(r <= k) for r in ranks]) for k in (1, 4, 10)}
            for mix, ranks in hits.items()
        },
        "linked_answer_in_first_two_sentences": _share(found) if found else None,
        "auroc_best_answerable": auroc(scores_, labels) if len(set(labels)) > 1 else None,
        "balanced_accuracy": _best_balance(scores_, labels) if len(set(labels)) > 1 else None,
    }


def chunks_of(text: str, longest: int = 1000) -> Iterator[tuple[int, int]]:
    """Whole sentences packed to at most `longest` characters; a longer sentence is its own chunk."""
    start = end = 0
    for first, last in sentence_spans(text):
        if end > start and last - start > longest:
            yield start, end
            start = first
        end = last
    if end > start:
        yield start, end


def _gold_places(question: Record, texts: dict[str, str]) -> list[GoldSpan]:
    pairs = zip(question["gold_passage_doc_ids"], question["gold_passages"], strict=True)
    found = ((doc, texts[doc].find(passage), len(passage)) for doc, passage in pairs)
    return [GoldSpan(doc, start, start + length) for doc, start, length in found if start >= 0]


def _spread(values: Sequence[float] | np.ndarray) -> np.ndarray:
    values = np.asarray(values, float)
    width = values.max() - values.min()
    return (values - values.min()) / width if width else np.zeros_like(values)


def _says(
    question: Record,
    candidates: Sequence[tuple[str, int, int, str]],
    readings: Sequence[Reading],
    order: np.ndarray,
) -> bool:
    """Whether one of the evidence sentences of the first two passages contains an accepted answer."""
    said = []
    for place in order[:2]:
        text, reading = candidates[place][3], readings[place]
        start, end = sentence_at(text, reading.start, reading.end)
        said.append(f" {_words(text[start:end])} ")
    return any(f" {_words(answer)} " in sentence for answer in question["answers"] for sentence in said)


def _words(text: str) -> str:
    # News is printed with typographic quotes, which SQuAD's normalisation leaves in place.
    return normalise(text.translate(str.maketrans("“”‘’–—", "      ")).replace("  ", " "))


def measure_speed(network: EvidenceNetwork, folder: Path, *, rounds: int = 30) -> dict[str, float]:
    """Milliseconds to read 20 passages of about 1,000 characters for one question."""
    records = itertools.islice(_corpus(folder), 200)
    texts = [record["text"][a:b] for record in records for a, b in chunks_of(record["text"])]
    long = [text for text in texts if 900 <= len(text) <= 1000]
    question = "What did the government announce about the price of energy this week?"
    times = []
    for number in range(rounds + 3):
        passages = long[number * _CANDIDATES % 400 :][:_CANDIDATES]
        started = time.perf_counter()
        network.read(question, passages)
        times.append((time.perf_counter() - started) * 1000)
    # The first rounds compile kernels for their shapes.
    quantiles = statistics.quantiles(times[3:], n=20)
    return {"p50_ms": round(statistics.median(times[3:])), "p95_ms": round(quantiles[-1]), "min_ms": round(min(times))}


def _corpus(folder: Path) -> Iterator[Record]:
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _questions(folder: Path) -> list[Record]:
    return [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


def _share(values: Sequence[float]) -> float:
    return round(statistics.mean(values), 4)


def measure(network: EvidenceNetwork, data: Path, *, only: Sequence[str] = ()) -> dict[str, Any]:
    """All figures, or those of the sets named in `only`."""
    parts: dict[str, Callable[[], Record]] = {
        "wiki-qa": lambda: measure_reading(network, data / "wiki-qa"),
        "abstain-clapnq": lambda: measure_abstaining(network, data / "abstain-clapnq"),
        "news-2022": lambda: measure_ranking(network, data / "news-2022"),
        "speed": lambda: measure_speed(network, data / "news-2022"),
    }
    return {name: part() for name, part in parts.items() if not only or name in only}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m training.measure", description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("models/weights"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runtime", choices=("openvino", "onnxruntime"), default="openvino")
    parser.add_argument("--only", nargs="*", default=())
    arguments = parser.parse_args()
    runtime: Runtime = arguments.runtime
    network = EvidenceNetwork(arguments.weights, threads=arguments.threads, runtime=runtime)
    print(json.dumps(measure(network, arguments.data, only=arguments.only), indent=2))


if __name__ == "__main__":
    main()
