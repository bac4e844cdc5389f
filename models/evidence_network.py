"""The evidence network at run time: reads a question with passages and says where in each the answer stands.

One cross-encoder with 8-bit weights, made by `python -m training`. It needs tokenizers and OpenVINO (or ONNX Runtime),
not torch. It knows nothing of articles, dates or retrieval scores: it sees a question and plain text.
"""

import json
import logging
import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tokenizers import Encoding, Tokenizer

from core.errors import ModelError, ModelNotFoundError
from core.numbers import logistic
from models.packaged import sha256_of
from models.runtimes import Floats, Ids, Network, Runtime, load_network
from models.spans import ScoredSpan, best_spans, characters_of, without_overlaps

log = logging.getLogger(__name__)

NETWORK, TOKENIZER, CARD = "evidence.onnx", "evidence-tokenizer.json", "evidence.json"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
# (n, width, 2) logits of a span's first and last token, and (n, 2) of relevance and answerability.
OUTPUTS = ("spans", "verdict")
# What the run time compiles for a shape it keeps: smaller steps cost memory, larger ones calculate more padding.
_WIDTH_STEP = 32
# Texts of one run. Always as many, because the run time also keeps what it compiles for each number of them; larger
# batches are mostly more padding, and hold up other threads' questions.
_BATCH_TEXTS = 2
# Batches read at a time: two that share the threads let one calculate while the other one moves memory.
_STREAMS = 2
# Tokens of a question with a chunk of about 1,000 characters, rounded.
_COMMON_WIDTH = 256
# A text far longer than the chunks that training saw is read in windows that share this many word pieces.
_OVERLAP = 64


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network makes of one text in the light of a question.

    `start`, `end`: characters of the best span, `text[start:end]`. `span_score` and `null_score` are sums of a start
    and an end logit, the latter for "not here": only their difference means something. `relevance` (this passage rather
    than the others) and `answerable` (the words are here) are calibrated probabilities. `spans`: the best spans,
    best first, none overlapping another. A text without words has no spans and zero probabilities.
    """

    start: int
    end: int
    span_score: float
    null_score: float
    relevance: float
    answerable: float
    spans: tuple[ScoredSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """The part of `evidence.json` that reading needs. Lengths in word pieces.

    `relevance`: scale and bias of a logistic of the relevance logit. `answerable`: weights of the answerable logit, the
    relevance logit and the margin of the best span over "not here", then the bias.
    """

    max_tokens: int
    question_tokens: int
    span_tokens: int
    relevance: tuple[float, float]
    answerable: tuple[float, float, float, float]
    sha256: dict[str, str]


class _Window(NamedTuple):
    """Tokens [first, last) of text number `text`, read in one piece."""

    text: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Look:
    """The network's logits for tokens [first, first + n) of a text. start, end: (n,) float32."""

    encoding: Encoding
    first: int
    start: Floats
    end: Floats
    null: float
    relevance: float
    answerable: float


class EvidenceNetwork:
    """Opens the weights once; `read` may be called from several threads at a time."""

    def __init__(
        self, weights: Path, *, threads: int = 2, runtime: Runtime = "openvino", compiled_dir: Path | None = None
    ) -> None:
        """`weights`: the folder that holds the network, its tokenizer and its card.

        What OpenVINO compiles is kept in `compiled_dir` where one is given.
        Raises ModelNotFoundError where a file is missing, ModelError where one is not what the card says.
        """
        self._card = read_card(weights)
        self._tokenizer = Tokenizer.from_file(str(weights / TOKENIZER))
        # The file cuts at 128 word pieces unless told otherwise.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep = (_token_id(self._tokenizer, token) for token in ("[CLS]", "[SEP]"))
        streams = min(threads, _STREAMS)
        self._network = open_network(
            weights / NETWORK, threads=threads, streams=streams, runtime=runtime, compiled_dir=compiled_dir
        )
        # The batches of all questions, in order of arrival.
        self._streams = streams
        self._readers = ThreadPoolExecutor(streams, thread_name_prefix="reading")

    @property
    def span_tokens(self) -> int:
        """How many word pieces an answer has at most."""
        return self._card.span_tokens

    def warm_up(self) -> None:
        """Run a batch of the commonest shape on each stream, which then has its code for it ready."""
        ids = np.full((_BATCH_TEXTS, _COMMON_WIDTH), self._sep, np.int64)
        given = (ids, np.ones_like(ids), np.zeros_like(ids))
        wait([self._readers.submit(self._network, *given) for _ in range(self._streams)])

    def read(self, question: str, texts: Sequence[str], *, spans: int = 3) -> tuple[Reading, ...]:
        """One reading a text, in the order of `texts`, each with up to `spans` spans."""
        looks = self.look(question, texts)
        return tuple(_NOTHING if look is None else self._reading(look, spans) for look in looks)

    def look(self, question: str, texts: Sequence[str]) -> tuple[Look | None, ...]:
        """The most relevant window of each text; None where one has no words."""
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[: self._card.question_tokens]
        pieces = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        best: dict[int, Look] = {}
        for text, look in self._looks(asked, pieces):
            if text not in best or look.relevance > best[text].relevance:
                best[text] = look
        return tuple(best.get(text) for text in range(len(pieces)))

    def _looks(self, asked: Sequence[int], pieces: Sequence[Encoding]) -> Iterator[tuple[int, Look]]:
        room = self._card.max_tokens - 3 - len(asked)
        windows = [
            _Window(text, first, last)
            for text, encoding in enumerate(pieces)
            for first, last in windows_of(len(encoding.ids), room)
        ]
        batches = list(_batches(windows))
        shift = len(asked) + 2

        def run(batch: Sequence[_Window]) -> tuple[Floats, ...]:
            passages = [pieces[window.text].ids[window.first : window.last] for window in batch]
            return self._network(*self._padded(asked, passages))

        for batch, (spans, verdicts) in zip(batches, self._readers.map(run, batches), strict=True):
            for (text, first, last), span, verdict in zip(batch, spans, verdicts, strict=True):
                start, end = span[shift : shift + last - first].T
                yield text, Look(pieces[text], first, start, end, float(span[0].sum()), *map(float, verdict))

    def _padded(self, asked: Sequence[int], passages: Sequence[Sequence[int]]) -> tuple[Ids, Ids, Ids]:
        width = _rounded(len(asked) + 3 + max(map(len, passages)))
        ids = np.zeros((len(passages), width), np.int64)
        mask, token_types = np.zeros_like(ids), np.zeros_like(ids)
        opening = [self._cls, *asked, self._sep]
        for row, passage in enumerate(passages):
            whole = [*opening, *passage, self._sep]
            ids[row, : len(whole)] = whole
            mask[row, : len(whole)] = 1
            token_types[row, len(opening) : len(whole)] = 1
        return ids, mask, token_types

    def _reading(self, seen: Look, count: int) -> Reading:
        found = best_spans(seen.start, seen.end, longest=self.span_tokens, count=max(count, 1))
        widened = (ScoredSpan(*characters_of(seen.encoding, seen.first, a, b), score) for a, b, score in found)
        spans = without_overlaps(widened)
        margin = spans[0].score - seen.null
        scale, bias = self._card.relevance
        *weights, constant = self._card.answerable
        features = (seen.answerable, seen.relevance, margin)
        return Reading(
            start=spans[0].start,
            end=spans[0].end,
            span_score=spans[0].score,
            null_score=seen.null,
            relevance=logistic(scale * seen.relevance + bias),
            answerable=logistic(sum(w * f for w, f in zip(weights, features, strict=True)) + constant),
            spans=spans[:count],
        )


_NOTHING = Reading(start=0, end=0, span_score=-math.inf, null_score=0.0, relevance=0.0, answerable=0.0)


def read_card(weights: Path) -> Card:
    """The card of a folder of weights, once all the files it names have been found to be what it says."""
    try:
        fields = json.loads((weights / CARD).read_text(encoding="utf-8"))["reading"]
        card = Card(
            max_tokens=fields["max_tokens"],
            question_tokens=fields["question_tokens"],
            span_tokens=fields["span_tokens"],
            relevance=tuple(fields["relevance"]),
            answerable=tuple(fields["answerable"]),
            sha256=dict(fields["sha256"]),
        )
    except FileNotFoundError as error:
        raise ModelNotFoundError(f"no evidence network in {weights}: run `python -m training`") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{weights / CARD} is damaged ({error}): restore it from the repository") from error
    for name in (NETWORK, TOKENIZER):
        _check(weights / name, card.sha256.get(name))
    return card


def _check(path: Path, expected: str | None) -> None:
    try:
        found = sha256_of(path)
    except FileNotFoundError as error:
        raise ModelNotFoundError(f"{path} is missing: restore it, or run `python -m training`") from error
    if found != expected:
        raise ModelError(f"{path} is not the file that {CARD} names (sha256 {found}): restore it from the repository")


def windows_of(tokens: int, room: int) -> Iterator[tuple[int, int]]:
    """Stretches [first, last) of at most `room` tokens that cover `tokens` of them and overlap.

    >>> list(windows_of(5, 10)), list(windows_of(0, 10)), list(windows_of(250, 100))
    ([(0, 5)], [], [(0, 100), (36, 136), (72, 172), (108, 208), (144, 244), (150, 250)])
    """
    first = 0
    while first < tokens:
        last = min(first + room, tokens)
        yield max(0, last - room), last
        if last == tokens:
            return
        first += max(1, room - _OVERLAP)


def _batches(windows: Sequence[_Window]) -> Iterator[list[_Window]]:
    """Windows of about equal length together, the longest first."""
    order = sorted(windows, key=lambda window: window.first - window.last)
    for place in range(0, len(order), _BATCH_TEXTS):
        yield order[place : place + _BATCH_TEXTS]


def _rounded(width: int) -> int:
    return width + -width % _WIDTH_STEP


def _token_id(tokenizer: Tokenizer, token: str) -> int:
    number = tokenizer.token_to_id(token)
    if number is None:
        raise ModelError(f"{TOKENIZER} has no {token}: restore it from the repository")
    return int(number)


def open_network(
    path: Path, *, threads: int, streams: int = 1, runtime: Runtime = "openvino", compiled_dir: Path | None = None
) -> Network:
    """An evidence network by itself, without card and tokenizer. Raises ModelError where it cannot be loaded."""
    return load_network(
        path, runtime, inputs=INPUTS, outputs=OUTPUTS, threads=threads, streams=streams, compiled_dir=compiled_dir
    )
