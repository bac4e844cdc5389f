"""Hard negatives: the passages that lexical and dense search rank first and that do not hold the answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import BertModel

from training.data import Context, Row, holds_answer, normalise

log = logging.getLogger(__name__)

Floats = NDArray[np.float32]
# Deep enough to leave a dozen after the passages that hold the answer are dropped.
_POOL = 40
_EMBEDDED_TOKENS = 128


def mine(contexts: Sequence[Context], rows: Sequence[Row], base: Path, cache: Path, *, keep: int) -> NDArray[np.int32]:
    """Places of up to `keep` hard negatives a row, best first, padded with -1: (n_rows, keep).

    Held-out contexts never serve rows that train, nor the reverse. The result is cached in `cache`.
    """
    if cache.exists():
        cached: NDArray[np.int32] = np.load(cache)["negatives"]
        return cached
    started = time.monotonic()
    scores = _HybridScores(contexts, rows, base)
    normalised = [normalise(context.text) for context in contexts]
    held_out = np.zeros(len(contexts), bool)
    for row in rows:
        held_out[row.context] = row.held_out
    negatives = np.full((len(rows), keep), -1, np.int32)
    for place, row in enumerate(rows):
        ranked = scores.best(place, among=held_out == row.held_out)
        chosen = [c for c in ranked if c != row.context and not holds_answer(normalised[c], row.answers)][:keep]
        negatives[place, : len(chosen)] = chosen
    cache.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(cache, negatives=negatives)
    log.info("mined negatives seconds=%.0f rows=%d", time.monotonic() - started, len(rows))
    return negatives


class _HybridScores:
    """Equal-weight sum of BM25 and cosine, each divided by the question's best."""

    def __init__(self, contexts: Sequence[Context], rows: Sequence[Row], base: Path) -> None:
        self._bm25 = bm25s.BM25(k1=1.2, b=0.75)
        self._bm25.index(bm25s.tokenize([c.text for c in contexts], show_progress=False), show_progress=False)
        self._questions = bm25s.tokenize([r.question for r in rows], return_ids=False, show_progress=False)
        self._passages = embed([c.ids for c in contexts], base)
        self._queries = embed([np.asarray(r.question_ids, np.int32) for r in rows], base)

    def best(self, place: int, *, among: NDArray[np.bool_]) -> list[int]:
        dense = self._passages @ self._queries[place]
        words = self._questions[place]
        lexical = self._bm25.get_scores(words) if words else np.zeros_like(dense)
        scores = lexical / max(float(lexical.max()), 1e-6) + dense / max(float(dense.max()), 1e-6)
        scores[~among] = -np.inf
        top = np.argpartition(-scores, _POOL)[:_POOL]
        return [int(c) for c in top[np.argsort(-scores[top])] if np.isfinite(scores[c])]


@torch.inference_mode()
def embed(token_ids: Sequence[NDArray[np.int32]], base: Path) -> Floats:
    """Unit vectors (n, dim) float32 of token lists, mean-pooled, by the base network; long texts are cut."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager")
    size = network.config.hidden_size
    nn.Module.to(network, device, torch.bfloat16).train(False)
    order = sorted(range(len(token_ids)), key=lambda place: len(token_ids[place]))
    vectors = np.zeros((len(token_ids), size), np.float32)
    for first in range(0, len(order), 32):
        batch = order[first : first + 32]
        vectors[batch] = _embed_batch([token_ids[place] for place in batch], network, device)
    return vectors


def _embed_batch(batch: Sequence[NDArray[np.int32]], network: BertModel, device: torch.device) -> Floats:
    pieces = [[101, *ids[: _EMBEDDED_TOKENS - 2].tolist(), 102] for ids in batch]
    width = max(map(len, pieces))
    ids = torch.tensor([p + [0] * (width - len(p)) for p in pieces], device=device)
    mask = (ids != 0).long()
    hidden = network(input_ids=ids, attention_mask=mask).last_hidden_state.float()
    pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return torch.nn.functional.normalize(pooled, dim=-1).cpu().numpy()
