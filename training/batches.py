"""An endless, reproducible stream of batches: questions with a passage that answers and passages that do not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.config import Recipe
from training.data import Context, Row, Span, holds_answer, normalise

CLS, SEP = 101, 102
# Spans that annotators gave for one question; more than this many differ in trifles only.
_MAX_SPANS = 4
# Batches whose groups are sorted by length together: enough to save padding, few enough to stay mixed.
_BUCKET_BATCHES = 48
# Few distinct shapes: kernels are compiled for each, and a thousand of them cost more than the padding.
_WIDTH_STEP = 16


@dataclasses.dataclass(frozen=True, slots=True)
class Example:
    """One question with one window of text. `spans` are inclusive and count from the start of `ids`.

    `relevant` is None where it is not known whether the passage would be worth showing.
    """

    ids: tuple[int, ...]
    first_passage_token: int
    spans: tuple[Span, ...]
    relevant: bool | None


Group = tuple[Example, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step; n sequences, padded to the longest.

    ids, mask, token_types: (n, width) int64; passage: (n, width) bool, the places where a span may stand, `[CLS]`
    among them as "not here"; spans: (n, k, 2) int64, -1 where there are fewer; answerable: (n,) float32;
    relevant: (n,) float32, NaN where not known; groups: (n,) int64, equal within one question.
    """

    ids: Tensor
    mask: Tensor
    token_types: Tensor
    passage: Tensor
    spans: Tensor
    answerable: Tensor
    relevant: Tensor
    groups: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on a device."""
        return Batch(*(getattr(self, field.name).to(device) for field in dataclasses.fields(self)))


def collate(groups: Sequence[Group]) -> Batch:
    """Pad the examples of some groups into one batch."""
    examples = [example for group in groups for example in group]
    n, width = len(examples), max(len(example.ids) for example in examples)
    width += -width % _WIDTH_STEP
    ids = torch.zeros(n, width, dtype=torch.int64)
    token_types = torch.zeros_like(ids)
    spans = torch.full((n, _MAX_SPANS, 2), -1, dtype=torch.int64)
    for place, example in enumerate(examples):
        ids[place, : len(example.ids)] = torch.tensor(example.ids)
        token_types[place, example.first_passage_token : len(example.ids)] = 1
        for number, span in enumerate((example.spans or ((0, 0),))[:_MAX_SPANS]):
            spans[place, number] = torch.tensor(span)
    passage = (token_types == 1) & (ids != SEP)
    passage[:, 0] = True
    return Batch(
        ids=ids,
        mask=(ids != 0).long(),
        token_types=token_types,
        passage=passage,
        spans=spans,
        answerable=torch.tensor([float(bool(example.spans)) for example in examples]),
        relevant=torch.tensor([float("nan") if e.relevant is None else float(e.relevant) for e in examples]),
        groups=torch.tensor([number for number, group in enumerate(groups) for _ in group]),
    )


class Sampler:
    """Draws groups and packs them into batches of about equal length."""

    def __init__(
        self,
        contexts: Sequence[Context],
        rows: Sequence[Row],
        negatives: NDArray[np.int32],
        recipe: Recipe,
    ) -> None:
        self._contexts, self._rows, self._negatives, self._recipe = contexts, rows, negatives, recipe

    def batches(self) -> Iterator[Batch]:
        """Batches to train on, without end; the same ones for the same recipe."""
        rng = np.random.default_rng([self._recipe.seed, 0])
        groups = self._groups(rng)
        while True:
            yield from self._bucket(groups, rng)

    def validation(self) -> tuple[Batch, ...]:
        """Fixed batches of some held-out questions, each with its passage and three that do not answer it."""
        places = [p for p, row in enumerate(self._rows) if row.held_out and row.spans]
        return self._fixed(places, self._recipe.validation_questions, negatives=3)

    def held_out(self, questions: int, *, negatives: int) -> tuple[Batch, ...]:
        """Fixed batches of up to `questions` held-out questions, all the unanswerable ones among them."""
        places = [p for p, row in enumerate(self._rows) if row.held_out]
        unanswerable = [p for p in places if not self._rows[p].spans]
        others = [p for p in places if self._rows[p].spans]
        return (
            *self._fixed(unanswerable, questions, negatives=0),
            *self._fixed(others, questions - len(unanswerable), negatives=negatives),
        )

    def _fixed(self, places: Sequence[int], count: int, *, negatives: int) -> tuple[Batch, ...]:
        rng = np.random.default_rng(self._recipe.seed)
        chosen = rng.permutation(places)[:count]
        groups = [self._group(int(place), negatives, self._recipe.middle_tokens, rng) for place in chosen]
        groups.sort(key=_width)
        return tuple(collate(groups[first : first + 4]) for first in range(0, len(groups), 4))

    def _bucket(self, groups: Iterator[Group], rng: np.random.Generator) -> Iterator[Batch]:
        size = self._recipe.batch_sequences
        drawn: list[Group] = []
        while sum(map(len, drawn)) < size * _BUCKET_BATCHES:
            drawn.append(next(groups))
        packed: list[list[Group]] = [[]]
        for group in sorted(drawn, key=_width):
            room = size - sum(map(len, packed[-1]))
            if room == 0:
                packed.append([])
                room = size
            # A question whose passages don't all fit goes with fewer of them, so that every batch is full.
            packed[-1].append(group[:room])
        full = [groups for groups in packed if sum(map(len, groups)) == size]
        for place in rng.permutation(len(full)):
            yield collate(full[place])

    def _groups(self, rng: np.random.Generator) -> Iterator[Group]:
        places = np.asarray([p for p, row in enumerate(self._rows) if not row.held_out])
        weights = dict(self._recipe.source_weights)
        passes = np.asarray([weights[self._rows[p].source] for p in places])
        while True:
            # A weight of 2.5 is two passes, and a third with chance one half.
            counts = np.floor(passes + rng.random(len(places))).astype(int)
            for place in rng.permutation(np.repeat(places, counts)):
                chance = rng.random()
                two, one = self._recipe.two_negatives, self._recipe.one_negative
                count = 2 if chance < two else int(chance < two + one)
                yield self._group(int(place), count, self._width_limit(rng), rng)

    def _width_limit(self, rng: np.random.Generator) -> int:
        chance = rng.random()
        if chance < self._recipe.short_share:
            return int(rng.integers(*self._recipe.short_tokens))
        return self._recipe.long_tokens if chance > 1 - self._recipe.long_share else self._recipe.middle_tokens

    def _group(self, place: int, negatives: int, width: int, rng: np.random.Generator) -> Group:
        row = self._rows[place]
        if not row.spans:
            return (self._example(row, row.context, width, rng, must=None, relevant=None),)
        answer = row.spans[rng.integers(len(row.spans))]
        positive = self._example(row, row.context, width, rng, must=answer, relevant=True)
        others = (self._negative(place, width, rng) for _ in range(negatives))
        return (positive, *(other for other in others if other is not None))

    def _negative(self, place: int, width: int, rng: np.random.Generator) -> Example | None:
        row = self._rows[place]
        if rng.random() < self._recipe.same_context and (near := self._away(row, width, rng)) is not None:
            return near
        mined = self._negatives[place]
        mined = mined[mined >= 0]
        if not len(mined):
            return None
        return self._example(row, int(rng.choice(mined)), width, rng, must=None, relevant=False)

    def _away(self, row: Row, width: int, rng: np.random.Generator) -> Example | None:
        """A stretch of the row's own context before or after all of its answers, if there is one worth reading."""
        context = self._contexts[row.context]
        first, last = min(s for s, _ in row.spans), max(e for _, e in row.spans)
        edges = [*context.sentence_starts, len(context.ids)]
        before = (0, max((e for e in edges if e <= first), default=0))
        after = (min(e for e in edges if e > last), len(context.ids))
        parts = [(a, b) for a, b in (before, after) if b - a >= 40 and not self._answers(row, context, a, b)]
        if not parts:
            return None
        start, end = parts[rng.integers(len(parts))]
        return _assemble(row, context, start, min(end, start + width - 3 - len(row.question_ids)), False)

    @staticmethod
    def _answers(row: Row, context: Context, start: int, end: int) -> bool:
        text = context.text[context.offsets[start, 0] : context.offsets[end - 1, 1]]
        return holds_answer(normalise(text), row.answers)

    def _example(
        self, row: Row, place: int, width: int, rng: np.random.Generator, *, must: Span | None, relevant: bool | None
    ) -> Example:
        context = self._contexts[place]
        budget = max(width - 3 - len(row.question_ids), 48)
        start, end = window(context.sentence_starts, len(context.ids), budget, must, rng)
        return _assemble(row, context, start, end, relevant)


def window(
    sentence_starts: Sequence[int], tokens: int, budget: int, must: Span | None, rng: np.random.Generator
) -> Span:
    """A random stretch [start, end) of at most `budget` tokens that holds the inclusive span `must`.

    It begins and ends at sentences where it can. `must` longer than the budget is cut.
    """
    if tokens <= budget:
        return 0, tokens
    first, last = must or (-1, -1)
    if must is None:
        starts = [s for s in sentence_starts if tokens - s >= budget // 2]
    else:
        starts = [s for s in sentence_starts if s <= first and last < s + budget]
        starts = starts or [int(rng.integers(max(0, min(first, last - budget + 1)), first + 1))]
    start = int(rng.choice(starts))
    limit = min(start + budget, tokens)
    ends = [e for e in (*sentence_starts, tokens) if max(last, start + budget // 2) < e <= limit]
    return start, max(ends, default=limit)


def _assemble(row: Row, context: Context, start: int, end: int, relevant: bool | None) -> Example:
    ids = (CLS, *row.question_ids, SEP, *context.ids[start:end].tolist(), SEP)
    shift = len(row.question_ids) + 2 - start
    # Only a window of the row's own context, labelled as answering, holds its spans.
    inside = [(s + shift, e + shift) for s, e in row.spans if relevant and start <= s and e < end]
    return Example(ids, len(row.question_ids) + 2, tuple(inside), relevant)


def _width(group: Group) -> int:
    return max(len(example.ids) for example in group)
