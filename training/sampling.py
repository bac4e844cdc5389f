"""Questions with a passage that answers and passages that do not, each a window of a context."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.config import Recipe
from training.data import Context, Row, TokenSpan, holds_answer, normalise


class Marks(NamedTuple):
    """A vocabulary's numbers for what stands before, between and behind question and passage. 0 fills up."""

    cls: int
    sep: int


BERT_MARKS = Marks(cls=101, sep=102)


@dataclasses.dataclass(frozen=True, slots=True)
class Example:
    """One question with one window of text. `spans` are inclusive and count from the start of `ids`.

    `relevant` is None where it is not known whether the passage would be worth showing. `place` tells where it is
    from: row, context, and the window's first and last-but-one token in the context.
    """

    ids: tuple[int, ...]
    first_passage_token: int
    spans: tuple[TokenSpan, ...]
    relevant: bool | None
    place: tuple[int, int, int, int] = (0, 0, 0, 0)


Group = tuple[Example, ...]


class Sampler:
    """Draws groups: the examples of one question."""

    def __init__(
        self,
        contexts: Sequence[Context],
        rows: Sequence[Row],
        negatives: NDArray[np.int32],
        recipe: Recipe,
        marks: Marks = BERT_MARKS,
    ) -> None:
        self._contexts, self._rows, self._negatives = contexts, rows, negatives
        self._recipe, self._marks = recipe, marks

    def questions(self, number: int) -> NDArray[np.int64]:
        """Rows of pass `number` over the training data, shuffled; a source's weight of 2.5 is two passes, or three."""
        rng = np.random.default_rng([self._recipe.seed, number])
        places = np.asarray([p for p, row in enumerate(self._rows) if row.teaches and not row.held_out])
        weights = dict(self._recipe.source_weights)
        passes = np.asarray([weights[self._rows[p].source] for p in places])
        counts = np.floor(passes + rng.random(len(places))).astype(int)
        return rng.permutation(np.repeat(places, counts))

    def groups(self, questions: Sequence[int], rng: np.random.Generator) -> Iterator[Group]:
        """A group for each question, with windows and negatives by chance."""
        for place in questions:
            chance = rng.random()
            two, one = self._recipe.two_negatives, self._recipe.one_negative
            count = 2 if chance < two else int(chance < two + one)
            yield self._group(int(place), count, self._width_limit(rng), rng)

    def validation(self) -> tuple[Group, ...]:
        """Fixed groups of some held-out questions, each with its passage and three that do not answer it."""
        places = [p for p, row in enumerate(self._rows) if row.held_out and row.spans]
        return self._fixed(places, self._recipe.validation_questions, negatives=3)

    def held_out(self, questions: int, *, negatives: int) -> tuple[Group, ...]:
        """Fixed groups of up to `questions` held-out questions, all the unanswerable ones among them."""
        places = [p for p, row in enumerate(self._rows) if row.held_out and row.teaches]
        unanswerable = [p for p in places if not self._rows[p].spans]
        others = [p for p in places if self._rows[p].spans]
        return (
            *self._fixed(unanswerable, questions, negatives=0),
            *self._fixed(others, questions - len(unanswerable), negatives=negatives),
        )

    def _fixed(self, places: Sequence[int], count: int, *, negatives: int) -> tuple[Group, ...]:
        rng = np.random.default_rng(self._recipe.seed)
        chosen = rng.permutation(places)[:count]
        return tuple(self._group(int(place), negatives, self._recipe.middle_tokens, rng) for place in chosen)

    def _width_limit(self, rng: np.random.Generator) -> int:
        chance = rng.random()
        if chance < self._recipe.short_share:
            return int(rng.integers(*self._recipe.short_tokens))
        return self._recipe.long_tokens if chance > 1 - self._recipe.long_share else self._recipe.middle_tokens

    def _group(self, place: int, negatives: int, width: int, rng: np.random.Generator) -> Group:
        row = self._rows[place]
        if not row.spans:
            return (self._example(place, row.context, width, rng, must=None, relevant=None),)
        answer = row.spans[rng.integers(len(row.spans))]
        positive = self._example(place, row.context, width, rng, must=answer, relevant=True)
        others = (self._negative(place, width, rng) for _ in range(negatives))
        return (positive, *(other for other in others if other is not None))

    def _negative(self, place: int, width: int, rng: np.random.Generator) -> Example | None:
        if rng.random() < self._recipe.same_context and (near := self._away(place, width, rng)) is not None:
            return near
        mined = self._negatives[place]
        mined = mined[mined >= 0]
        if not len(mined):
            return None
        return self._example(place, int(rng.choice(mined)), width, rng, must=None, relevant=False)

    def _away(self, place: int, width: int, rng: np.random.Generator) -> Example | None:
        """A stretch of the row's own context before or after all of its answers, if there is one worth reading."""
        row = self._rows[place]
        context = self._contexts[row.context]
        first, last = min(s for s, _ in row.spans), max(e for _, e in row.spans)
        edges = [*context.sentence_starts, len(context.ids)]
        before = (0, max((e for e in edges if e <= first), default=0))
        after = (min(e for e in edges if e > last), len(context.ids))
        parts = [(a, b) for a, b in (before, after) if b - a >= 40 and not self._answers(row, context, a, b)]
        if not parts:
            return None
        start, end = parts[rng.integers(len(parts))]
        end = min(end, start + width - 3 - len(row.question_ids))
        return self._assemble(place, row.context, start, end, relevant=False)

    @staticmethod
    def _answers(row: Row, context: Context, start: int, end: int) -> bool:
        text = context.text[context.offsets[start, 0] : context.offsets[end - 1, 1]]
        return holds_answer(normalise(text), row.answers)

    def _example(
        self,
        place: int,
        context: int,
        width: int,
        rng: np.random.Generator,
        *,
        must: TokenSpan | None,
        relevant: bool | None,
    ) -> Example:
        text = self._contexts[context]
        budget = max(width - 3 - len(self._rows[place].question_ids), 48)
        start, end = window(text.sentence_starts, len(text.ids), budget, must, rng)
        return self._assemble(place, context, start, end, relevant=relevant)

    def _assemble(self, place: int, context: int, start: int, end: int, *, relevant: bool | None) -> Example:
        row, text = self._rows[place], self._contexts[context]
        cls, sep = self._marks
        ids = (cls, *row.question_ids, sep, *text.ids[start:end].tolist(), sep)
        shift = len(row.question_ids) + 2 - start
        # Only a window of the row's own context, labelled as answering, holds its spans.
        inside = [(s + shift, e + shift) for s, e in row.spans if relevant and start <= s and e < end]
        return Example(ids, len(row.question_ids) + 2, tuple(inside), relevant, (place, context, start, end))


def window(
    sentence_starts: Sequence[int], tokens: int, budget: int, must: TokenSpan | None, rng: np.random.Generator
) -> TokenSpan:
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
