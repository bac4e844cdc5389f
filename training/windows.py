"""Windows drawn once and kept as flat arrays: batches are cut out of them on the device, without waiting for Python."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.forking import forked
from training.sampling import Group, Sampler

# Spans that annotators gave for one question; more than this many differ in trifles only.
_MAX_SPANS = 4
# Batches whose groups are sorted by length together: enough to save padding, few enough to stay mixed.
_BUCKET_BATCHES = 48
# Few distinct shapes: kernels are compiled for each, and a thousand of them cost more than the padding.
_WIDTH_STEP = 16
_CHUNK = 2_000

Places = NDArray[np.int64]


@dataclasses.dataclass(frozen=True, slots=True)
class Windows:
    """n sequences end to end, those of one question side by side.

    tokens: (n_tokens,) int32; starts: (n + 1,) int64 into tokens; first_passage_token: (n,) int32;
    spans: (n, 4, 2) int32, -1 where there are fewer; relevant: (n,) float32, NaN where not known; groups: (n,) int64,
    rising; places: (n, 4) int32, as `Example.place`.
    """

    tokens: NDArray[np.int32]
    starts: Places
    first_passage_token: NDArray[np.int32]
    spans: NDArray[np.int32]
    relevant: NDArray[np.float32]
    groups: Places
    places: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.relevant)

    @property
    def lengths(self) -> Places:
        """(n,) tokens of each sequence."""
        return np.diff(self.starts)


def flatten(groups: Sequence[Group]) -> Windows:
    """The arrays of some groups."""
    examples = [example for group in groups for example in group]
    spans = np.full((len(examples), _MAX_SPANS, 2), -1, np.int32)
    for place, example in enumerate(examples):
        for number, span in enumerate(example.spans[:_MAX_SPANS]):
            spans[place, number] = span
    return Windows(
        tokens=np.concatenate([np.asarray(e.ids, np.int32) for e in examples]),
        starts=np.cumsum([0, *(len(e.ids) for e in examples)]),
        first_passage_token=np.asarray([e.first_passage_token for e in examples], np.int32),
        spans=spans,
        relevant=np.asarray([np.nan if e.relevant is None else e.relevant for e in examples], np.float32),
        groups=np.repeat(np.arange(len(groups)), [len(group) for group in groups]),
        places=np.asarray([e.place for e in examples], np.int32),
    )


def join(parts: Sequence[Windows]) -> Windows:
    """One after the other."""
    tokens = np.cumsum([0, *(len(part.tokens) for part in parts)])
    groups = np.cumsum([0, *(int(part.groups[-1]) + 1 for part in parts)])
    return Windows(
        tokens=np.concatenate([part.tokens for part in parts]),
        starts=np.concatenate([[0], *(part.starts[1:] + shift for part, shift in zip(parts, tokens, strict=False))]),
        first_passage_token=np.concatenate([part.first_passage_token for part in parts]),
        spans=np.concatenate([part.spans for part in parts]),
        relevant=np.concatenate([part.relevant for part in parts]),
        groups=np.concatenate([part.groups + shift for part, shift in zip(parts, groups, strict=False)]),
        places=np.concatenate([part.places for part in parts]),
    )


def take(windows: Windows, kept: NDArray[np.bool_]) -> Windows:
    """The sequences for which `kept`, (n,), is true."""
    lengths = windows.lengths
    return Windows(
        tokens=windows.tokens[np.repeat(kept, lengths)],
        starts=np.concatenate([[0], np.cumsum(lengths[kept])]),
        first_passage_token=windows.first_passage_token[kept],
        spans=windows.spans[kept],
        relevant=windows.relevant[kept],
        groups=np.unique(windows.groups[kept], return_inverse=True)[1],
        places=windows.places[kept],
    )


def draw(sampler: Sampler, *, passes: int = 1, seed: int) -> Windows:
    """Windows for `passes` passes over the training questions, drawn by all processors; the same for the same seed."""
    questions = np.concatenate([sampler.questions(number) for number in range(passes)])
    chunks = [questions[first : first + _CHUNK] for first in range(0, len(questions), _CHUNK)]

    def drawn(number: int) -> Windows:
        return flatten(list(sampler.groups(chunks[number].tolist(), np.random.default_rng([seed, number]))))

    return join(forked(drawn, len(chunks)))


def order(windows: Windows, size: int, rng: np.random.Generator) -> Iterator[Places]:
    """One pass: places of `size` sequences at a time, of about equal length, a question's side by side.

    Raises ValueError where there are fewer than `size`.
    """
    if len(windows) < size:
        raise ValueError(f"{len(windows)} sequences make no batch of {size}")
    firsts = np.flatnonzero(np.diff(windows.groups, prepend=-1))
    sizes = np.diff(np.append(firsts, len(windows)))
    widths = np.maximum.reduceat(windows.lengths, firsts)
    shuffled = rng.permutation(len(firsts))
    per_bucket = max(1, round(size * _BUCKET_BATCHES * len(firsts) / len(windows)))
    for first in range(0, len(shuffled), per_bucket):
        bucket = shuffled[first : first + per_bucket]
        bucket = bucket[np.argsort(widths[bucket], kind="stable")]
        members = np.repeat(firsts[bucket] - np.cumsum(sizes[bucket]) + sizes[bucket], sizes[bucket])
        members += np.arange(len(members))
        full = len(members) // size
        for place in rng.permutation(full):
            yield members[place * size : (place + 1) * size]


@dataclasses.dataclass(frozen=True, slots=True)
class Labels:
    """What teachers found in n sequences, as probabilities in float16.

    spans: (n_tokens, 2), start and end at each token of `Windows.tokens`; `[CLS]` stands for "not here".
    verdicts: (n, 2), relevance and answerable.
    """

    spans: Tensor
    verdicts: Tensor


def choose(labels: Labels, windows: Windows, kept: NDArray[np.bool_]) -> Labels:
    """The labels of `take(windows, kept)`."""
    sequences = torch.from_numpy(kept)
    tokens = torch.from_numpy(np.repeat(kept, windows.lengths))
    return Labels(labels.spans[tokens.to(labels.spans.device)], labels.verdicts[sequences.to(labels.verdicts.device)])


@dataclasses.dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step; n sequences, padded to the longest.

    ids, mask, token_types: (n, width) int64; passage: (n, width) bool, the places where a span may stand, `[CLS]`
    among them as "not here"; spans: (n, k, 2) int64, -1 where there are fewer; answerable: (n,) float32;
    relevant: (n,) float32, NaN where not known; groups: (n,) int64, equal within one question;
    taught_spans: (n, width, 2) and taught_verdicts: (n, 2) float32 probabilities, None where no teacher has read.
    """

    ids: Tensor
    mask: Tensor
    token_types: Tensor
    passage: Tensor
    spans: Tensor
    answerable: Tensor
    relevant: Tensor
    groups: Tensor
    taught_spans: Tensor | None = None
    taught_verdicts: Tensor | None = None


class Cutter:
    """Cuts batches out of windows that lie on a device."""

    def __init__(self, windows: Windows, device: torch.device, labels: Labels | None = None) -> None:
        self._tokens = torch.from_numpy(windows.tokens).to(device)
        self._starts = torch.from_numpy(windows.starts).to(device)
        self._first = torch.from_numpy(windows.first_passage_token).to(device, torch.int64)
        self._spans = torch.from_numpy(windows.spans).to(device, torch.int64)
        self._relevant = torch.from_numpy(windows.relevant).to(device)
        self._groups = torch.from_numpy(windows.groups).to(device)
        self._lengths = windows.lengths
        self._labels = Labels(labels.spans.to(device), labels.verdicts.to(device)) if labels else None

    def batch(self, places: Places) -> Batch:
        """The sequences at `places`, padded to a multiple of 16."""
        width = int(self._lengths[places].max())
        width += -width % _WIDTH_STEP
        labels, chosen = self._labels, torch.from_numpy(places).to(self._tokens.device)
        column = torch.arange(width, device=chosen.device)[None, :]
        starts, first = self._starts[chosen, None], self._first[chosen, None]
        lengths = self._starts[chosen + 1, None] - starts
        flat = (starts + column).clamp(max=len(self._tokens) - 1)
        mask = column < lengths
        spans = self._spans[chosen]
        answerable = spans[:, 0, 0] >= 0
        # "Not here" is a span at [CLS].
        spans[:, 0] = torch.where(answerable[:, None], spans[:, 0], 0)
        return Batch(
            ids=torch.where(mask, self._tokens[flat], 0).long(),
            mask=mask.long(),
            token_types=(mask & (column >= first)).long(),
            passage=(column >= first) & (column < lengths - 1) | (column == 0),
            spans=spans,
            answerable=answerable.float(),
            relevant=self._relevant[chosen],
            groups=self._groups[chosen],
            taught_spans=torch.where(mask[..., None], labels.spans[flat], 0).float() if labels else None,
            taught_verdicts=labels.verdicts[chosen].float() if labels else None,
        )

    def in_order(self, size: int) -> Iterator[tuple[Places, Batch]]:
        """Every sequence once, as they come, `size` at a time."""
        yield from self._each(np.arange(len(self._lengths)), size)

    def by_length(self, size: int) -> Iterator[tuple[Places, Batch]]:
        """Every sequence once, shortest first, `size` at a time."""
        yield from self._each(np.argsort(self._lengths, kind="stable"), size)

    def _each(self, places: Places, size: int) -> Iterator[tuple[Places, Batch]]:
        for first in range(0, len(places), size):
            yield places[first : first + size], self.batch(places[first : first + size])


def collate(groups: Sequence[Group]) -> Batch:
    """The examples of some groups as one batch, on the CPU."""
    windows = flatten(groups)
    return Cutter(windows, torch.device("cpu")).batch(np.arange(len(windows)))
