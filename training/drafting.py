"""More questions for the passages that train: a language model learns from the annotated rows to ask, and asks.

After Alberti et al. 2019 and Puri et al. 2020. What is drafted counts only where the teachers find the answer that was
drafted with it (`training.labels.mass_on_answer`).
"""

from __future__ import annotations

import gzip
import json
import logging
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import LlamaForCausalLM

from training.config import Drafting
from training.data import Context, Row
from training.keeping import whole
from training.language_model import MARKS, open_tokenizer, open_writer
from training.train import MasterWeights

log = logging.getLogger(__name__)

DRAFTED = "drafted"
# What people type into a search box, what a quiz asks, what a reader of reviews and threads asks.
_STYLES = {"nq-oracle": "Search", "squadshifts-new_wiki": "Quiz", "squad2-dev-half": "Quiz"}
_OTHER_STYLE = "Reader"
# Passages that are nearest to news are asked about in the first two styles.
_SEARCHED_SHARE = 0.3
_MOST_OCCURRENCES = 3
_PARTS = re.compile(r"^\s*(.+?)\s*\n\s*Question:\s*(.+?)\s*$", re.DOTALL)
_LOG_EVERY = 100


class Lesson(NamedTuple):
    """One sequence: what is given, and what is to be written after it."""

    prompt: tuple[int, ...]
    target: tuple[int, ...]


def draft(contexts: Sequence[Context], rows: Sequence[Row], folder: Path, numbers: Drafting, target: Path) -> Path:
    """Questions with answers over the contexts that train, as rows in the form of train-reader; made once."""
    if target.exists():
        return target
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokenizer = open_tokenizer(folder)
    training = [row for row in rows if row.spans and not row.held_out]
    lessons = _lessons(contexts, training, tokenizer, numbers)
    model = _teach(open_writer(folder), lessons, numbers, device)
    asked = sorted({row.context for row in training})
    drafted = list(_ask(model, [contexts[place] for place in asked], tokenizer, numbers))
    with whole(target) as part, gzip.open(part, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in drafted)
    return target


def _prompt(text: str, style: str) -> str:
    return f"{text.strip()}\n\n{style}. Answer:"


def _lessons(contexts: Sequence[Context], rows: Sequence[Row], tokenizer: Tokenizer, numbers: Drafting) -> list[Lesson]:
    rng = np.random.default_rng(numbers.seed)
    passages = [_prompt(contexts[row.context].text, _STYLES.get(row.source, _OTHER_STYLE)) for row in rows]
    targets = [f" {rng.choice(row.answers)}\nQuestion: {row.question}" for row in rows]
    encoded = zip(
        tokenizer.encode_batch(passages, add_special_tokens=False),
        tokenizer.encode_batch(targets, add_special_tokens=False),
        strict=True,
    )
    # A longer passage would have to be cut, perhaps before its answer.
    return [
        Lesson((MARKS.cls, *passage.ids), (*target.ids[: numbers.target_tokens], MARKS.sep))
        for passage, target in encoded
        if len(passage.ids) <= numbers.passage_tokens
    ]


def _teach(
    model: LlamaForCausalLM, lessons: Sequence[Lesson], numbers: Drafting, device: torch.device
) -> LlamaForCausalLM:
    """The model after `numbers.steps` batches of lessons; only what is to be written counts."""
    nn.Module.to(model, device)
    weights = MasterWeights(model, numbers)
    started, total = time.monotonic(), torch.zeros((), device=model.device)
    for number, batch in enumerate(_batches(lessons, numbers)):
        ids, wanted = (part.to(model.device) for part in _pad(batch))
        logits = model(input_ids=ids, use_cache=False).logits[:, :-1]
        loss = functional.cross_entropy(logits.flatten(0, 1).float(), wanted[:, 1:].flatten(), ignore_index=-1)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        weights.step(number)
        total += loss.detach()
        if (number + 1) % _LOG_EVERY == 0:
            log.info(
                "writer step=%d loss=%.3f seconds=%.0f", number + 1, total / _LOG_EVERY, time.monotonic() - started
            )
            total.zero_()
    return model


def _batches(lessons: Sequence[Lesson], numbers: Drafting) -> Iterator[list[Lesson]]:
    rng = np.random.default_rng([numbers.seed, 1])
    lengths = np.asarray([len(lesson.prompt) + len(lesson.target) for lesson in lessons])
    size, done = min(numbers.batch_sequences, len(lessons)), 0
    while True:
        shuffled = rng.permutation(len(lessons))
        # Neighbours in length side by side within stretches of the shuffled order.
        for bucket in np.array_split(shuffled, max(1, len(shuffled) // (size * 32))):
            by_length = bucket[np.argsort(lengths[bucket], kind="stable")]
            full = len(by_length) // size
            for place in rng.permutation(full):
                if done == numbers.steps:
                    return
                done += 1
                yield [lessons[one] for one in by_length[place * size : (place + 1) * size]]


def _pad(lessons: Sequence[Lesson]) -> tuple[Tensor, Tensor]:
    """ids and what is to be written, each (n, width) int64; -1 in the latter counts for nothing."""
    width = max(len(lesson.prompt) + len(lesson.target) for lesson in lessons)
    ids = torch.zeros(len(lessons), width, dtype=torch.int64)
    wanted = torch.full_like(ids, -1)
    for place, (prompt, target) in enumerate(lessons):
        end = len(prompt) + len(target)
        ids[place, :end] = torch.tensor([*prompt, *target])
        wanted[place, len(prompt) : end] = torch.tensor(target)
    return ids, wanted


def _ask(
    model: LlamaForCausalLM, contexts: Sequence[Context], tokenizer: Tokenizer, numbers: Drafting
) -> Iterator[dict[str, Any]]:
    counts = dict(numbers.questions)
    rng = np.random.default_rng([numbers.seed, 2])
    places = [place for place, context in enumerate(contexts) for _ in range(counts.get(context.source, 0))]
    styles = [_style(contexts[place].source, rng) for place in places]
    prompts = [_prompt(contexts[place].text, style) for place, style in zip(places, styles, strict=True)]
    encoded = [[MARKS.cls, *one.ids] for one in tokenizer.encode_batch(prompts, add_special_tokens=False)]
    order = sorted(
        (n for n, ids in enumerate(encoded) if len(ids) <= numbers.passage_tokens), key=lambda n: len(encoded[n])
    )
    torch.manual_seed(numbers.seed)
    started, seen = time.monotonic(), set[tuple[int, str]]()
    for first in range(0, len(order), numbers.sampled_at_once):
        batch = order[first : first + numbers.sampled_at_once]
        written = _sample(model, [encoded[n] for n in batch], numbers)
        for number, text in zip(batch, tokenizer.decode_batch(written.tolist()), strict=True):
            record = _record(contexts[places[number]], text)
            if record and (key := (places[number], record["question"].lower())) not in seen:
                seen.add(key)
                yield record
        log.info("drafted questions=%d of=%d seconds=%.0f", len(seen), first + len(batch), time.monotonic() - started)


def _style(source: str, rng: np.random.Generator) -> str:
    style = _STYLES.get(source, _OTHER_STYLE)
    return style if style == _OTHER_STYLE else ("Search" if rng.random() < _SEARCHED_SHARE else "Quiz")


@torch.inference_mode()
def _sample(model: LlamaForCausalLM, prompts: Sequence[Sequence[int]], numbers: Drafting) -> NDArray[np.int64]:
    width = max(map(len, prompts))
    ids = torch.tensor([[0] * (width - len(prompt)) + list(prompt) for prompt in prompts], device=model.device)
    nn.Module.train(model, False)
    # transformers types the class that brings `generate` apart from the models that it is mixed into.
    written = cast("Any", model).generate(
        input_ids=ids,
        attention_mask=(ids != 0).long(),
        max_new_tokens=numbers.target_tokens,
        do_sample=True,
        temperature=numbers.temperature,
        top_k=numbers.top_k,
        top_p=numbers.top_p,
        eos_token_id=MARKS.sep,
        pad_token_id=0,
    )
    found: NDArray[np.int64] = written[:, width:].cpu().numpy()
    return found


def _record(context: Context, written: str) -> dict[str, Any] | None:
    """A row from what was written, None where it is no question with an answer that stands in the context.

    The end mark and what fills up behind it are no text to the tokenizer.
    """
    parts = _PARTS.match(written)
    if parts is None:
        return None
    answer, question = parts.groups()
    starts = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", context.text)]
    if not 0 < len(starts) <= _MOST_OCCURRENCES or "\n" in question or len(question) < 8:
        return None
    answers = [{"text": answer, "answer_start": start} for start in starts]
    return {"question": question, "context": context.text, "answers": answers, "source": DRAFTED}
