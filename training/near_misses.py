"""Near misses: questions that a passage almost answers, made of annotated ones, to learn "not here" from.

Either one thing that the passage tells is changed in the question (Jia and Liang 2017 change questions so), or the
sentences that answer are cut out of the passage.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.data import Context, Row, context_of, holds_answer, normalise

CHANGED, CUT = "changed", "cut"
"""Sources of the rows."""

# A passage of which less is left says too little to be taken for an answer.
_LEAST_LEFT = 40
_NUMBER = re.compile(r"(?<![\w.,])\d{1,4}(?![\w.,]*\d)")
# Not at the start of a sentence, where every word has a capital.
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*")
_WORD = re.compile(r"[A-Za-z]+")
# Words one of which takes another's place in a question, each with all others of its line.
_LINES = """
first second third fourth
largest smallest|highest lowest|longest shortest|oldest youngest|earliest latest|best worst|most least|fastest slowest
larger smaller|higher lower|longer shorter|older younger|earlier later|better worse|more fewer|faster slower
before after|above below|inside outside|maximum minimum|top bottom|upper lower|left right
north south east west|northern southern eastern western
won lost|win lose|began ended|begin end|started stopped|start stop|opened closed|open close|born buried|bought sold
increase decrease|increased decreased|gained lost|accepted refused
killed injured arrested rescued|married divorced|built destroyed|founded dissolved|appointed dismissed|import export
men women children|male female|boys girls|father mother brother sister|son daughter|husband wife|king queen
public private|internal external|winter summer spring autumn|morning evening|day night|rich poor|urban rural
january march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
cost weigh measure|height width length depth weight|age name nickname address|population area|capital currency
two three four five six seven eight nine ten
""".replace("|", "\n")
_DATES = re.compile(
    r"(Jan|Febr|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|Septem|Octo|Novem|Decem)\w+|March|April|May|June|July|August"
)
_OTHERS = {
    word: [other for other in line if other != word] for line in map(str.split, _LINES.split("\n")) for word in line
}


def near_misses(
    contexts: Sequence[Context],
    rows: Sequence[Row],
    negatives: NDArray[np.int32],
    tokenizer: Tokenizer,
    *,
    seed: int,
    question_tokens: int,
) -> tuple[tuple[Context, ...], tuple[Row, ...]]:
    """Contexts and rows to stand behind the given ones: up to one `CHANGED` and one `CUT` row for an answered one.

    negatives: (n_rows, k), contexts on about the same topic, where other names are from.
    """
    own, others = _changed(contexts, rows, negatives, np.random.default_rng([seed, 0]))
    encoded = tokenizer.encode_batch(others, add_special_tokens=False)
    changed = [
        dataclasses.replace(
            row, question=question, question_ids=tuple(e.ids[:question_tokens]), answers=(), spans=(), source=CHANGED
        )
        for row, question, e in zip(own, others, encoded, strict=True)
    ]
    pairs = [(row, left) for row in rows if (left := _without_answers(contexts[row.context], row))]
    texts = [text for _, text in pairs]
    cut_contexts = tuple(
        context_of(text, CUT, e)
        for text, e in zip(texts, tokenizer.encode_batch(texts, add_special_tokens=False), strict=True)
    )
    cut = [
        dataclasses.replace(row, context=place, answers=(), spans=(), source=CUT)
        for place, (row, _) in enumerate(pairs, len(contexts))
    ]
    return cut_contexts, (*changed, *cut)


def _changed(
    contexts: Sequence[Context], rows: Sequence[Row], negatives: NDArray[np.int32], rng: np.random.Generator
) -> tuple[list[Row], list[str]]:
    own, others = [], []
    for row, near in zip(rows, negatives, strict=True):
        if not row.spans:
            continue
        similar = (contexts[place].text for place in near if place >= 0)
        if other := change(row.question, contexts[row.context].text, similar, rng):
            own.append(row)
            others.append(other)
    return own, others


def change(question: str, text: str, similar: Iterable[str], rng: np.random.Generator) -> str | None:
    """`question` with one thing that `text` tells changed to one that it does not; None where there is none to change.

    Other names are from `similar` texts.
    """
    told = frozenset(_WORD.findall(text.lower()))
    places = [*_numbers(question, text, rng), *_opposites(question, told, rng), *_names(question, text, similar, rng)]
    if not places:
        return None
    start, end, other = places[rng.integers(len(places))]
    return question[:start] + other + question[end:]


def _numbers(question: str, text: str, rng: np.random.Generator) -> Iterator[tuple[int, int, str]]:
    for match in _NUMBER.finditer(question):
        value = int(match[0])
        # Years are taken for others nearby, figures for others of their size.
        reach = 9 if 1000 <= value <= 2100 else max(9, value // 2)
        other = str(max(2, value + int(rng.choice([-1, 1])) * int(rng.integers(1, reach + 1))))
        if match[0] in text and other not in text:
            yield *match.span(), other


def _opposites(question: str, told: frozenset[str], rng: np.random.Generator) -> Iterator[tuple[int, int, str]]:
    for match in _WORD.finditer(question):
        others = [word for word in _OTHERS.get(match[0].lower(), ()) if word not in told]
        if others:
            other = str(rng.choice(others))
            yield *match.span(), other.capitalize() if match[0][0].isupper() else other


def _names(
    question: str, text: str, similar: Iterable[str], rng: np.random.Generator
) -> Iterator[tuple[int, int, str]]:
    matches = [match for match in _NAME.finditer(question) if match[0] in text]
    if not matches:
        return
    others = sorted(
        {name for other in similar for name in _NAME.findall(other) if name not in text and not _DATES.match(name)}
    )
    for match in matches:
        words = match[0].count(" ")
        if fitting := [name for name in others if name.count(" ") == words and name not in question]:
            yield *match.span(), str(rng.choice(fitting))


def _without_answers(context: Context, row: Row) -> str | None:
    """The passage without the sentences in which an answer stands, where enough is left and no answer is in it."""
    if not row.spans:
        return None
    edges = [*context.sentence_starts, len(context.ids)]
    kept = [
        (start, end)
        for start, end in itertools.pairwise(edges)
        if all(last < start or first >= end for first, last in row.spans)
    ]
    if sum(end - start for start, end in kept) < _LEAST_LEFT:
        return None
    text = " ".join(context.text[context.offsets[start, 0] : context.offsets[end - 1, 1]] for start, end in kept)
    return None if holds_answer(normalise(text), row.answers) else text
