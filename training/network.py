"""The evidence network: one encoder that reads question and passage together, and small heads; and its losses."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from training.config import Recipe
from training.windows import Batch


@dataclasses.dataclass(frozen=True, slots=True)
class Outputs:
    """start, end: (n, width) float32 logits; relevance, answerable: (n,) float32 logits."""

    start: Tensor
    end: Tensor
    relevance: Tensor
    answerable: Tensor


class Heads(nn.Module):
    """From an encoder's hidden states to start and end of the answer, relevance and answerable; always float32."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.span = nn.Linear(size, 2)
        self.verdict = nn.Sequential(nn.Linear(size, size), nn.GELU(), nn.Linear(size, 2))

    def outputs(self, hidden: Tensor) -> Outputs:
        """Of hidden states (n, width, size)."""
        hidden = hidden.float()
        start, end = self.span(hidden).unbind(-1)
        relevance, answerable = self.verdict(hidden[:, 0]).unbind(-1)
        return Outputs(start, end, relevance, answerable)


class EvidenceModel(Heads):
    """Cross-encoder. The encoder may run in bfloat16, the heads are always float32."""

    def __init__(self, base: Path, *, dropout: float = 0.0) -> None:
        on_gpu = torch.cuda.is_available()
        encoder = BertModel.from_pretrained(
            base,
            add_pooling_layer=False,
            # Fused attention has no fast backward pass on a CPU: 1.4 s a step against 0.85 s.
            attn_implementation="sdpa" if on_gpu else "eager",
            attention_probs_dropout_prob=0.0,
            hidden_dropout_prob=dropout,
        )
        super().__init__(encoder.config.hidden_size)
        if not on_gpu:
            _replace_dropout(encoder, dropout)
        self.encoder = encoder
        # Word vectors stay as they are: half of the weights, and rare words keep what they learned from more text.
        encoder.embeddings.word_embeddings.weight.requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor, token_types: Tensor) -> Outputs:
        hidden = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=token_types).last_hidden_state
        return self.outputs(hidden)


class ByteDropout(nn.Module):
    """Dropout whose mask costs one random byte an element: torch's own takes an eighth of a step on a CPU."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self._dropped = round(rate * 256)

    def forward(self, hidden: Tensor) -> Tensor:
        if not self.training or self._dropped == 0:
            return hidden
        words = torch.empty((hidden.numel() + 7) // 8, dtype=torch.int64, device=hidden.device)
        words.random_(-(2**63), None)
        kept = words.view(torch.uint8)[: hidden.numel()].view(hidden.shape) >= self._dropped
        return hidden * (kept.to(hidden.dtype) * (256 / (256 - self._dropped)))


def _replace_dropout(module: nn.Module, rate: float) -> None:
    for name, child in module.named_children():
        # Attention reads its rate from the module it holds, and has none.
        if isinstance(child, nn.Dropout) and child.p > 0:
            setattr(module, name, ByteDropout(rate))
        else:
            _replace_dropout(child, rate)


def losses(outputs: Outputs, batch: Batch, recipe: Recipe) -> dict[str, Tensor]:
    """Weighted parts of the loss, by name; their sum is what is minimised.

    Where no annotator tells whether a passage is relevant it nearly answers, which teachers often take for an answer:
    there they are not followed.
    """
    parts = _annotated_losses(outputs, batch)
    if batch.taught_spans is not None and batch.taught_verdicts is not None:
        share = recipe.taught * (~batch.relevant.isnan()).float()
        taught = _taught_losses(outputs, batch, batch.taught_spans, batch.taught_verdicts)
        parts = {name: (1 - share) * part + share * taught[name] for name, part in parts.items()}
    weights = {
        "span": recipe.span_weight,
        "null": recipe.null_weight,
        "answerable": recipe.answerable_weight,
        "relevance": recipe.relevance_weight,
        "ranking": recipe.ranking_weight,
    }
    return {name: weights[name] * part.mean() for name, part in parts.items()}


def _annotated_losses(outputs: Outputs, batch: Batch) -> dict[str, Tensor]:
    """Parts of the loss, each (n,)."""
    span = span_losses(outputs, batch)
    known = ~batch.relevant.isnan()
    # Zeros, and no choosing of some sequences: a GPU would have to wait for the choice.
    return {
        "span": span * batch.answerable,
        "null": span * (1 - batch.answerable),
        "answerable": _binary(outputs.answerable, batch.answerable),
        "relevance": _binary(outputs.relevance, batch.relevant.nan_to_num()) * known,
        "ranking": ranking_losses(outputs.relevance, batch),
    }


def _taught_losses(outputs: Outputs, batch: Batch, spans: Tensor, verdicts: Tensor) -> dict[str, Tensor]:
    """Cross-entropy with what the teachers found (Hinton et al. 2015), in the parts of the annotated loss."""
    logits = torch.stack((outputs.start, outputs.end), -1).masked_fill(~batch.passage[..., None], -1e4)
    span = -(spans * logits.log_softmax(1)).sum((1, 2)) / 2
    answered = verdicts[:, 1]
    same = batch.groups[:, None] == batch.groups[None, :]
    among = outputs.relevance[None, :].expand_as(same).masked_fill(~same, -1e4).log_softmax(-1)
    wanted = verdicts[:, 0].logit(1e-3)[None, :].expand_as(same).masked_fill(~same, -1e4).softmax(-1)
    return {
        "span": span * answered,
        "null": span * (1 - answered),
        "answerable": _binary(outputs.answerable, answered),
        "relevance": _binary(outputs.relevance, verdicts[:, 0]),
        # Each question counts once for each of its passages; divided among them, it counts once.
        "ranking": -(wanted * among).sum(-1) / same.sum(-1),
    }


def _binary(logits: Tensor, wanted: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")


def span_losses(outputs: Outputs, batch: Batch) -> Tensor:
    """(n,) float32: minus the log of the probability that lies on any of the annotated spans, halved.

    Annotators differ in where an answer ends, and each of their spans counts as right.
    """
    allowed = batch.passage
    start = outputs.start.masked_fill(~allowed, -1e4).log_softmax(-1)
    end = outputs.end.masked_fill(~allowed, -1e4).log_softmax(-1)
    given = batch.spans[..., 0] >= 0
    places = batch.spans.clamp(min=0)
    joint = start.gather(1, places[..., 0]) + end.gather(1, places[..., 1])
    return -joint.masked_fill(~given, -1e4).logsumexp(-1) / 2


def ranking_losses(relevance: Tensor, batch: Batch) -> Tensor:
    """(n,) float32: at answering passages minus the log-softmax of relevance among the question's passages."""
    same = batch.groups[:, None] == batch.groups[None, :]
    group = relevance[None, :].expand_as(same).masked_fill(~same, -1e4).logsumexp(-1)
    return torch.where(batch.relevant == 1, group - relevance, 0.0)
