"""Hard negatives: the passages that lexical and dense search rank first and that do not hold the answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import bm25s
import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix
from torch import Tensor, nn
from transformers import BertModel

from training.data import Context, Row, holds_answer, normalise
from training.keeping import whole

log = logging.getLogger(__name__)

Floats = NDArray[np.float32]
# Deep enough to leave a dozen after the passages that hold the answer are dropped.
_POOL = 40
_EMBEDDED_TOKENS = 128
_ROWS_AT_ONCE = 1_000


def mine(contexts: Sequence[Context], rows: Sequence[Row], base: Path, cache: Path, *, keep: int) -> NDArray[np.int32]:
    """Places of up to `keep` hard negatives a row, best first, padded with -1: (n_rows, keep).

    Held-out contexts never serve rows that train, nor the reverse. The result is cached in `cache`.
    """
    if cache.exists():
        cached: NDArray[np.int32] = np.load(cache)["negatives"]
        return cached
    started = time.monotonic()
    normalised = [normalise(context.text) for context in contexts]
    negatives = np.full((len(rows), keep), -1, np.int32)
    for place, (row, ranked) in enumerate(zip(rows, _ranked(contexts, rows, base), strict=True)):
        fitting = (c for c in ranked if c != row.context and not holds_answer(normalised[c], row.answers))
        chosen = list(islice(fitting, keep))
        negatives[place, : len(chosen)] = chosen
    with whole(cache) as part, part.open("wb") as file:
        np.savez_compressed(file, negatives=negatives)
    log.info("mined negatives seconds=%.0f rows=%d", time.monotonic() - started, len(rows))
    return negatives


def _ranked(contexts: Sequence[Context], rows: Sequence[Row], base: Path) -> Iterator[list[int]]:
    """For each row the first contexts by the equal-weight sum of BM25 and cosine, each divided by the row's best."""
    device = _device()
    weights = _lexical_weights(contexts)
    questions = bm25s.tokenize([r.question for r in rows], return_ids=False, show_progress=False)
    passages = torch.from_numpy(embed([c.ids for c in contexts], base)).to(device)
    queries = torch.from_numpy(embed([np.asarray(r.question_ids, np.int32) for r in rows], base)).to(device)
    held_out = np.zeros(len(contexts), bool)
    held_out[[row.context for row in rows]] = [row.held_out for row in rows]
    sides = torch.from_numpy(held_out).to(device)
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        chunk = slice(first, first + _ROWS_AT_ONCE)
        lexical = torch.from_numpy(weights.scores(questions[chunk])).to(device)
        scores = _by_best(lexical) + _by_best(queries[chunk] @ passages.T)
        own = torch.tensor([row.held_out for row in rows[chunk]], device=device)
        scores[own[:, None] != sides[None, :]] = -torch.inf
        best = scores.topk(min(_POOL, len(contexts)), dim=1)
        for values, places in zip(best.values.tolist(), best.indices.tolist(), strict=True):
            yield [place for place, value in zip(places, values, strict=True) if value > -torch.inf]


def _by_best(scores: Tensor) -> Tensor:
    return scores / scores.amax(1, keepdim=True).clamp(min=1e-6)


class _LexicalWeights:
    """BM25 (k1 1.2, b .75) of every word in every context, as bm25s has it, to be summed for many questions at once."""

    def __init__(self, index: bm25s.BM25, contexts: int) -> None:
        self._vocabulary: dict[str, int] = index.vocab_dict
        parts = index.scores
        shape = (contexts, len(parts["indptr"]) - 1)
        self._weights = csc_matrix((parts["data"], parts["indices"], parts["indptr"]), shape=shape).T.tocsr()

    def scores(self, questions: Sequence[Sequence[str]]) -> Floats:
        """(n_questions, n_contexts) float32."""
        known = [[self._vocabulary[word] for word in words if word in self._vocabulary] for words in questions]
        starts = np.cumsum([0, *map(len, known)])
        columns = np.concatenate([np.asarray(words, np.int64) for words in known])
        counts = csr_matrix(
            (np.ones(len(columns), np.float32), columns, starts), shape=(len(known), self._weights.shape[0])
        )
        scores: Floats = (counts @ self._weights).toarray().astype(np.float32)
        return scores


def _lexical_weights(contexts: Sequence[Context]) -> _LexicalWeights:
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index(bm25s.tokenize([c.text for c in contexts], show_progress=False), show_progress=False)
    return _LexicalWeights(index, len(contexts))


def _device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@torch.inference_mode()
def embed(token_ids: Sequence[NDArray[np.int32]], base: Path) -> Floats:
    """Unit vectors (n, dim) float32 of token lists, mean-pooled, by the base network; long texts are cut."""
    device = _device()
    network = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager")
    size = network.config.hidden_size
    nn.Module.to(network, device, torch.bfloat16).train(False)
    order = sorted(range(len(token_ids)), key=lambda place: len(token_ids[place]))
    at_once = 32 if device.type == "cpu" else 512
    vectors = np.zeros((len(token_ids), size), np.float32)
    for first in range(0, len(order), at_once):
        batch = order[first : first + at_once]
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
