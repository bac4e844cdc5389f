"""The training loop: bfloat16 arithmetic on float32 weights, resumable, the same on a CPU and a GPU."""

from __future__ import annotations

import dataclasses
import itertools
import json
import logging
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from training.config import Recipe
from training.keeping import whole
from training.network import Outputs, losses
from training.windows import Batch, Cutter, Labels, Places, Windows, order

log = logging.getLogger(__name__)

_LOG_EVERY = 100


_VALIDATION_SEQUENCES = 64


class Rates(Protocol):
    """The numbers of a recipe that `MasterWeights` goes by."""

    @property
    def learning_rate(self) -> float: ...
    @property
    def weight_decay(self) -> float: ...
    @property
    def gradient_norm(self) -> float: ...
    @property
    def warmup_steps(self) -> int: ...
    @property
    def steps(self) -> int: ...
    @property
    def rests(self) -> tuple[int, ...]: ...


class MasterWeights:
    """AdamW over float32 copies of a bfloat16 network's weights: small updates would be rounded away otherwise.

    Weights outside of `encoder` are new and learn `new_factor` times as fast.
    """

    def __init__(self, network: nn.Module, rates: Rates, *, new_factor: float = 1.0) -> None:
        self._rates = rates
        live = [(name, weight) for name, weight in network.named_parameters() if weight.requires_grad]
        self._live: list[Tensor] = [weight for _, weight in live]
        self.masters = {name: weight.detach().float().clone() for name, weight in live}
        settings = [self._setting(name, master, new_factor) for name, master in self.masters.items()]
        self.optimizer = torch.optim.AdamW(settings, betas=(0.9, 0.98), eps=1e-6, fused=True)

    def _setting(self, name: str, master: Tensor, new_factor: float) -> dict[str, Any]:
        rate = self._rates.learning_rate * (1.0 if name.startswith("encoder.") else new_factor)
        decay = self._rates.weight_decay if master.dim() > 1 else 0.0
        return {"params": [master], "lr": rate, "peak": rate, "weight_decay": decay}

    def step(self, number: int) -> Tensor:
        """Take step `number` (from 0) with the gradients on the network; returns the gradient's norm."""
        for master, weight in zip(self.masters.values(), self._live, strict=True):
            master.grad = None if weight.grad is None else weight.grad.float()
            weight.grad = None
        norm = nn.utils.clip_grad_norm_(self.masters.values(), self._rates.gradient_norm)
        share = rate_share(number, self._rates.warmup_steps, (*self._rates.rests, self._rates.steps))
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * share
        self.optimizer.step()
        self.copy_to_network()
        return norm

    @torch.no_grad()
    def copy_to_network(self) -> None:
        """Round the float32 weights into the network."""
        torch._foreach_copy_(self._live, list(self.masters.values()))


def rate_share(step: int, warmup: int, rests: Sequence[int]) -> float:
    """Share of the peak learning rate: linear up, then linear down to zero at the first of `rests`.

    From there to the next it falls again, from a half.

    >>> [rate_share(step, 4, (12, 20)) for step in (0, 3, 8, 12, 16, 20)]
    [0.25, 1.0, 0.5, 0.5, 0.25, 0.0]
    """
    if step < warmup:
        return (step + 1) / warmup
    if step < rests[0]:
        return (rests[0] - step) / (rests[0] - warmup)
    return next((0.5 * (end - step) / (end - begun) for begun, end in itertools.pairwise(rests) if step < end), 0.0)


@dataclasses.dataclass(frozen=True, slots=True)
class Lessons:
    """What a network is trained on and tried with, and what teachers found in the former, if any have read it."""

    windows: Windows
    validation: Windows
    labels: Labels | None = None


def train(network: nn.Module, lessons: Lessons, recipe: Recipe, run: Path) -> Path:
    """Train `network`, which has an `encoder`, to the last step and return the weights' path.

    Resumes where `run` holds a checkpoint of this recipe, and does nothing where it holds the finished weights.
    """
    finished = finished_weights(run, recipe)
    if finished.exists():
        return finished
    run.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network.to(device)
    network.get_submodule("encoder").to(torch.bfloat16)
    weights = MasterWeights(network, recipe, new_factor=recipe.head_rate_factor)
    done = _resume(run / "checkpoint.pt", weights, device)
    cutter = Cutter(lessons.windows, device, lessons.labels)
    validation = Cutter(lessons.validation, device)
    places = itertools.islice(_passes(lessons.windows, recipe), done, recipe.steps)
    means = _Means(run)
    for number, chosen in enumerate(places, done):
        means.add(_step(network, weights, cutter.batch(chosen), recipe, number))
        if (number + 1) % _LOG_EVERY == 0:
            means.record(number + 1)
        if (number + 1) % recipe.validate_every == 0 or number + 1 == recipe.steps:
            _record(run, {"step": number + 1, **validate(network, validation, recipe)})
            means.restart()
        if (number + 1) % recipe.checkpoint_every == 0:
            _save(run / "checkpoint.pt", weights, number + 1)
        if number + 1 in (*recipe.rests, recipe.steps):
            with whole(run / f"weights-{number + 1}.pt") as part:
                torch.save(weights.masters, part)
    return finished


def finished_weights(run: Path, recipe: Recipe) -> Path:
    """Where `train` leaves what it made last."""
    return run / f"weights-{recipe.steps}.pt"


def rested_weights(run: Path, recipe: Recipe) -> tuple[Path, ...]:
    """Where it leaves what it found whenever the learning rate had fallen to zero, the last among them."""
    return tuple(run / f"weights-{steps}.pt" for steps in (*recipe.rests, recipe.steps))


def _passes(windows: Windows, recipe: Recipe) -> Iterator[Places]:
    """Batches without end, in another order each pass."""
    for number in itertools.count():
        yield from order(windows, recipe.batch_sequences, np.random.default_rng([recipe.seed, number]))


def _step(network: nn.Module, weights: MasterWeights, batch: Batch, recipe: Recipe, number: int) -> dict[str, Tensor]:
    """One step; returns the parts of its loss and the gradient's norm, left on the device."""
    # Each step's dropout depends on its number alone, so that a resumed run goes on as it would have.
    torch.manual_seed(recipe.seed + number)
    parts = losses(_forward(network.train(), batch), batch, recipe)
    torch.stack(tuple(parts.values())).sum().backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return {**{name: part.detach() for name, part in parts.items()}, "norm": weights.step(number)}


class _Means:
    """Means of the steps' figures and seconds since the last record."""

    def __init__(self, run: Path) -> None:
        self._run = run
        self._sums: dict[str, Tensor] = {}
        self._steps = 0
        self._started = time.monotonic()

    def add(self, figures: dict[str, Tensor]) -> None:
        self._sums = {name: self._sums.get(name, 0) + value for name, value in figures.items()}
        self._steps += 1

    def record(self, step: int) -> None:
        means = {name: float(total) / self._steps for name, total in self._sums.items()}
        seconds = (time.monotonic() - self._started) / self._steps
        _record(self._run, {"step": step, "seconds_per_step": seconds, **means})
        self.restart()

    def restart(self) -> None:
        self._sums, self._steps, self._started = {}, 0, time.monotonic()


def _forward(network: nn.Module, batch: Batch) -> Outputs:
    outputs: Outputs = network(batch.ids, batch.mask, batch.token_types)
    return outputs


@torch.inference_mode()
def validate(network: nn.Module, held_out: Cutter, recipe: Recipe) -> dict[str, float]:
    """Figures on held-out questions: parts of the loss, share of exact spans, share ranked first of four."""
    network.eval()
    sums: dict[str, float] = {}
    questions = 0
    for _, batch in held_out.in_order(_VALIDATION_SEQUENCES):
        outputs = _forward(network, batch)
        figures: dict[str, Tensor] = {f"held_out_{k}": v for k, v in losses(outputs, batch, recipe).items()}
        figures["exact"] = exact_spans(outputs, batch).float().mean()
        figures["first"] = ranked_first(outputs.relevance, batch).float().mean()
        count = int(batch.answerable.sum())
        questions += count
        for name, value in figures.items():
            sums[name] = sums.get(name, 0.0) + float(value) * count
    return {name: total / max(questions, 1) for name, total in sums.items()}


def exact_spans(outputs: Outputs, batch: Batch) -> Tensor:
    """(answered,) bool: the best start and end, each for itself and not `[CLS]`, are an annotated span."""
    inside = batch.passage.clone()
    inside[:, 0] = False
    start = outputs.start.masked_fill(~inside, -math.inf).argmax(-1)
    end = outputs.end.masked_fill(~inside, -math.inf).argmax(-1)
    right = (batch.spans[..., 0] == start[:, None]) & (batch.spans[..., 1] == end[:, None])
    return right.any(-1)[batch.answerable > 0]


def ranked_first(relevance: Tensor, batch: Batch) -> Tensor:
    """(answered,) bool: the answering passage has the highest relevance of its question's passages."""
    same = batch.groups[:, None] == batch.groups[None, :]
    best = relevance[None, :].expand_as(same).masked_fill(~same, -math.inf).amax(-1)
    return (relevance >= best)[batch.answerable > 0]


def _record(run: Path, figures: dict[str, float]) -> None:
    line = {name: round(value, 4) for name, value in figures.items()}
    log.info("%s", json.dumps(line))
    with (run / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def _save(path: Path, weights: MasterWeights, step: int) -> None:
    state = {"step": step, "masters": weights.masters, "optimizer": weights.optimizer.state_dict()}
    with whole(path) as part:
        torch.save(state, part)


def _resume(path: Path, weights: MasterWeights, device: torch.device) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, map_location=device, weights_only=True)
    for name, master in weights.masters.items():
        master.copy_(state["masters"][name])
    weights.optimizer.load_state_dict(state["optimizer"])
    weights.copy_to_network()
    log.info("resumed step=%d", state["step"])
    return int(state["step"])
