"""Rows of train-reader, tokenised once: contexts as word pieces with offsets, answers as spans of them."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
import re
import string
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

Ints = NDArray[np.int32]
TokenSpan = tuple[int, int]
"""First and last token, both inclusive."""

# A rough splitter is enough here: it only decides where windows may begin.
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+|\n+")
_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """One passage. `offsets` are (n_tokens, 2) character offsets; sentences begin at token `sentence_starts`."""

    text: str
    source: str
    ids: Ints
    offsets: Ints
    sentence_starts: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One question. `spans` are inclusive token spans in `contexts[context]`; none: the context does not answer."""

    question: str
    question_ids: tuple[int, ...]
    context: int
    answers: tuple[str, ...]
    spans: tuple[TokenSpan, ...]
    source: str
    held_out: bool

    @property
    def teaches(self) -> bool:
        """False where there is an answer whose words cannot be found in the context."""
        return bool(self.spans) or not self.answers


def normalise(text: str) -> str:
    """SQuAD's answer normalisation to the letter: lower case, no ASCII punctuation, no articles, single spaces.

    Says which passages hold an answer, and so which the shipped weights learned from; `evaluation.metrics.normalise`,
    by which answers are judged, counts typographic marks as punctuation too.

    >>> normalise("The  Mayor's Office.")
    'mayors office'
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def open_tokenizer(folder: Path) -> Tokenizer:
    """The base network's tokenizer, without the packaged truncation and padding."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def load(
    paths: Sequence[Path], tokenizer: Tokenizer, *, held_out_share: float, question_tokens: int
) -> tuple[tuple[Context, ...], tuple[Row, ...]]:
    """Contexts and rows of files like train-reader; rows are held out by context, so that no passage is on both sides.

    A context of several files keeps the source that the first gives it.
    """
    records = tuple(record for path in paths for record in _records(path))
    texts: dict[str, str] = {}
    for record in records:
        texts.setdefault(record["context"], record["source"])
    places = {text: place for place, text in enumerate(texts)}
    contexts = _tokenise_contexts(texts, tokenizer)
    questions = tokenizer.encode_batch([r["question"].strip() for r in records], add_special_tokens=False)
    rows = tuple(
        Row(
            question=record["question"].strip(),
            question_ids=tuple(encoded.ids[:question_tokens]),
            context=places[record["context"]],
            answers=tuple(answer["text"] for answer in record["answers"]),
            spans=_spans(record, contexts[places[record["context"]]]),
            source=record["source"],
            held_out=_fraction(record["context"]) < held_out_share,
        )
        for record, encoded in zip(records, questions, strict=True)
    )
    return contexts, rows


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _fraction(text: str) -> float:
    """A number in [0, 1) that depends on the text alone."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32


def _tokenise_contexts(texts: dict[str, str], tokenizer: Tokenizer) -> tuple[Context, ...]:
    encoded = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return tuple(context_of(text, source, each) for (text, source), each in zip(texts.items(), encoded, strict=True))


def context_of(text: str, source: str, encoded: Encoding) -> Context:
    """A passage and its word pieces."""
    ids, offsets = np.asarray(encoded.ids, np.int32), np.asarray(encoded.offsets, np.int32).reshape(-1, 2)
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
    tokens = np.searchsorted(offsets[:, 0], starts)
    return Context(text, source, ids, offsets, tuple(sorted({int(t) for t in tokens if t < len(ids)})))


def _spans(record: dict[str, Any], context: Context) -> tuple[TokenSpan, ...]:
    found = {_token_span(context, a["answer_start"], a["answer_start"] + len(a["text"])) for a in record["answers"]}
    return tuple(sorted(span for span in found if span is not None))


def _token_span(context: Context, start: int, end: int) -> TokenSpan | None:
    """Inclusive token span that covers characters [start, end); None where it holds no token."""
    first = int(np.searchsorted(context.offsets[:, 1], start, side="right"))
    last = int(np.searchsorted(context.offsets[:, 0], end, side="left")) - 1
    return (first, last) if first <= last < len(context.ids) else None


def holds_answer(normalised_text: str, answers: Sequence[str]) -> bool:
    """Whether a normalised text contains one of the answers as whole words."""
    padded = f" {normalised_text} "
    return any(f" {known} " in padded for answer in answers if (known := normalise(answer)))
