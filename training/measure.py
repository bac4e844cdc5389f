"""Figures on development data, which training never sees: `python -m training.measure`."""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np

from core.sentences import sentence_at, sentence_spans
from core.types import Article
from evaluation.formats.text_files import open_text
from evaluation.gold import covered, locate
from evaluation.metrics.contained import contains
from evaluation.metrics.exact_match import exact_match
from evaluation.metrics.passage_retrieval import gold_rank
from evaluation.metrics.token_f1 import best_token_f1
from evaluation.predictions import PassageSpan
from evaluation.questions import Question, read_test_set
from models.evidence_network import EvidenceNetwork, Reading
from models.pinpoint import TextSpan, pinpoint
from models.runtimes import Runtime
from training.calibrate import auroc
from training.config import Recipe, base_folder
from training.data import Row, load, open_tokenizer
from training.near_misses import CHANGED, CUT, near_misses

_CANDIDATES = 20
_MIXES = (0.0, 0.25, 0.5, 0.75, 1.0)
# Rounds that are timed, and rounds before them, which compile kernels for their shapes.
_ROUNDS, _WARM_UP = 30, 3


def measure_reading(network: EvidenceNetwork, folder: Path) -> dict[str, float]:
    """Short answers with the gold passage given: F1, exact match, and whether the span lies in the gold sentence.

    `f1_one_look`: before the words are told more exactly by reading their sentence again.
    """
    articles = _articles(folder)
    f1, exact, placed, one_look = [], [], [], []
    for question in _questions(folder):
        article = articles[question.gold_doc_ids[0]]
        reading = network.read(question.question, [article.text])[0]
        place = TextSpan(article.text, reading.start, reading.end)
        ((start, end),) = pinpoint(network, question.question, [place])
        f1.append(best_token_f1(article.text[start:end], question.answers))
        exact.append(exact_match(article.text[start:end], question.answers))
        one_look.append(best_token_f1(article.text[reading.start : reading.end], question.answers))
        placed.append(float(_in_gold(PassageSpan(article.id, start, end), question, articles)))
    figures = {"f1": f1, "exact": exact, "f1_one_look": one_look, "in_gold_sentence": placed}
    return {"questions": len(f1), **{name: _share(values) for name, values in figures.items()}}


def _in_gold(said: PassageSpan, question: Question, articles: Mapping[str, Article]) -> bool:
    gold = itertools.chain.from_iterable(locate(question, articles.get).passages)
    return any(covered(said, span) == said.end - said.start for span in gold)


def measure_abstaining(network: EvidenceNetwork, folder: Path) -> dict[str, float]:
    """AUROC of answerable against unanswerable questions, each with its gold or near article."""
    articles = _articles(folder)
    readings, labels = [], []
    for row in _rows(folder / "questions.jsonl"):
        nearest = (row["gold_doc_ids"] or row["near_doc_ids"])[0]
        readings.append(network.read(row["question"], [articles[nearest].text])[0])
        labels.append(float(row["answerable"]))
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


def measure_near_misses(network: EvidenceNetwork, rows_file: Path) -> dict[str, float]:
    """Held-out training rows, whole passages: share found answerable (.5 or more) of questions that the passage answers
    and of the near misses made of them, and the AUROC of either kind against the questions that it was made of.
    """
    recipe = Recipe()
    tokenizer = open_tokenizer(base_folder())
    contexts, rows = load(
        [rows_file], tokenizer, held_out_share=recipe.held_out_share, question_tokens=recipe.question_tokens
    )
    held_out = [row for row in rows if row.held_out and row.spans]
    # Other names are from any held-out passages: which are alike is only told after much work.
    near = np.random.default_rng(recipe.seed).choice([row.context for row in held_out], (len(held_out), 12))
    more, misses = near_misses(
        contexts, held_out, near, tokenizer, seed=recipe.seed, question_tokens=recipe.question_tokens
    )
    texts = [context.text for context in (*contexts, *more)]

    def found(row: Row) -> float:
        return network.read(row.question, [texts[row.context]])[0].answerable

    answered = np.array([found(row) for row in held_out])
    figures = {"questions": float(len(held_out)), "answered": round(float((answered >= 0.5).mean()), 4)}
    for source in (CHANGED, CUT):
        missed = np.array([found(row) for row in misses if row.source == source])
        labels = np.repeat([1.0, 0.0], [len(answered), len(missed)])
        figures[source] = round(float((missed >= 0.5).mean()), 4)
        figures[f"{source}_auroc"] = auroc(np.concatenate((answered, missed)), labels)
    return figures


def measure_ranking(network: EvidenceNetwork, folder: Path) -> dict[str, Any]:
    """Passage hits at 1, 4 and 10 of BM25's first 20 chunks, as they come and reordered by mixes of both scores.

    Each mix is the weight of relevance (its log-odds); BM25 has the rest. Both are min-max normalised per question.
    """
    articles = _articles(folder)
    chunks = [PassageSpan(one.id, start, end) for one in articles.values() for start, end in chunks_of(one.text)]
    texts = [articles[chunk.article_id].text[chunk.start : chunk.end] for chunk in chunks]
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
    hits: dict[float, list[int]] = {mix: [] for mix in _MIXES}
    found, best = [], []
    for question in _questions(folder):
        words = bm25s.tokenize([question.question], show_progress=False)
        places, scores = index.retrieve(words, k=_CANDIDATES, show_progress=False)
        readings = network.read(question.question, [texts[place] for place in places[0]])
        odds = np.log([max(r.relevance, 1e-9) / max(1 - r.relevance, 1e-9) for r in readings])
        best.append((max(r.answerable for r in readings), float(question.answerable)))
        if not question.answerable:
            continue
        gold = locate(question, articles.get)
        for mix in _MIXES:
            order = np.argsort(-(mix * _spread(odds) + (1 - mix) * _spread(scores[0])), kind="stable")
            hits[mix].append(gold_rank([chunks[places[0][rank]] for rank in order], gold) or 10**6)
            if mix == 0.5 and question.type == "news-linked":
                first_two = [(texts[places[0][rank]], readings[rank]) for rank in order[:2]]
                found.append(float(_says(question, first_two)))
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


def _spread(values: Sequence[float] | np.ndarray) -> np.ndarray:
    values = np.asarray(values, float)
    width = values.max() - values.min()
    return (values - values.min()) / width if width else np.zeros_like(values)


def _says(question: Question, read: Sequence[tuple[str, Reading]]) -> bool:
    """Whether one of the evidence sentences of passages that were read contains an accepted answer."""
    for text, reading in read:
        start, end = sentence_at(text, reading.start, reading.end)
        if any(contains(text[start:end], answer) for answer in question.answers):
            return True
    return False


def measure_speed(network: EvidenceNetwork, folder: Path) -> dict[str, float]:
    """Milliseconds to read 20 passages of about 1,000 characters for one question."""
    articles = itertools.islice(_articles(folder).values(), 200)
    texts = [one.text[start:end] for one in articles for start, end in chunks_of(one.text)]
    long = [text for text in texts if 900 <= len(text) <= 1000]
    question = "What did the government announce about the price of energy this week?"
    times = []
    for number in range(_WARM_UP + _ROUNDS):
        passages = long[number * _CANDIDATES % 400 :][:_CANDIDATES]
        started = time.perf_counter()
        network.read(question, passages)
        times.append((time.perf_counter() - started) * 1000)
    counted = times[_WARM_UP:]
    p95 = statistics.quantiles(counted, n=20)[-1]
    return {"p50_ms": round(statistics.median(counted)), "p95_ms": round(p95), "min_ms": round(min(counted))}


def _articles(folder: Path) -> dict[str, Article]:
    rows = _rows(folder / "corpus.jsonl.gz")
    return {row["doc_id"]: Article(row["doc_id"], row["title"], row["text"]) for row in rows}


def _questions(folder: Path) -> tuple[Question, ...]:
    return read_test_set(folder / "questions.jsonl").questions


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with open_text(path) as lines:
        yield from map(json.loads, lines)


def _share(values: Sequence[float]) -> float:
    return round(statistics.mean(values), 4)


def measure(network: EvidenceNetwork, data: Path, *, only: Sequence[str] = ()) -> dict[str, Any]:
    """All figures, or those of the sets named in `only`."""
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "wiki-qa": lambda: measure_reading(network, data / "wiki-qa"),
        "abstain-clapnq": lambda: measure_abstaining(network, data / "abstain-clapnq"),
        "news-2022": lambda: measure_ranking(network, data / "news-2022"),
        "near-misses": lambda: measure_near_misses(network, data / "train-reader.jsonl.gz"),
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
