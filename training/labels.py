"""What teachers find in windows: their spans and verdicts, averaged, at the word pieces of the network that learns."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.data import Context, Row
from training.forking import forked
from training.network import Outputs
from training.sampling import Marks
from training.windows import Cutter, Labels, Windows

log = logging.getLogger(__name__)

# A processor is quickest with what its cache holds.
_SEQUENCES_AT_ONCE = {"cuda": 256, "cpu": 16}
_WINDOWS_EACH = 2_000


class Respelled(NamedTuple):
    """Windows in another vocabulary. starts, ends: (n_tokens,) int64, for each token the place in `Windows.tokens` of
    the original where an answer begins that begins there, and where one ends that ends there.
    """

    windows: Windows
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


@torch.inference_mode()
def read(network: nn.Module, windows: Windows, *, respelled: Respelled | None = None) -> Labels:
    """One teacher's probabilities over `windows`, read as they are or as `respelled`; on the device."""
    started = time.monotonic()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network.to(device).eval()
    network.get_submodule("encoder").to(torch.bfloat16)
    source = respelled.windows if respelled else windows
    spans = torch.zeros(len(windows.tokens), 2, device=device)
    verdicts = torch.zeros(len(windows), 2, device=device)
    starts, ends = _targets(source, respelled, device)
    first_token = torch.from_numpy(source.starts).to(device)
    for places, batch in Cutter(source, device).by_length(_SEQUENCES_AT_ONCE[device.type]):
        outputs: Outputs = network(batch.ids, batch.mask, batch.token_types)
        chosen = torch.from_numpy(places).to(device)
        flat = (first_token[chosen, None] + torch.arange(batch.ids.shape[1], device=device))[batch.passage]
        for column, (logits, target) in enumerate(((outputs.start, starts), (outputs.end, ends))):
            found = logits.masked_fill(~batch.passage, -1e4).softmax(-1)[batch.passage]
            spans[:, column].index_add_(0, target[flat], found)
        verdicts[chosen] = torch.stack((outputs.relevance, outputs.answerable), -1).sigmoid()
    log.info("read sequences=%d seconds=%.0f", len(windows), time.monotonic() - started)
    return Labels(spans.half(), verdicts.half())


def _targets(source: Windows, respelled: Respelled | None, device: torch.device) -> tuple[Tensor, Tensor]:
    if respelled is None:
        same = torch.arange(len(source.tokens), device=device)
        return same, same
    return torch.from_numpy(respelled.starts).to(device), torch.from_numpy(respelled.ends).to(device)


def mean(found: Sequence[Labels], weights: Sequence[float]) -> Labels:
    """Weighted mean of several teachers' probabilities."""
    shares = [weight / sum(weights) for weight in weights]
    pairs = list(zip(found, shares, strict=True))
    return Labels(
        torch.stack([one.spans * share for one, share in pairs]).sum(0),
        torch.stack([one.verdicts * share for one, share in pairs]).sum(0),
    )


def mass_on_answer(windows: Windows, labels: Labels) -> NDArray[np.float32]:
    """(n,) probability that the teachers' answer begins and ends within that annotated span for which it is highest.

    0 where there is no span.
    """
    totals = labels.spans.float().cumsum(0, dtype=torch.float64).cpu().numpy()
    totals = np.vstack((np.zeros((1, 2)), totals))
    given = windows.spans[:, :, 0] >= 0
    begin = windows.starts[:-1, None] + np.where(given, windows.spans[:, :, 0], 0)
    end = windows.starts[:-1, None] + np.where(given, windows.spans[:, :, 1] + 1, 0)
    mass: NDArray[np.float32] = (totals[end] - totals[begin]).min(2).max(1).astype(np.float32)
    return mass


class _Spelled(NamedTuple):
    """Some of the windows of a `Respelled`: lengths and first_passage_token (n,), the others (n_tokens,)."""

    tokens: NDArray[np.int32]
    lengths: NDArray[np.int64]
    first_passage_token: NDArray[np.int32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def respell(
    windows: Windows,
    contexts: Sequence[Context],
    rows: Sequence[Row],
    tokenizer: Tokenizer,
    marks: Marks,
    *,
    question_tokens: int,
) -> Respelled:
    """`windows` in another network's word pieces, and where each of its tokens lies in the original."""
    questions = tokenizer.encode_batch([row.question for row in rows], add_special_tokens=False)
    speller = _Speller(contexts, [encoded.ids[:question_tokens] for encoded in questions], tokenizer, marks)

    def part(number: int) -> _Spelled:
        return speller.spell(windows, range(number * _WINDOWS_EACH, min((number + 1) * _WINDOWS_EACH, len(windows))))

    parts = forked(part, -(-len(windows) // _WINDOWS_EACH))
    tokens, lengths, first, starts, ends = (np.concatenate(column) for column in zip(*parts, strict=True))
    other = Windows(
        tokens=tokens,
        starts=np.concatenate([[0], np.cumsum(lengths)]),
        first_passage_token=first,
        spans=np.full_like(windows.spans, -1),
        relevant=windows.relevant,
        groups=windows.groups,
        places=windows.places,
    )
    return Respelled(other, starts, ends)


@dataclasses.dataclass(frozen=True, slots=True)
class _Speller:
    """Another network's vocabulary; `asked` are the questions of the rows in it."""

    contexts: Sequence[Context]
    asked: Sequence[Sequence[int]]
    tokenizer: Tokenizer
    marks: Marks

    def spell(self, windows: Windows, numbers: Sequence[int]) -> _Spelled:
        """Those of `windows` at `numbers`."""
        places = windows.places[numbers].tolist()
        texts = [_text(self.contexts[context], start, end) for _, context, start, end in places]
        tokens, first, starts, ends = [], [], [], []
        for number, passage, (row, context, start, end) in zip(
            numbers, self.tokenizer.encode_batch(texts, add_special_tokens=False), places, strict=True
        ):
            question, own = self.asked[row], int(windows.starts[number])
            tokens.append([self.marks.cls, *question, self.marks.sep, *passage.ids, self.marks.sep])
            first.append(len(question) + 2)
            begun, ended = _places_of(passage.offsets, self.contexts[context].offsets[start:end])
            passage_at = own + int(windows.first_passage_token[number])
            # [CLS] is [CLS]; the question and the marks are no places for a span.
            head, tail = np.full(len(question) + 2, own), np.full(1, own)
            starts.append(np.concatenate((head, begun + passage_at, tail)))
            ends.append(np.concatenate((head, ended + passage_at, tail)))
        return _Spelled(
            np.concatenate([np.asarray(one, np.int32) for one in tokens]),
            np.asarray([len(one) for one in tokens]),
            np.asarray(first, np.int32),
            np.concatenate(starts),
            np.concatenate(ends),
        )


def _text(context: Context, start: int, end: int) -> str:
    return context.text[context.offsets[start, 0] : context.offsets[end - 1, 1]]


def _places_of(other: Sequence[tuple[int, int]], own: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each of the other vocabulary's tokens the own token that holds its first, and its last, character."""
    offsets = np.asarray(other, np.int64).reshape(-1, 2)
    shifted = own - own[0, 0]
    last = len(shifted) - 1
    begun = np.searchsorted(shifted[:, 1], offsets[:, 0], side="right").clip(max=last)
    ended = (np.searchsorted(shifted[:, 0], np.maximum(offsets[:, 1], 1), side="left") - 1).clip(0, last)
    return begun, ended
